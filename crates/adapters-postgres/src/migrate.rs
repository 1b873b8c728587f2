//! The migrations, compiled in, and the check that a database has had all of them, and no unknown one that this program
//! cannot work with.

use diesel::QueryDsl as _;
use diesel::dsl::max;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

use crate::error::OpenError;
use crate::schema::{__diesel_schema_migrations as applied, schema_floor};

pub(crate) const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// One program migrates at a time; others wait for this lock, and then have nothing to do. Its number is "twinlock" in
/// ASCII.
const ALONE: &str = "SET statement_timeout = 0; SET lock_timeout = '10min'; \
    SELECT pg_advisory_lock(x'7477696e6c6f636b'::bigint); SET lock_timeout = '1min'";

/// The difference between the migrations of a database and those of this program.
#[derive(Debug, Default)]
pub(crate) struct Gap {
    /// Migrations that the database lacks.
    pending: Vec<String>,
    /// Migrations that the database had, and that this program does not know.
    unknown: Vec<String>,
    is_new: bool,
    /// Whether this program can use the database all the same: the unknown migrations only added to the schema.
    is_workable: bool,
}

impl Gap {
    /// Compares the database's migrations with this program's.
    pub(crate) async fn of(connection: &mut AsyncPgConnection) -> Result<Self, OpenError> {
        let refused = |error: diesel::result::Error| OpenError::Postgres(error.to_string());
        let known = known()?;
        let is_new = !has_tables(connection).await.map_err(refused)?;
        if is_new {
            return Ok(Self { pending: known, unknown: Vec::new(), is_new, is_workable: true });
        }
        let had: Vec<String> =
            applied::table.select(applied::version).order(applied::version).load(connection).await.map_err(refused)?;
        let floor: Option<String> = if had.is_empty() {
            None
        } else {
            schema_floor::table.select(max(schema_floor::version)).get_result(connection).await.map_err(refused)?
        };
        let is_workable = floor.is_none_or(|floor| known.contains(&floor));
        let missing = |from: &[String], of: &[String]| {
            of.iter().filter(|version| !from.contains(version)).cloned().collect::<Vec<_>>()
        };
        let is_new = had.is_empty();
        Ok(Self { pending: missing(&had, &known), unknown: missing(&known, &had), is_new, is_workable })
    }

    /// Whether the database has never had a migration.
    pub(crate) fn is_new(&self) -> bool {
        self.is_new
    }

    /// The migrations that the database lacks. Fails if this program cannot work with the database.
    pub(crate) fn pending(self) -> Result<Vec<String>, OpenError> {
        if self.is_workable { Ok(self.pending) } else { Err(OpenError::Newer(self.unknown)) }
    }

    /// Fails if the database lacks migrations, or this program cannot work with it.
    pub(crate) fn check(self) -> Result<(), OpenError> {
        let pending = self.pending()?;
        if pending.is_empty() { Ok(()) } else { Err(OpenError::Older(pending)) }
    }
}

/// Versions as diesel writes them, oldest first.
fn known() -> Result<Vec<String>, OpenError> {
    let migrations = MigrationSource::<Pg>::migrations(&MIGRATIONS);
    let migrations = migrations.map_err(|error| OpenError::Migration(error.to_string()))?;
    let mut versions: Vec<String> = migrations.iter().map(|one| one.name().version().to_string()).collect();
    versions.sort();
    Ok(versions)
}

diesel::define_sql_function! {
    /// `NULL` if there is no such table.
    fn to_regclass(name: diesel::sql_types::Text) -> diesel::sql_types::Nullable<diesel::sql_types::Oid>;
}

async fn has_tables(connection: &mut AsyncPgConnection) -> diesel::QueryResult<bool> {
    let found: Option<u32> = diesel::select(to_regclass("__diesel_schema_migrations")).get_result(connection).await?;
    Ok(found.is_some())
}

/// Runs the pending migrations, each in its own transaction, and returns them. Changes nothing in a database that is
/// too new.
pub(crate) async fn run(mut connection: AsyncPgConnection) -> Result<Vec<String>, OpenError> {
    connection.batch_execute(ALONE).await.map_err(|error| OpenError::Postgres(error.to_string()))?;
    let pending = Gap::of(&mut connection).await?.pending()?;
    if pending.is_empty() {
        return Ok(pending);
    }
    // diesel's migrations block. The advisory lock ends with the connection.
    let ran = tokio::task::spawn_blocking(move || {
        let mut connection: AsyncConnectionWrapper<AsyncPgConnection> = connection.into();
        connection
            .run_pending_migrations(MIGRATIONS)
            .map(|_| ())
            .map_err(|error| OpenError::Migration(error.to_string()))
    });
    ran.await.map_err(|error| OpenError::Migration(error.to_string()))??;
    Ok(pending)
}
