//! A corrupt row is reported as an error, and no value is assumed instead (R26). Each row is damaged past the checks of
//! the schema, as a failing disk or a manual change would.

use twinlock_cluster::query;
use twinlock_ports::contract::fixture::{ACCOUNT, APP, NOW, SESSION, fill};
use twinlock_ports::{Mode, StoreError, Transaction, transaction};

use crate::database::Fresh;

/// The error of a read after a statement has damaged a row.
async fn after<T: std::fmt::Debug>(
    damage: &str,
    read: impl AsyncFnMut(&mut dyn Transaction) -> Result<T, StoreError>,
) -> StoreError {
    let fresh = Fresh::migrated();
    let store = fresh.open().await;
    fill(&store).await;
    let unchecked = "do $$ declare c record; begin
        for c in select conrelid::regclass as of, conname from pg_constraint
            where contype = 'c' and connamespace = 'public'::regnamespace loop
            execute format('alter table %s drop constraint %I', c.of, c.conname);
        end loop; end $$;";
    query(fresh.url(), &format!("{unchecked} {damage}")).unwrap();
    transaction(&store, Mode::ReadSnapshot, read).await.unwrap_err()
}

#[tokio::test]
async fn r26_an_app_whose_policy_makes_no_sense_is_refused() {
    for damage in [
        "update apps set two_factor_required = true",
        "update apps set required_epoch = 1",
        "update apps set revoked_at = now()",
        "update apps set epoch = -1",
        "update apps set redirect_uris = '{not a uri}'",
        "update apps set scope = 'email openid'",
    ] {
        let error = after(damage, async |tx| tx.app(APP).await).await;
        assert!(matches!(error, StoreError::Corrupt { .. }), "{damage}: {error}");
        let error = after(damage, async |tx| tx.authorization_data(Some(SESSION), APP).await).await;
        assert!(matches!(error, StoreError::Corrupt { .. }), "{damage}, joined: {error}");
    }
}

#[tokio::test]
async fn r26_a_session_or_account_that_makes_no_sense_is_refused() {
    for damage in [
        "update sessions set second_factor_method = 'totp'",
        "update sessions set second_factor_at = now()",
        "update sessions set stage = 'nonsense'",
        "update accounts set email = 'nobody'",
        "update accounts set guess_failures = -1",
    ] {
        let error = after(damage, async |tx| tx.principal(SESSION).await).await;
        assert!(matches!(error, StoreError::Corrupt { .. }), "{damage}: {error}");
        let error = after(damage, async |tx| tx.authorization_data(Some(SESSION), APP).await).await;
        assert!(matches!(error, StoreError::Corrupt { .. }), "{damage}, joined: {error}");
    }
}

#[tokio::test]
async fn r26_a_factor_that_makes_no_sense_is_refused() {
    let damage = "insert into totp_factors values (gen_random_uuid(), '01010101-0101-0101-0101-010101010101',
        gen_random_uuid(), '', now(), null, 7)";
    let error = after(damage, async |tx| tx.factors(ACCOUNT).await).await;
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
}

#[tokio::test]
async fn r26_a_delivery_of_an_unknown_kind_is_refused() {
    let damage = "insert into outbox values (gen_random_uuid(), 'fax', 'user@example.org', '', '', 0, '2026-01-01')";
    let error = after(damage, async |tx| tx.due_deliveries(NOW, 1).await).await;
    assert!(matches!(error, StoreError::Corrupt { what: "delivery" }), "{error}");
}
