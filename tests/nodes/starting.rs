//! Nodes that start at the same moment on a database with nothing in it.

use std::sync::Arc;

use futures_util::future::join_all;
use twinlock_adapters_crypto::{ManualClock, MasterKey, OsEntropy};
use twinlock_adapters_postgres::{OnOpen, PostgresStore};
use twinlock_cluster::{fresh_database, query};
use twinlock_domain::Timestamp;
use twinlock_ports::Store as _;

use crate::support::{Person, Server, ServerOptions};

/// More than two, so that they meet wherever they can.
const NODES: usize = 4;

#[tokio::test]
async fn r08_nodes_that_start_together_on_an_empty_database_migrate_it_once_and_agree_on_its_secrets() {
    let database = tokio::task::spawn_blocking(|| fresh_database("empty", |_| Ok(()))).await.unwrap().unwrap();
    let stores = join_all((0..NODES).map(|_| PostgresStore::open(&database.url, OnOpen::Migrate))).await;
    let stores: Vec<_> = stores.into_iter().map(Result::unwrap).collect();
    for store in &stores {
        store.check_schema().await.unwrap();
    }
    let migrations = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/postgres");
    let known = std::fs::read_dir(migrations).unwrap().count();
    let done =
        query(&database.url, "select count(*), count(distinct version) from __diesel_schema_migrations").unwrap();
    assert_eq!(done, format!("{known}|{known}"));

    let clock = Arc::new(ManualClock::at(Timestamp::from_unix_seconds(1_790_000_010)));
    let master_key = MasterKey::generate(&OsEntropy);
    let nodes = join_all(stores.into_iter().map(|store| {
        Server::start_with(ServerOptions {
            store: Some(Arc::new(store)),
            master_key: Some(master_key.clone()),
            clock: Some(clock.clone()),
            public_url: Some("http://id.example".into()),
            ..ServerOptions::default()
        })
    }))
    .await;
    let ada = Person::with_account(&nodes[0], "ada@example.com").await;
    let first = ada.at(&nodes[0]).get("/oauth2/jwks").await.json();
    for node in &nodes {
        let mut there = ada.at(node);
        assert!(there.is_signed_in().await);
        assert_eq!(there.get("/oauth2/jwks").await.json(), first);
    }
}
