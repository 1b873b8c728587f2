//! A database on disk that belongs to one test, so that it can be killed and its files can be read.

use std::sync::Arc;

use tempfile::TempDir;
use twinlock_adapters_postgres as postgres;
use twinlock_adapters_sqlite as sqlite;
use twinlock_cluster::{Cluster, Options, Shutdown};
use twinlock_ports::Store;

/// Where the data is; deleted when the test drops it.
pub(super) enum Place {
    File(TempDir),
    Cluster(Box<Cluster>),
}

impl Place {
    pub(super) fn new() -> Self {
        if std::env::var("TWINLOCK_TEST_STORE").is_ok_and(|store| store == "postgres") {
            let cluster = Cluster::start(&Options::default()).unwrap();
            cluster.create_database("twinlock").unwrap();
            Self::Cluster(Box::new(cluster))
        } else {
            Self::File(tempfile::tempdir().unwrap())
        }
    }

    pub(super) fn address(&self) -> String {
        match self {
            Self::File(folder) => folder.path().join("twinlock.db").to_str().unwrap().to_owned(),
            Self::Cluster(cluster) => cluster.url("twinlock"),
        }
    }

    /// Everything that is stored there.
    pub(super) fn contents(&self) -> Vec<u8> {
        match self {
            Self::File(folder) => {
                let files = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
                files.flat_map(|file| std::fs::read(file).unwrap()).collect()
            }
            Self::Cluster(cluster) => {
                let query = |sql: &str| cluster.query("twinlock", sql).unwrap();
                let tables = query("select tablename from pg_tables where schemaname = 'public'");
                assert!(tables.lines().count() > 10, "{tables}");
                let rows = tables.lines().map(|table| query(&format!("select t::text from \"{table}\" t")));
                rows.collect::<Vec<_>>().join("\n").into_bytes()
            }
        }
    }

    /// Crashes the database as a loss of power would, and starts it again. SQLite's has crashed with its server.
    pub(super) fn crash(&mut self) {
        if let Self::Cluster(cluster) = self {
            cluster.stop(Shutdown::Immediate).unwrap();
            cluster.start_again().unwrap();
        }
    }
}

pub(super) async fn open(address: &str) -> Arc<dyn Store> {
    if address.starts_with("postgres://") {
        Arc::new(postgres::PostgresStore::open(address, postgres::OnOpen::Migrate).await.unwrap())
    } else {
        Arc::new(sqlite::SqliteStore::open(address.as_ref(), sqlite::OnOpen::Migrate).unwrap())
    }
}
