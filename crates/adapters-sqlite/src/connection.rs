//! The connections: one that writes, a few that read, each lent to one transaction at a time. Everything about locking,
//! durability and threads is in this file.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::SimpleConnection;
use diesel::{Connection as _, QueryResult, SqliteConnection};
use tokio::sync::{Mutex, OwnedMutexGuard};
use twinlock_ports::Mode;

use crate::error::OpenError;

/// The number of read connections. Statements run on the async threads, of which a small machine has few.
const READERS: usize = 4;

/// Sent on every connection. Its page cache is half a mebibyte; the operating system caches the file for all of them.
const EVERY: &str = "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; \
    PRAGMA cache_size = -512;";

/// Another program (a command beside the server) may hold the write lock for a moment: SQLite blocks the thread and
/// retries for up to five seconds.
const PATIENT: &str = "PRAGMA busy_timeout = 5000;";

/// For async threads, which must not be blocked: [`Connection::begin`] fails at once if the lock is held.
const IMPATIENT: &str = "PRAGMA busy_timeout = 0;";

/// Readers are not blocked by a writer (WAL), and a commit that returned survives a loss of power. A WAL file that grew
/// during a long read is truncated to 64 MiB.
const DURABLE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;";

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Writing, to a file.
    Writer,
    /// Reading, from a file.
    Reader,
    /// Reading and writing, in memory: the database exists in this connection only.
    Memory,
}

/// A connection, and whether a transaction is open on it.
pub(crate) struct Connection {
    pub(crate) sqlite: SqliteConnection,
    role: Role,
    open: bool,
}

impl Connection {
    fn establish(url: &str, role: Role) -> Result<Self, OpenError> {
        let refused = |error: diesel::result::Error| OpenError::Sqlite(error.to_string());
        let mut sqlite = SqliteConnection::establish(url).map_err(|error| OpenError::Sqlite(error.to_string()))?;
        sqlite.batch_execute(PATIENT).map_err(refused)?;
        sqlite.batch_execute(EVERY).map_err(refused)?;
        match role {
            Role::Writer => sqlite.batch_execute(DURABLE).map_err(refused)?,
            Role::Reader => sqlite.batch_execute("PRAGMA query_only = ON;").map_err(refused)?,
            Role::Memory => {}
        }
        Ok(Self { sqlite, role, open: false })
    }

    /// Runs work outside a transaction, and waits for other programs' locks: for the start of a program, and commands.
    pub(crate) fn patiently<T>(
        &mut self,
        work: impl FnOnce(&mut SqliteConnection) -> Result<T, OpenError>,
    ) -> Result<T, OpenError> {
        let refused = |error: diesel::result::Error| OpenError::Sqlite(error.to_string());
        self.sqlite.batch_execute(PATIENT).map_err(refused)?;
        let done = work(&mut self.sqlite);
        self.sqlite.batch_execute(IMPATIENT).map_err(refused)?;
        done
    }

    /// Begins a transaction. A writing one takes the write lock now, so that what it reads cannot change before it
    /// commits.
    pub(crate) fn begin(&mut self, mode: Mode) -> QueryResult<()> {
        self.roll_back();
        self.sqlite.batch_execute(match (self.role, mode) {
            (Role::Writer | Role::Reader, Mode::ReadSnapshot | Mode::ReadLatest) => "BEGIN",
            (Role::Memory, Mode::ReadSnapshot | Mode::ReadLatest) => "PRAGMA query_only = ON; BEGIN",
            (Role::Writer | Role::Reader | Role::Memory, Mode::Write | Mode::WriteExclusive) => "BEGIN IMMEDIATE",
        })?;
        self.open = true;
        Ok(())
    }

    /// Commits. On an error the transaction is still open, and is rolled back when it is dropped.
    pub(crate) fn commit(&mut self) -> QueryResult<()> {
        self.sqlite.batch_execute("COMMIT")?;
        self.open = false;
        self.let_write()
    }

    /// Rolls back the open transaction, if any. SQLite may have done so itself, for instance when the disk was full; it
    /// then reports that no transaction is active.
    pub(crate) fn roll_back(&mut self) {
        if self.open {
            self.open = false;
            let undone = self.sqlite.batch_execute("ROLLBACK");
            if let Err(error) = undone.and(self.let_write()) {
                tracing::warn!(%error, "a transaction could not be rolled back");
            }
        }
    }

    /// Writes one snapshot of the database into an empty file. This changes nothing in this database, but `query_only`
    /// forbids it all the same.
    pub(crate) fn copy_into(&mut self, file: &str) -> QueryResult<()> {
        self.sqlite.batch_execute("PRAGMA query_only = OFF")?;
        // In an SQL string, a quote is doubled.
        let copied = self.sqlite.batch_execute(&format!("VACUUM INTO '{}'", file.replace('\'', "''")));
        self.sqlite.batch_execute(match self.role {
            Role::Reader => "PRAGMA query_only = ON",
            Role::Writer | Role::Memory => "PRAGMA query_only = OFF",
        })?;
        copied
    }

    /// Whether the commit of a transaction in this mode waits for the disk.
    pub(crate) fn waits_for_disk(&self, mode: Mode) -> bool {
        self.role == Role::Writer && mode.writes()
    }

    fn let_write(&mut self) -> QueryResult<()> {
        match self.role {
            Role::Memory => self.sqlite.batch_execute("PRAGMA query_only = OFF"),
            Role::Writer | Role::Reader => Ok(()),
        }
    }
}

/// The result of preparing a database for use, such as by migrations.
type Prepared = Result<(), OpenError>;

/// A connection lent to one transaction.
pub(crate) type Lease = OwnedMutexGuard<Connection>;

/// All connections of one database.
pub(crate) struct Connections {
    writer: Arc<Mutex<Connection>>,
    readers: Vec<Arc<Mutex<Connection>>>,
    turn: AtomicUsize,
}

impl Connections {
    /// Opens connections to an existing file, which has its final mode. `prepare` runs before the connections are used.
    pub(crate) fn to_file(
        path: &str,
        prepare: impl FnOnce(&mut SqliteConnection) -> Prepared,
    ) -> Result<Self, OpenError> {
        let mut writer = Connection::establish(path, Role::Writer)?;
        writer.patiently(prepare)?;
        let reader = |_| Connection::establish(path, Role::Reader).map(|reader| Arc::new(Mutex::new(reader)));
        Ok(Self::new(writer, (0..READERS).map(reader).collect::<Result<_, _>>()?))
    }

    /// Opens a connection to a new database in memory.
    pub(crate) fn to_memory(prepare: impl FnOnce(&mut SqliteConnection) -> Prepared) -> Result<Self, OpenError> {
        let mut connection = Connection::establish(":memory:", Role::Memory)?;
        connection.patiently(prepare)?;
        Ok(Self::new(connection, Vec::new()))
    }

    fn new(writer: Connection, readers: Vec<Arc<Mutex<Connection>>>) -> Self {
        Self { writer: Arc::new(Mutex::new(writer)), readers, turn: AtomicUsize::new(0) }
    }

    /// Lends a connection. The writer is lent to one transaction at a time, in the order of the calls.
    pub(crate) async fn lend(&self, mode: Mode) -> Lease {
        match mode {
            Mode::Write | Mode::WriteExclusive => Arc::clone(&self.writer).lock_owned().await,
            Mode::ReadSnapshot | Mode::ReadLatest => self.lend_reader().await,
        }
    }

    async fn lend_reader(&self) -> Lease {
        if let Some(free) = self.readers.iter().find_map(|reader| Arc::clone(reader).try_lock_owned().ok()) {
            return free;
        }
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % READERS;
        let reader = self.readers.get(turn).unwrap_or(&self.writer);
        Arc::clone(reader).lock_owned().await
    }
}
