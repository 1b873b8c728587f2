//! Databases for these tests.

use std::path::Path;

use twinlock_adapters_postgres::{OnOpen, PostgresStore};
use twinlock_cluster::{Database, fingerprint, fresh_database};

/// A database that is deleted with this value.
pub(crate) struct Fresh(Database);

impl Fresh {
    /// A database with the schema.
    pub(crate) fn migrated() -> Self {
        let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/postgres");
        let database = fresh_database(&fingerprint(&migrations).unwrap(), |url| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let url = url.to_owned();
            // On a thread of its own: this one may belong to a runtime, in which `block_on` panics.
            let migrated = std::thread::spawn(move || {
                runtime.block_on(async { PostgresStore::open(&url, OnOpen::Migrate).await.map(|_| ()) })
            });
            Ok(migrated.join().unwrap()?)
        });
        Self(database.unwrap())
    }

    /// An empty database.
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
