//! Commit, rollback, snapshots.

use super::Subject;
use super::race::Overlap;
use super::samples::{account, account_id, app, at, code, consent, email, grant_id, hash, session, tokens};
use crate::{Mode, StoreError, transaction};

pub(super) async fn the_schema_is_the_one_this_program_knows(s: &Subject) {
    s.store.check_schema().await.unwrap();
}

pub(super) async fn a_commit_lasts(s: &Subject) {
    let mut tx = s.store.begin(Mode::Write).await.unwrap();
    assert!(tx.add_account(&account(1)).await.unwrap());
    tx.commit().await.unwrap();
    assert!(s.read(async |tx| tx.account(account_id(1)).await).await.is_some());
    assert!(s.write(async |tx| tx.account(account_id(1)).await).await.is_some());
}

pub(super) async fn a_transaction_sees_its_own_writes(s: &Subject) {
    s.write(async |tx| {
        assert!(tx.account(account_id(1)).await?.is_none());
        assert!(tx.add_account(&account(1)).await?);
        assert!(tx.account(account_id(1)).await?.is_some());
        assert!(!tx.add_account(&account(1)).await?);
        Ok(())
    })
    .await;
}

pub(super) async fn dropping_a_transaction_undoes_everything(s: &Subject) {
    let app = app(1, account_id(1));
    let issued = code(1, &app, account_id(1));
    let mut tx = s.store.begin(Mode::Write).await.unwrap();
    assert!(tx.add_account(&account(1)).await.unwrap());
    tx.add_session(&session(1, account_id(1))).await.unwrap();
    tx.add_app(&app).await.unwrap();
    tx.put_consent(&consent(account_id(1), &app)).await.unwrap();
    tx.add_code(&issued).await.unwrap();
    assert!(tx.record_tokens(&tokens(&app, issued.grant())).await.unwrap());
    assert!(tx.add_server_secret("pairwise", b"sealed").await.unwrap());
    drop(tx);
    s.read(async |tx| {
        assert!(tx.account(account_id(1)).await?.is_none());
        assert!(tx.principal(hash(1)).await?.is_none());
        assert!(tx.app(app.id).await?.is_none());
        assert!(tx.consent(account_id(1), app.id).await?.is_none());
        assert!(tx.grant(grant_id(1)).await?.is_none());
        assert!(tx.server_secret("pairwise").await?.is_none());
        Ok(())
    })
    .await;
    assert!(s.write(async |tx| tx.add_account(&account(1)).await).await);
}

pub(super) async fn an_error_of_the_work_undoes_it(s: &Subject) {
    let refused: Result<(), StoreError> = transaction(&*s.store, Mode::Write, async |tx| {
        tx.add_account(&account(1)).await?;
        Err(StoreError::Corrupt { what: "the work" })
    })
    .await;
    assert!(matches!(refused, Err(StoreError::Corrupt { what: "the work" })));
    assert!(s.read(async |tx| tx.account_by_email(&email(1)).await).await.is_none());
}

pub(super) async fn work_that_is_cancelled_midway_is_undone(s: &Subject) {
    let (midway, reached) = tokio::sync::oneshot::channel::<()>();
    let mut midway = Some(midway);
    let work = transaction::<(), StoreError>(&*s.store, Mode::Write, async |tx| {
        tx.add_account(&account(1)).await?;
        drop(midway.take());
        std::future::pending().await
    });
    tokio::select! {
        _ = work => panic!("it never ends"),
        _ = reached => {}
    }
    assert!(s.write(async |tx| tx.account(account_id(1)).await).await.is_none());
}

pub(super) async fn a_write_in_a_reading_transaction_is_refused(s: &Subject) {
    let mut tx = s.store.begin(Mode::ReadSnapshot).await.unwrap();
    assert!(matches!(tx.add_account(&account(1)).await, Err(StoreError::Unavailable(_))));
    drop(tx);
    assert!(s.read(async |tx| tx.account(account_id(1)).await).await.is_none());
    assert!(s.write(async |tx| tx.add_account(&account(1)).await).await, "writing is as before");
}

pub(super) async fn a_reading_transaction_sees_one_snapshot(s: &Subject) {
    let unseen = async |tx: &mut dyn crate::Transaction| {
        assert!(tx.account(account_id(1)).await?.is_none());
        Ok(())
    };
    let add = async |tx: &mut dyn crate::Transaction| tx.add_account(&account(1)).await.map(|_| ());
    let Overlap { committed, .. } = s.overlap(Mode::ReadSnapshot, unseen, add, unseen).await;
    committed.unwrap();
    assert!(s.read(async |tx| tx.account(account_id(1)).await).await.is_some());
}

pub(super) async fn what_is_not_committed_is_seen_by_nobody(s: &Subject) {
    let mut tx = s.store.begin(Mode::Write).await.unwrap();
    assert!(tx.add_account(&account(1)).await.unwrap());
    let look = transaction::<_, StoreError>(&*s.store, Mode::ReadSnapshot, async |tx| tx.account(account_id(1)).await);
    let undo = async {
        // Lets the other transaction read first, unless the store makes it wait until this one ends.
        tokio::task::yield_now().await;
        drop(tx);
    };
    let (seen, ()) = tokio::join!(look, undo);
    assert!(seen.unwrap().is_none());
}

pub(super) async fn an_acknowledged_change_is_seen_by_whoever_starts_after_it(s: &Subject) {
    let mut app = s.app().await;
    for n in 0..20 {
        app.policy.revoke_all(at(n));
        s.write(async |tx| tx.set_policy(app.id, &app.policy).await).await;
        let read = s.read(async |tx| tx.app(app.id).await).await;
        assert_eq!(read.unwrap().policy, app.policy);
    }
}
