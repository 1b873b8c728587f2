//! The switch and *revoke all*, concurrent with other transactions: the result is that of some serial order (R8, R16).

use twinlock_domain::{AccountStanding, Decision, Enrolment, GateInput, IssuedCode, PolicyEpoch, decide};

use super::Subject;
use super::race::{Overlap, RACERS};
use super::samples::{
    NEW, account_id, app_id, at, code, confirmed, consent, grant_id, hash, new_grant, one_factor, session, session_id,
};
use crate::{Mode, StoreError, Transaction};

/// How often each race is repeated.
const ROUNDS: u8 = 5;

/// Authorizes as a use case does: reads the policy, asks the gate for a single-factor session of an account without a
/// factor, records consent and code. Returns the epoch in which the gate passed.
async fn authorize(tx: &mut dyn Transaction, n: u8) -> Result<Option<PolicyEpoch>, StoreError> {
    let app = tx.app(app_id(1)).await?.unwrap();
    let decision = decide(&GateInput {
        app: app.id,
        account: account_id(2),
        policy: &app.policy,
        standing: AccountStanding::Active(Enrolment::NotEnrolled),
        authentication: one_factor(),
        access: NEW,
        now: at(40),
    });
    tokio::task::yield_now().await;
    let Decision::Pass(clearance) = decision else { return Ok(None) };
    let epoch = clearance.epoch();
    tx.put_consent(&consent(account_id(2), &app)).await?;
    tx.add_code(&IssuedCode::issue(clearance, new_grant(n))).await?;
    Ok(Some(epoch))
}

pub(super) async fn racing_r08_a_toggle_and_a_code_agree_on_the_epoch(s: &Subject) {
    s.app().await;
    for round in 0..ROUNDS {
        let first = round * RACERS + 1;
        let toggler = round % RACERS;
        let passed = s.race(async |n, tx| {
            if n != toggler {
                return authorize(tx, first + n).await;
            }
            let mut policy = tx.app(app_id(1)).await?.unwrap().policy;
            tokio::task::yield_now().await;
            assert!(policy.require_2fa(at(45)));
            tx.set_policy(app_id(1), &policy).await?;
            Ok(None)
        });
        let mut policy = s.read(async |tx| tx.app(app_id(1)).await).await.unwrap().policy;
        assert!(policy.two_factor_required);
        for n in 0..RACERS {
            let grant = s.read(async |tx| tx.grant(grant_id(first + n)).await).await;
            let epoch = *passed.get(usize::from(n)).unwrap();
            assert_eq!(grant.map(|grant| grant.epoch), epoch, "a code is there when the gate passed, and only then");
            assert!(
                epoch.is_none_or(|epoch| policy.predates_requirement(epoch)),
                "a single-factor code of the new epoch saw the old policy"
            );
        }
        policy.lift_2fa();
        s.write(async |tx| tx.set_policy(app_id(1), &policy).await).await;
    }
}

pub(super) async fn racing_r16_revoke_all_and_a_consent_agree_on_the_epoch(s: &Subject) {
    s.app().await;
    for round in 0..ROUNDS {
        let first = round * RACERS + 1;
        let (before, after) = (PolicyEpoch::new(round.into()), PolicyEpoch::new(u64::from(round) + 1));
        let made = s.race(async |n, tx| {
            if n > 0 {
                return authorize(tx, first + n).await;
            }
            let mut policy = tx.app(app_id(1)).await?.unwrap().policy;
            tokio::task::yield_now().await;
            policy.revoke_all(at(45));
            tx.set_policy(app_id(1), &policy).await?;
            Ok(None)
        });
        let made: Vec<_> = made.into_iter().flatten().collect();
        let (app, stored_consent) =
            s.read(async |tx| Ok((tx.app(app_id(1)).await?.unwrap(), tx.consent(account_id(2), app_id(1)).await?))).await;
        assert_eq!((app.policy.epoch, app.policy.revoked_epoch), (after, after));
        assert_eq!(made.len(), usize::from(RACERS) - 1, "nothing stops an authorization");
        assert!(made.iter().all(|epoch| *epoch == before || *epoch == after));
        let newest = made.iter().max().copied();
        let stored_consent = stored_consent.unwrap();
        assert_eq!(Some(stored_consent.epoch), newest, "one that saw the old policy came before all that saw the new");
        assert_eq!(stored_consent.is_live(&app.policy), newest == Some(after));
    }
}

pub(super) async fn racing_r08_toggles_raise_one_epoch_each(s: &Subject) {
    s.app().await;
    s.race(async |_, tx| {
        let mut policy = tx.app(app_id(1)).await?.unwrap().policy;
        tokio::task::yield_now().await;
        policy.revoke_all(at(45));
        tx.set_policy(app_id(1), &policy).await
    });
    let policy = s.read(async |tx| tx.app(app_id(1)).await).await.unwrap().policy;
    assert_eq!(policy.epoch.get(), u64::from(RACERS), "none is lost");
}

/// What was read did not change before the commit: either the other transaction waited, or the commit failed with a
/// conflict and would be retried.
#[track_caller]
fn assert_held(overlap: Overlap) {
    match overlap.committed {
        Ok(()) => assert!(!overlap.overtaken, "it committed on what another had changed meanwhile"),
        Err(StoreError::Conflict) => {}
        Err(error) => panic!("{error}"),
    }
}

pub(super) async fn r08_a_policy_that_was_read_holds_until_the_commit(s: &Subject) {
    let app = s.app().await;
    let read = async |tx: &mut dyn Transaction| tx.app(app.id).await.map(|read| assert_eq!(read.as_ref(), Some(&app)));
    let mut on = app.policy;
    on.require_2fa(at(45));
    let toggle = async |tx: &mut dyn Transaction| tx.set_policy(app.id, &on).await;
    let issue = async |tx: &mut dyn Transaction| tx.add_code(&code(1, &app, account_id(2))).await;
    assert_held(s.overlap(Mode::Write, read, toggle, issue).await);
    assert_eq!(s.read(async |tx| tx.app(app.id).await).await.unwrap().policy, on);
}

pub(super) async fn r08_a_policy_that_was_read_is_not_written_over(s: &Subject) {
    let app = s.app().await;
    let read = async |tx: &mut dyn Transaction| tx.app(app.id).await.map(|read| assert_eq!(read.as_ref(), Some(&app)));
    let (mut on, mut revoked) = (app.policy, app.policy);
    on.require_2fa(at(45));
    revoked.revoke_all(at(46));
    let toggle = async |tx: &mut dyn Transaction| tx.set_policy(app.id, &on).await;
    let revoke = async |tx: &mut dyn Transaction| tx.set_policy(app.id, &revoked).await;
    assert_held(s.overlap(Mode::Write, read, toggle, revoke).await);
    assert_eq!(s.read(async |tx| tx.app(app.id).await).await.unwrap().policy, on, "the toggle came last, or alone");
}

pub(super) async fn r08_factors_that_were_read_hold_until_the_commit(s: &Subject) {
    let app = s.app().await;
    s.write(async |tx| tx.add_factor(&confirmed(1, account_id(2))).await).await;
    let read = async |tx: &mut dyn Transaction| tx.factors(account_id(2)).await.map(|read| assert_eq!(read.iter().count(), 1));
    // As disabling the second factor does: the grants are revoked with it.
    let disable = async |tx: &mut dyn Transaction| {
        tx.remove_factors(account_id(2)).await?;
        tx.revoke_grants(account_id(2), app.id, at(50)).await.map(|_| ())
    };
    let issue = async |tx: &mut dyn Transaction| tx.add_code(&code(1, &app, account_id(2))).await;
    assert_held(s.overlap(Mode::Write, read, disable, issue).await);
    assert!(s.read(async |tx| tx.factors(account_id(2)).await).await.iter().next().is_none());
    let issued = s.read(async |tx| tx.grant(grant_id(1)).await).await;
    assert!(issued.is_none_or(|grant| grant.is_revoked()), "no code outlives the factor that it was made with");
}

pub(super) async fn r08_a_session_that_was_read_holds_until_the_commit(s: &Subject) {
    let app = s.app().await;
    s.write(async |tx| tx.add_session(&session(1, account_id(2))).await).await;
    let read = async |tx: &mut dyn Transaction| tx.principal(hash(1)).await.map(|read| assert!(read.is_some()));
    let end = async |tx: &mut dyn Transaction| {
        assert!(tx.end_session(account_id(2), session_id(1)).await?);
        Ok(())
    };
    let issue = async |tx: &mut dyn Transaction| tx.add_code(&code(1, &app, account_id(2))).await;
    assert_held(s.overlap(Mode::Write, read, end, issue).await);
    assert!(s.read(async |tx| tx.principal(hash(1)).await).await.is_none());
}
