//! The configured database: the only module that distinguishes SQLite and PostgreSQL.

use std::fmt;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use twinlock_adapters_postgres::{self as postgres, PostgresStore};
use twinlock_adapters_sqlite::{self as sqlite, SqliteStore};
use twinlock_ports::Store;

/// The database that the configuration names.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// SQLite, in this file.
    Sqlite(PathBuf),
    /// PostgreSQL. The URL may hold a password.
    Postgres {
        /// The URL.
        url: String,
        /// The size of this server's connection pool.
        connections: usize,
    },
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({self})")
    }
}

/// Shows the file, or the hosts and the name of the database: no user, password or parameters.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "{}", path.display()),
            Self::Postgres { url, .. } => {
                let place = url.split_once("://").map_or(url.as_str(), |(_, place)| place);
                let place = place.split_once('?').map_or(place, |(place, _)| place);
                let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
                write!(f, "postgres://{place}")
            }
        }
    }
}

impl Database {
    /// Whether the database is missing or has no tables.
    pub(crate) async fn is_absent(&self) -> anyhow::Result<bool> {
        match self {
            // SQLite creates an empty file before it writes the first page.
            Self::Sqlite(path) => match std::fs::metadata(path) {
                Ok(file) => Ok(file.len() == 0),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
                Err(error) => Err(error).with_context(|| self.to_string()),
            },
            Self::Postgres { url, .. } => {
                let is_new = async { postgres_as_it_is(url).await?.is_new().await };
                is_new.await.with_context(|| self.to_string())
            }
        }
    }

    /// Opens the database. With `migrate`, creates it and updates its schema; otherwise it must exist and have the
    /// schema of this program.
    pub(crate) async fn open(&self, migrate: bool) -> anyhow::Result<Arc<dyn Store>> {
        let store: Arc<dyn Store> = match self {
            Self::Sqlite(path) => {
                let on_open = if migrate { sqlite::OnOpen::Migrate } else { sqlite::OnOpen::Leave };
                let store = SqliteStore::open(path, on_open).map_err(|error| match error {
                    sqlite::OpenError::Sqlite(_) => anyhow::Error::new(error).context(self.to_string()),
                    // These errors name the file themselves.
                    other => other.into(),
                });
                Arc::new(store?)
            }
            Self::Postgres { url, connections } => {
                let on_open = if migrate { postgres::OnOpen::Migrate } else { postgres::OnOpen::Leave };
                let store = PostgresStore::open_with(url, on_open, *connections).await;
                Arc::new(store.with_context(|| self.to_string())?)
            }
        };
        if !migrate {
            store.check_schema().await.with_context(|| self.to_string())?;
        }
        Ok(store)
    }

    /// Runs the pending migrations, and returns their names.
    pub(crate) async fn migrate(&self) -> anyhow::Result<Vec<String>> {
        Ok(match self {
            Self::Sqlite(path) => SqliteStore::open(path, sqlite::OnOpen::Leave)?.migrate().await?,
            Self::Postgres { url, .. } => postgres_as_it_is(url).await?.migrate().await?,
        })
    }

    /// The pending migrations.
    pub(crate) async fn pending(&self) -> anyhow::Result<Vec<String>> {
        Ok(match self {
            Self::Sqlite(path) => SqliteStore::open(path, sqlite::OnOpen::Leave)?.pending().await?,
            Self::Postgres { url, .. } => postgres_as_it_is(url).await?.pending().await?,
        })
    }
}

/// A connection for a single query.
async fn postgres_as_it_is(url: &str) -> Result<PostgresStore, postgres::OpenError> {
    PostgresStore::open_with(url, postgres::OnOpen::Leave, 1).await
}

#[cfg(test)]
mod tests {
    use super::Database;

    #[test]
    fn a_database_is_named_without_what_is_secret() {
        let url = "postgres://ada:p@ss@db1:5432,db2/twinlock?target_session_attrs=read-write&password=x";
        let database = Database::Postgres { url: url.into(), connections: 20 };
        assert_eq!(database.to_string(), "postgres://db1:5432,db2/twinlock");
        assert_eq!(format!("{database:?}"), "Database(postgres://db1:5432,db2/twinlock)");
        assert_eq!(Database::Sqlite("./twinlock.db".into()).to_string(), "./twinlock.db");
    }
}
