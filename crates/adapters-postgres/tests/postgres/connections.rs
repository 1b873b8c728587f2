//! Connections that break, freeze, use TLS, or cannot be had.

use std::os::unix::fs::{PermissionsExt as _, chown};
use std::time::Duration;

use twinlock_adapters_postgres::{OnOpen, PostgresStore};
use twinlock_cluster::{Cluster, Options, Shutdown, query};
use twinlock_domain::{AccountId, AppPolicy, DeliveryId, EmailAddress};
use twinlock_ports::contract::fixture::{APP, NOW, SESSION, code, fill};
use twinlock_ports::{Delivery, DeliveryKind, Mail, Mode, Store as _, StoreError, transaction};

use crate::database::Fresh;

async fn policy(store: &PostgresStore) -> Result<AppPolicy, StoreError> {
    transaction(store, Mode::ReadLatest, async |tx| Ok(tx.app(APP).await?.unwrap().policy)).await
}

#[tokio::test]
async fn a_server_that_froze_between_reading_and_writing_holds_nobody_up() {
    let fresh = Fresh::migrated();
    let (frozen, other) = (fresh.open().await, fresh.open().await);
    fill(&other).await;
    let mut tx = frozen.begin(Mode::Write).await.unwrap();
    let arrival = tx.authorization_data(Some(SESSION), APP).await.unwrap().unwrap();
    tx.add_code(&code(&arrival.app, 10)).await.unwrap();
    // The open transaction does not block the owner of the app …
    let flip = transaction::<_, StoreError>(&other, Mode::Write, async |tx| {
        let mut policy = tx.app(APP).await?.unwrap().policy;
        policy.require_2fa(NOW);
        tx.set_policy(APP, &policy).await
    });
    tokio::time::timeout(Duration::from_secs(3), flip).await.unwrap().unwrap();
    // … and its commit fails, since the version has changed.
    assert!(matches!(tx.commit().await, Err(StoreError::Conflict)));
    assert!(policy(&other).await.unwrap().two_factor_required);
    assert_eq!(query(fresh.url(), "select count(*) from grants").unwrap(), "0");
}

#[tokio::test]
async fn a_connection_that_the_server_ended_is_not_used_again() {
    let fresh = Fresh::migrated();
    let store = fresh.open().await;
    fill(&store).await;
    query(fresh.url(), "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'twinlock'")
        .unwrap();
    let mut tries = 0;
    while let Err(error) = policy(&store).await {
        tries += 1;
        assert!(tries < 3, "{error}");
    }
}

#[tokio::test]
async fn a_store_outlives_a_restart_of_the_database() {
    let mut cluster = Cluster::start(&Options::default()).unwrap();
    cluster.create_database("twinlock").unwrap();
    let store = PostgresStore::open(&cluster.url("twinlock"), OnOpen::Migrate).await.unwrap();
    fill(&store).await;
    for shutdown in [Shutdown::Fast, Shutdown::Immediate] {
        cluster.stop(shutdown).unwrap();
        assert!(matches!(policy(&store).await, Err(StoreError::Unavailable(_))), "closed, not wrong (R26)");
        assert!(store.check_schema().await.is_err());
        cluster.start_again().unwrap();
        let mut tries = 0;
        while let Err(error) = policy(&store).await {
            tries += 1;
            assert!(tries < 3, "{error}");
        }
    }
}

#[tokio::test]
async fn r26_what_failed_in_between_is_never_acknowledged() {
    let fresh = Fresh::migrated();
    let store = fresh.open().await;
    fill(&store).await;
    let mut tx = store.begin(Mode::Write).await.unwrap();
    let mut policy = tx.app(APP).await.unwrap().unwrap().policy;
    policy.require_2fa(NOW);
    tx.set_policy(APP, &policy).await.unwrap();
    // The same mail twice: the insert fails, which must fail the commit even if the caller ignores the error.
    tx.add_delivery(&mail(1)).await.unwrap();
    tx.add_delivery(&mail(1)).await.unwrap();
    assert!(tx.due_deliveries(NOW, 1).await.is_err());
    assert!(matches!(tx.commit().await, Err(StoreError::Unavailable(_))));
    assert!(!self::policy(&store).await.unwrap().two_factor_required);
}

#[tokio::test]
async fn one_that_waits_for_a_connection_too_long_is_told_so() {
    let fresh = Fresh::migrated();
    let store = PostgresStore::open_with(fresh.url(), OnOpen::Leave, 1).await.unwrap();
    let held = store.begin(Mode::ReadSnapshot).await.unwrap();
    let Err(StoreError::Unavailable(refused)) = store.begin(Mode::ReadSnapshot).await else { panic!("there was one") };
    assert!(refused.starts_with("no connection"), "{refused}");
    drop(held);
    assert!(store.begin(Mode::ReadSnapshot).await.is_ok(), "it is free again once it was rolled back");
}

#[tokio::test]
async fn tls_verifies_or_there_is_none() {
    let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let mut cluster = Cluster::start(&Options::default()).unwrap();
    cluster.create_database("twinlock").unwrap();
    let owner = std::fs::metadata(cluster.folder().join("data")).unwrap();
    let here = |name: &str| cluster.folder().join(name);
    let write = |name: &str, text: String| {
        std::fs::write(here(name), text).unwrap();
        chown(here(name), Some(std::os::unix::fs::MetadataExt::uid(&owner)), None).unwrap();
        std::fs::set_permissions(here(name), std::fs::Permissions::from_mode(0o600)).unwrap();
        here(name).to_str().unwrap().to_owned()
    };
    let certificate = write("server.crt", certified.cert.pem());
    let key = write("server.key", certified.signing_key.serialize_pem());
    let settings = format!("ssl = on\nssl_cert_file = '{certificate}'\nssl_key_file = '{key}'\n");
    let auto = cluster.folder().join("data").join("postgresql.auto.conf");
    std::fs::write(&auto, settings).unwrap();
    cluster.stop(Shutdown::Fast).unwrap();
    cluster.start_again().unwrap();

    let url = cluster.url("twinlock").replace("127.0.0.1", "localhost");
    for (parameters, encrypted) in [
        ("?sslmode=disable".to_owned(), "f"),
        (String::new(), "f"),
        (format!("?sslmode=verify-full&sslrootcert={certificate}"), "t"),
        (format!("?sslmode=require&sslrootcert={certificate}"), "t"),
    ] {
        let store = PostgresStore::open(&format!("{url}{parameters}"), OnOpen::Migrate).await.unwrap();
        let held = store.begin(Mode::ReadSnapshot).await.unwrap();
        let seen = "select string_agg(distinct ssl::text, ',') from pg_stat_ssl join pg_stat_activity using (pid)
            where application_name = 'twinlock'";
        assert_eq!(&cluster.query("twinlock", seen).unwrap()[..1], encrypted, "{parameters}");
        drop(held);
    }
    let refused = PostgresStore::open(&format!("{url}?sslmode=require"), OnOpen::Migrate).await.unwrap_err();
    assert!(refused.to_string().contains("certificate"), "a stranger's certificate is not taken: {refused}");
    let elsewhere = cluster.url("twinlock") + &format!("?sslmode=require&sslrootcert={certificate}");
    assert!(PostgresStore::open(&elsewhere, OnOpen::Migrate).await.is_err(), "it is for another host");
    assert!(PostgresStore::open(&format!("{url}?sslmode=prefer"), OnOpen::Migrate).await.is_err());
}

#[tokio::test]
async fn two_servers_that_look_for_mail_at_once_get_different_mails() {
    let fresh = Fresh::migrated();
    let (one, other) = (fresh.open().await, fresh.open().await);
    transaction::<_, StoreError>(&one, Mode::Write, async |tx| {
        for n in 1..=3 {
            tx.add_delivery(&mail(n)).await?;
        }
        Ok(())
    })
    .await
    .unwrap();
    let mut first = one.begin(Mode::Write).await.unwrap();
    let mut second = other.begin(Mode::Write).await.unwrap();
    assert_eq!(first.due_deliveries(NOW, 2).await.unwrap().len(), 2);
    let rest = second.due_deliveries(NOW, 2).await.unwrap();
    assert_eq!(rest.iter().map(|waiting| waiting.id).collect::<Vec<_>>(), [mail(3).id]);
}

fn mail(n: u8) -> Delivery {
    let to = EmailAddress::parse("user@example.org").unwrap();
    Delivery {
        id: DeliveryId::from_bytes([n; 16]),
        kind: DeliveryKind::Mail(Mail { to, subject: "News".into(), body: "None".into() }),
        attempts: 0,
        due_at: NOW,
    }
}

/// Two transactions that each wait for a lock of the other: PostgreSQL aborts one of them, which can be retried.
#[tokio::test]
async fn i3_a_deadlock_is_a_conflict() {
    let fresh = Fresh::migrated();
    let store = fresh.open().await;
    let (x, y) = (AccountId::from_bytes([1; 16]), AccountId::from_bytes([2; 16]));
    let (mut a, mut b) = (store.begin(Mode::Write).await.unwrap(), store.begin(Mode::Write).await.unwrap());
    a.set_disabled(x, Some(NOW)).await.unwrap();
    b.set_disabled(y, Some(NOW)).await.unwrap();
    // The transaction that fails is dropped, which releases its lock for the other.
    let of_a = async move { a.set_disabled(y, Some(NOW)).await };
    let of_b = async move { b.set_disabled(x, Some(NOW)).await };
    let (of_a, of_b) = tokio::join!(of_a, of_b);
    let conflicts = [of_a, of_b].into_iter().filter(|done| matches!(done, Err(StoreError::Conflict))).count();
    assert_eq!(conflicts, 1);
}

#[tokio::test]
async fn b23_a_database_that_can_be_read_alone_takes_no_writes() {
    let fresh = Fresh::migrated();
    let write = async |store: &PostgresStore| {
        transaction::<_, StoreError>(store, Mode::Write, async |tx| tx.try_to_write(NOW).await).await
    };
    assert!(write(&fresh.open().await).await.is_ok());
    let name = query(fresh.url(), "select quote_ident(current_database())").unwrap();
    query(fresh.url(), &format!("alter database {name} set default_transaction_read_only = on")).unwrap();
    let store = fresh.open().await;
    assert!(matches!(write(&store).await, Err(StoreError::Unavailable(_))));
    assert!(store.check_schema().await.is_ok(), "which is all that reading can tell");
}
