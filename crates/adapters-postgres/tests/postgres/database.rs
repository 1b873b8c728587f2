//! Databases to try the store on.

use std::path::Path;

use twinlock_adapters_postgres::{OnOpen, PostgresStore};
use twinlock_cluster::{Database, fingerprint, fresh_database};

/// A database that goes when this does.
pub(crate) struct Fresh(Database);

impl Fresh {
    /// With the schema.
    pub(crate) fn migrated() -> Self {
        let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/postgres");
        let database = fresh_database(&fingerprint(&migrations).unwrap(), |url| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let url = url.to_owned();
            // Not on this thread, which may be a runtime's.
            let migrated = std::thread::spawn(move || {
                runtime.block_on(async { PostgresStore::open(&url, OnOpen::Migrate).await.map(|_| ()) })
            });
            Ok(migrated.join().unwrap()?)
        });
        Self(database.unwrap())
    }

    /// Empty.
    pub(crate) fn empty() -> Self {
        Self(fresh_database("empty", |_| Ok(())).unwrap())
    }

    pub(crate) fn url(&self) -> &str {
        &self.0.url
    }

    pub(crate) async fn open(&self) -> PostgresStore {
        PostgresStore::open(self.url(), OnOpen::Leave).await.unwrap()
    }
}
