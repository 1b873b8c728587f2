//! The store itself: a file that only its owner may read, or memory, and its schema.

use std::fs::OpenOptions;
use std::path::Path;

use async_trait::async_trait;
use diesel::connection::SimpleConnection as _;
use twinlock_ports::{Mode, Store, StoreError, Transaction};

use crate::connection::Connections;
use crate::error::OpenError;
use crate::migrate::{self, Gap};
use crate::transaction::SqliteTransaction;

/// What happens to a database's schema when it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnOpen {
    /// The file is created if it does not exist, and pending migrations run.
    Migrate,
    /// The file must exist, and its schema is left as it is: [`SqliteStore::pending`] and [`Store::check_schema`]
    /// report what is missing.
    Leave,
}

/// The embedded store.
pub struct SqliteStore {
    pub(crate) connections: Connections,
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}

impl SqliteStore {
    /// Opens a database file. This blocks the thread for a moment, so it is for the start of a program.
    ///
    /// # Errors
    /// [`OpenError::Missing`] or [`OpenError::File`] if the file cannot be created or accessed, [`OpenError::Name`] if
    /// its path is not UTF-8, [`OpenError::Sqlite`] if SQLite cannot use it; with [`OnOpen::Migrate`] also those of
    /// [`Self::migrate`].
    pub fn open(path: &Path, on_open: OnOpen) -> Result<Self, OpenError> {
        let path = make_private_file(path, on_open)?;
        let name = path.to_str().ok_or_else(|| OpenError::Name(path.clone()))?;
        let connections = Connections::to_file(name, |writer| match on_open {
            OnOpen::Migrate => migrate::run(writer).map(|_| ()),
            OnOpen::Leave => Ok(()),
        })?;
        Ok(Self { connections })
    }

    /// A new database in memory, with the schema: for tests and demonstrations. Stores in memory share nothing. One
    /// transaction runs at a time: a second, whatever its mode, waits for the first to end.
    ///
    /// # Errors
    /// [`OpenError::Sqlite`] or [`OpenError::Migration`] if SQLite fails.
    pub fn in_memory() -> Result<Self, OpenError> {
        Ok(Self { connections: Connections::to_memory(|writer| migrate::run(writer).map(|_| ()))? })
    }

    /// The migrations that this database lacks, oldest first.
    ///
    /// # Errors
    /// [`OpenError::Sqlite`] if the database cannot be read, [`OpenError::Newer`] if it comes from a newer version.
    pub async fn pending(&self) -> Result<Vec<String>, OpenError> {
        match self.gap().await? {
            Gap { pending, unknown } if unknown.is_empty() => Ok(pending),
            Gap { unknown, .. } => Err(OpenError::Newer(unknown)),
        }
    }

    /// Runs the migrations that the database lacks, and returns them.
    ///
    /// # Errors
    /// [`OpenError::Migration`] if a migration fails, [`OpenError::Newer`] if the database comes from a newer version,
    /// [`OpenError::Sqlite`] if it cannot be read.
    pub async fn migrate(&self) -> Result<Vec<String>, OpenError> {
        self.connections.lend(Mode::Write).await.patiently(migrate::run)
    }

    /// Limits the file to `pages` pages. A file that is larger already keeps its size.
    ///
    /// # Errors
    /// [`OpenError::Sqlite`] if SQLite refuses.
    pub async fn let_grow_to(&self, pages: u32) -> Result<(), OpenError> {
        self.connections.lend(Mode::Write).await.patiently(|writer| {
            let limit = format!("PRAGMA max_page_count = {pages}");
            writer.batch_execute(&limit).map_err(|error| OpenError::Sqlite(error.to_string()))
        })
    }

    async fn gap(&self) -> Result<Gap, OpenError> {
        Gap::of(&mut self.connections.lend(Mode::Write).await.sqlite)
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn begin(&self, mode: Mode) -> Result<Box<dyn Transaction>, StoreError> {
        let lease = self.connections.lend(mode).await;
        Ok(Box::new(SqliteTransaction::begin(lease, mode).await?))
    }

    async fn check_schema(&self) -> Result<(), StoreError> {
        self.gap().await.and_then(Gap::check).map_err(|error| StoreError::Unavailable(error.to_string()))
    }
}

/// Creates the file, readable by its owner only, before SQLite opens it: SQLite gives its journals the same mode.
/// Returns the full path, which SQLite cannot take for one of its URIs.
fn make_private_file(path: &Path, on_open: OnOpen) -> Result<std::path::PathBuf, OpenError> {
    let failed = |source| OpenError::File { path: path.to_owned(), source };
    match on_open {
        OnOpen::Leave if !path.exists() => return Err(OpenError::Missing(path.to_owned())),
        OnOpen::Leave => {}
        OnOpen::Migrate => {
            only_for_owner(OpenOptions::new().read(true).append(true).create(true)).open(path).map_err(failed)?;
        }
    }
    path.canonicalize().map_err(failed)
}

/// Sets the mode that a new file gets.
pub(crate) fn only_for_owner(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}
