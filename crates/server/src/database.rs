//! Which database: the one place that knows that there are two kinds.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use twinlock_adapters_postgres::PostgresStore;
use twinlock_adapters_sqlite::SqliteStore;
use twinlock_ports::Store;

/// Where accounts, apps and everything else are kept.
#[derive(Clone, PartialEq, Eq)]
pub enum Database {
    /// The embedded one, in this file.
    Sqlite(PathBuf),
    /// PostgreSQL. The URL may hold a password.
    Postgres {
        /// How it is reached.
        url: String,
        /// How many connections this server makes to it at most.
        connections: usize,
    },
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({self})")
    }
}

/// The file, or the hosts and the database. No user, no password, no parameters.
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
    /// Whether nothing is sealed in it yet.
    pub(crate) async fn is_new(&self) -> anyhow::Result<bool> {
        Ok(match self {
            // An empty file is what SQLite makes before its first page.
            Self::Sqlite(path) => std::fs::metadata(path).map_or(true, |file| file.len() == 0),
            Self::Postgres { url, .. } => {
                PostgresStore::open_with(url, twinlock_adapters_postgres::OnOpen::Leave, 1).await?.is_new().await?
            }
        })
    }

    /// Opens it, with the schema that this program knows. Without `migrate`, it must be there and have it.
    pub(crate) async fn open(&self, migrate: bool) -> anyhow::Result<Arc<dyn Store>> {
        let store: Arc<dyn Store> = match self {
            Self::Sqlite(path) => {
                use twinlock_adapters_sqlite::OnOpen::{Leave, Migrate};
                Arc::new(SqliteStore::open(path, if migrate { Migrate } else { Leave })?)
            }
            Self::Postgres { url, connections } => {
                use twinlock_adapters_postgres::OnOpen::{Leave, Migrate};
                Arc::new(PostgresStore::open_with(url, if migrate { Migrate } else { Leave }, *connections).await?)
            }
        };
        if !migrate {
            store.check_schema().await?;
        }
        Ok(store)
    }

    /// Brings it up to date, and says which migrations that took.
    pub(crate) async fn migrate(&self) -> anyhow::Result<Vec<String>> {
        Ok(match self {
            Self::Sqlite(path) => {
                use twinlock_adapters_sqlite::OnOpen::Leave;
                SqliteStore::open(path, Leave)?.migrate().await?
            }
            Self::Postgres { url, .. } => {
                use twinlock_adapters_postgres::OnOpen::Leave;
                PostgresStore::open_with(url, Leave, 1).await?.migrate().await?
            }
        })
    }

    /// The migrations that it lacks.
    pub(crate) async fn pending(&self) -> anyhow::Result<Vec<String>> {
        Ok(match self {
            Self::Sqlite(path) => {
                use twinlock_adapters_sqlite::OnOpen::Leave;
                SqliteStore::open(path, Leave)?.pending().await?
            }
            Self::Postgres { url, .. } => {
                use twinlock_adapters_postgres::OnOpen::Leave;
                PostgresStore::open_with(url, Leave, 1).await?.pending().await?
            }
        })
    }
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
