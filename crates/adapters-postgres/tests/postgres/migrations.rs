//! The schema: created once by concurrent programs, migrated up and down, usable beside a newer version that only adds,
//! and refused after one that removes.

use twinlock_adapters_postgres::{OnOpen, OpenError, PostgresStore};
use twinlock_cluster::query;
use twinlock_ports::Store as _;

use crate::database::Fresh;

/// All that is in a database's schema: columns, indices, constraints and functions.
fn schema(database: &Fresh) -> String {
    let everything = "select string_agg(thing, E'\\n' order by thing) from (
        select format('%s.%s %s %s', table_name, column_name, data_type, is_nullable) as thing
            from information_schema.columns where table_schema = 'public'
        union all select indexdef from pg_indexes where schemaname = 'public'
        union all select format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
            where connamespace = 'public'::regnamespace
        union all select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace) as things";
    query(database.url(), everything).unwrap()
}

#[tokio::test]
async fn of_many_that_start_together_one_makes_the_schema() {
    let fresh = Fresh::empty();
    let open = || PostgresStore::open_with(fresh.url(), OnOpen::Migrate, 2);
    let stores = futures_util::future::join_all((0..8).map(|_| open())).await;
    for store in stores {
        store.unwrap().check_schema().await.unwrap();
    }
    assert_eq!(query(fresh.url(), "select count(*) from __diesel_schema_migrations").unwrap(), "1");
}

#[tokio::test]
async fn up_down_and_up_again_makes_the_same_on_an_empty_and_on_a_loaded_database() {
    let down = include_str!("../../../../migrations/postgres/2026-11-25-000000_initial/down.sql");
    let up = include_str!("../../../../migrations/postgres/2026-11-25-000000_initial/up.sql");
    for load in ["select 1", "insert into server_secrets values ('name', 'sealed')"] {
        let fresh = Fresh::migrated();
        query(fresh.url(), load).unwrap();
        let before = schema(&fresh);
        assert!(before.contains("hold_app") && before.contains("grants_end"));
        query(fresh.url(), down).unwrap();
        let left = schema(&fresh);
        assert!(left.lines().all(|thing| thing.contains("__diesel_schema_migrations")), "{left}");
        query(fresh.url(), up).unwrap();
        assert_eq!(schema(&fresh), before);
        fresh.open().await.check_schema().await.unwrap();
    }
}

#[tokio::test]
async fn a_database_without_the_schema_is_told_what_it_lacks() {
    let fresh = Fresh::empty();
    let store = fresh.open().await;
    assert!(store.is_new().await.unwrap());
    assert_eq!(store.pending().await.unwrap(), ["20261125000000"]);
    let refused = store.check_schema().await.unwrap_err().to_string();
    assert!(refused.contains("run `twinlock migrate`"), "{refused}");
    assert_eq!(store.migrate().await.unwrap(), ["20261125000000"]);
    assert!(store.migrate().await.unwrap().is_empty());
    store.check_schema().await.unwrap();
}

#[tokio::test]
async fn a_newer_schema_that_only_adds_is_worked_beside() {
    let fresh = Fresh::migrated();
    let old_server = fresh.open().await;
    query(
        fresh.url(),
        "alter table apps add colour text; insert into __diesel_schema_migrations values ('20990101000000')",
    )
    .unwrap();
    old_server.check_schema().await.unwrap();
    let restarted = PostgresStore::open(fresh.url(), OnOpen::Migrate).await.unwrap();
    restarted.check_schema().await.unwrap();
}

#[tokio::test]
async fn a_newer_schema_that_takes_away_is_refused_with_what_to_do() {
    let fresh = Fresh::migrated();
    let old_server = fresh.open().await;
    query(
        fresh.url(),
        "insert into __diesel_schema_migrations values ('20990101000000'); insert into schema_floor values ('20990101000000')",
    )
    .unwrap();
    assert!(old_server.check_schema().await.is_err());
    for on_open in [OnOpen::Migrate, OnOpen::Leave] {
        let refused = match PostgresStore::open(fresh.url(), on_open).await {
            Ok(store) => store.pending().await.map(|_| ()),
            Err(error) => Err(error),
        };
        let refused = refused.unwrap_err();
        assert!(matches!(&refused, OpenError::Newer(unknown) if unknown == &["20990101000000"]), "{refused}");
        assert!(refused.to_string().contains("start that version, or restore a backup"), "{refused}");
    }
}
