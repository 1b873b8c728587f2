//! A corrupt row is reported as an error, and no value is assumed instead (R26). Each row is damaged past the checks of
//! the schema, as a failing disk or a manual change would.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use twinlock_adapters_sqlite::{OnOpen, SqliteStore};
use twinlock_ports::contract::fixture::{ACCOUNT, APP, NOW, SESSION, fill};
use twinlock_ports::{Mode, StoreError, Transaction, transaction};

/// The error of a read after a statement has damaged a row.
async fn after<T: std::fmt::Debug>(
    damage: &str,
    read: impl AsyncFnMut(&mut dyn Transaction) -> Result<T, StoreError>,
) -> StoreError {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("twinlock.db");
    let store = SqliteStore::open(&path, OnOpen::Migrate).unwrap();
    fill(&store).await;
    let mut hand = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    hand.batch_execute("PRAGMA ignore_check_constraints = ON").unwrap();
    hand.batch_execute(damage).unwrap();
    transaction(&store, Mode::ReadSnapshot, read).await.unwrap_err()
}

#[tokio::test]
async fn r26_an_account_that_makes_no_sense_is_refused() {
    for damage in ["UPDATE accounts SET email = 'no address'", "UPDATE accounts SET guess_failures = -1"] {
        let error = after(damage, async |tx| tx.account(ACCOUNT).await).await;
        assert!(matches!(error, StoreError::Corrupt { what: "account" }), "{damage}: {error}");
    }
}

#[tokio::test]
async fn r26_a_session_that_makes_no_sense_is_refused() {
    for damage in [
        "UPDATE sessions SET second_factor_method = 'totp'",
        "UPDATE sessions SET second_factor_at = 1",
        "UPDATE sessions SET second_factor_at = 1, second_factor_method = 'sms'",
        "UPDATE sessions SET stage = 'done'",
    ] {
        let error = after(damage, async |tx| tx.principal(SESSION).await).await;
        assert!(matches!(error, StoreError::Corrupt { what: "session" }), "{damage}: {error}");
    }
}

#[tokio::test]
async fn r26_an_app_whose_policy_makes_no_sense_is_refused() {
    for damage in [
        "UPDATE apps SET two_factor_required = 1",
        "UPDATE apps SET required_since = 1",
        "UPDATE apps SET epoch = 5, required_epoch = 5",
        "UPDATE apps SET epoch = 5, revoked_epoch = 5",
        "UPDATE apps SET revoked_at = 5",
        "UPDATE apps SET required_epoch = 5, required_since = 1",
        "UPDATE apps SET revoked_epoch = 5, revoked_at = 1",
    ] {
        let error = after(damage, async |tx| tx.app(APP).await).await;
        assert!(matches!(error, StoreError::Corrupt { what: "policy" }), "{damage}: {error}");
    }
    for damage in [
        "UPDATE apps SET epoch = -1, required_epoch = -1, revoked_epoch = -1",
        "UPDATE apps SET enrolment_age = -1",
        "UPDATE apps SET redirect_uris = ''",
        "UPDATE apps SET scope = 'email openid'",
        "UPDATE apps SET kind = 'secret'",
    ] {
        let error = after(damage, async |tx| tx.app(APP).await).await;
        assert!(matches!(error, StoreError::Corrupt { what: "app" }), "{damage}: {error}");
    }
}

#[tokio::test]
async fn a_database_without_its_tables_is_unavailable() {
    let error = after("DROP TABLE sessions", async |tx| tx.principal(SESSION).await).await;
    assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
}

#[tokio::test]
async fn r26_a_delivery_of_an_unknown_kind_is_refused() {
    let damage = "INSERT INTO outbox VALUES (zeroblob(16), 'fax', 'user@example.org', '', '', 0, 1)";
    let error = after(damage, async |tx| tx.due_deliveries(NOW, 1).await).await;
    assert!(matches!(error, StoreError::Corrupt { what: "delivery" }), "{error}");
}
