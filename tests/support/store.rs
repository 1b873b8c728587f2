//! The store of one test: SQLite in memory, or a PostgreSQL database of its own, depending on the run. No test depends
//! on which.

use std::sync::Arc;

use async_trait::async_trait;
use twinlock_adapters_postgres::{OnOpen, PostgresStore};
use twinlock_adapters_sqlite::SqliteStore;
use twinlock_cluster::{Database, fingerprint, fresh_database};
use twinlock_ports::{Mode, Store, StoreError, Transaction};

/// The environment variable that selects the store of a run: `postgres`, or unset for SQLite.
const STORE: &str = "TWINLOCK_TEST_STORE";

/// A test needs few connections at once, and many tests run at the same time.
const CONNECTIONS: usize = 8;

/// A new store of the kind that the run is for.
pub(crate) async fn fresh() -> Arc<dyn Store> {
    match std::env::var(STORE).as_deref() {
        Ok("postgres") => postgres().await,
        Ok(other) => panic!("{STORE} is `postgres` or not set, and not `{other}`"),
        Err(_) => Arc::new(SqliteStore::in_memory().unwrap()),
    }
}

/// A store on a PostgreSQL database of its own.
pub(crate) async fn postgres() -> Arc<dyn Store> {
    node(&Arc::new(migrated().await)).await
}

/// One of several stores on the same database.
pub(crate) async fn node(database: &Arc<Database>) -> Arc<dyn Store> {
    let store = PostgresStore::open_with(&database.url, OnOpen::Leave, CONNECTIONS).await.unwrap();
    Arc::new(Tenant { store, _database: database.clone() })
}

/// A database with the schema and nothing else.
pub(crate) async fn migrated() -> Database {
    let migrations = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/postgres");
    let make = move || {
        fresh_database(&fingerprint(migrations.as_ref())?, |url| {
            // No other task depends on this thread, so it may have a runtime of its own.
            let runtime = tokio::runtime::Runtime::new()?;
            runtime.block_on(PostgresStore::open(url, OnOpen::Migrate))?;
            Ok(())
        })
    };
    tokio::task::spawn_blocking(make).await.unwrap().unwrap()
}

/// A store that keeps its database until it is not used any more.
struct Tenant {
    // Dropped first: the database is dropped when its sessions have ended.
    store: PostgresStore,
    _database: Arc<Database>,
}

#[async_trait]
impl Store for Tenant {
    async fn begin(&self, mode: Mode) -> Result<Box<dyn Transaction>, StoreError> {
        self.store.begin(mode).await
    }

    async fn check_schema(&self) -> Result<(), StoreError> {
        self.store.check_schema().await
    }
}
