//! The census: counts of accounts with access, for an app's owner.

use twinlock_domain::{AccountId, Authentication, GrantId, TokenTerms};

use super::Subject;
use super::samples::{
    account_id, app, at, code_for, confirmed, consent, factor, grant_id, hash, minted, new_grant, one_factor, token_terms,
    two_factor,
};
use crate::{AccessCounts, App, CountLimit, Held};

/// The census of an app without a limit.
async fn counted(s: &Subject, app: &App, now: i64) -> AccessCounts {
    s.read(async |tx| tx.census(app, at(now), CountLimit::All).await).await.unwrap()
}

pub(super) async fn a_new_app_has_nobody(s: &Subject) {
    let app = s.app().await;
    assert_eq!(counted(s, &app, 0).await, AccessCounts::default());
}

pub(super) async fn consents_are_counted_while_they_are_live(s: &Subject) {
    s.accounts(5).await;
    let (mut own, other) = (app(1, account_id(1)), app(2, account_id(1)));
    let consented = async |app: &App| counted(s, app, 0).await.consented;
    s.write(async |tx| {
        tx.add_app(&own).await?;
        tx.add_app(&other).await?;
        for n in 1..=5 {
            tx.put_consent(&consent(account_id(n), &own)).await?;
        }
        tx.put_consent(&consent(account_id(1), &other)).await
    })
    .await;
    assert_eq!(consented(&own).await, 5);
    s.write(async |tx| {
        assert!(tx.revoke_consent(account_id(1), own.id, at(20)).await?);
        tx.set_disabled(account_id(2), Some(at(20))).await
    })
    .await;
    assert_eq!(consented(&own).await, 3, "neither the revoked one nor the disabled account");
    own.policy.revoke_all(at(21));
    s.write(async |tx| {
        tx.set_policy(own.id, &own.policy).await?;
        tx.put_consent(&consent(account_id(3), &own)).await
    })
    .await;
    assert_eq!(consented(&own).await, 1, "only that of the new epoch");
    assert_eq!(consented(&other).await, 1);
}

pub(super) async fn those_without_a_confirmed_factor_are_counted(s: &Subject) {
    s.accounts(4).await;
    let own = app(1, account_id(1));
    s.write(async |tx| {
        tx.add_app(&own).await?;
        for n in 1..=4 {
            tx.put_consent(&consent(account_id(n), &own)).await?;
        }
        tx.add_factor(&confirmed(1, account_id(1))).await?;
        tx.add_factor(&confirmed(2, account_id(1))).await?;
        tx.add_factor(&factor(3, account_id(2))).await?;
        tx.replace_recovery_codes(account_id(3), &[hash(1)], at(1)).await?;
        tx.set_disabled(account_id(4), Some(at(2))).await
    })
    .await;
    let census = counted(s, &own, 0).await;
    assert_eq!((census.consented, census.without_2fa), (3, 2), "a seed never confirmed does not count (R1)");
}

/// The authentication of a grant's session, and the expiry of its refresh token.
struct Shown {
    authentication: Authentication,
    end: i64,
}

/// Grant `n`, redeemed, with a refresh token that expires at `end`.
async fn refreshable(s: &Subject, n: u8, app: &App, account: AccountId, shown: Shown) {
    let Shown { authentication, end } = shown;
    let issued = code_for(app, account, authentication, new_grant(n));
    let tokens = minted(app, issued.grant(), TokenTerms { refresh_expires_at: at(end), ..token_terms(42) });
    s.write(async |tx| {
        tx.add_code(&issued).await?;
        assert!(tx.record_tokens(&tokens).await?);
        Ok(())
    })
    .await;
}

pub(super) async fn r13_grandfathered_grants_are_those_that_can_be_refreshed(s: &Subject) {
    s.accounts(3).await;
    let (mut own, other) = (app(1, account_id(1)), app(2, account_id(1)));
    s.write(async |tx| {
        tx.add_app(&own).await?;
        tx.add_app(&other).await
    })
    .await;
    let census = async |app: &App, now: i64| {
        let census = counted(s, app, now).await;
        (census.grandfathered_grants, census.last_grandfathered_expiry)
    };
    refreshable(s, 1, &own, account_id(2), Shown { authentication: one_factor(), end: 1000 }).await;
    refreshable(s, 2, &own, account_id(2), Shown { authentication: one_factor(), end: 2000 }).await;
    refreshable(s, 3, &own, account_id(3), Shown { authentication: one_factor(), end: 3000 }).await;
    refreshable(s, 4, &own, account_id(2), Shown { authentication: two_factor(), end: 4000 }).await;
    refreshable(s, 5, &other, account_id(2), Shown { authentication: one_factor(), end: 5000 }).await;
    // A code that was never redeemed has no tokens yet.
    let unredeemed = code_for(&own, account_id(2), one_factor(), new_grant(6));
    s.write(async |tx| tx.add_code(&unredeemed).await).await;
    assert_eq!(census(&own, 500).await, (3, Some(at(3000))));
    assert_eq!(census(&own, 1000).await, (2, Some(at(3000))), "a token has ended at its end");
    s.write(async |tx| tx.set_disabled(account_id(3), Some(at(1))).await).await;
    assert_eq!(census(&own, 500).await, (2, Some(at(2000))), "not those of a disabled account");
    assert!(s.write(async |tx| tx.revoke_grant(GrantId::from_bytes([2; 16]), at(50)).await).await);
    assert_eq!(census(&own, 500).await, (1, Some(at(1000))), "not a revoked one");
    own.policy.require_2fa(at(60));
    s.write(async |tx| tx.set_policy(own.id, &own.policy).await).await;
    assert_eq!(census(&own, 500).await, (1, Some(at(1000))), "the requirement itself ends none");
    own.policy.revoke_all(at(61));
    s.write(async |tx| tx.set_policy(own.id, &own.policy).await).await;
    assert_eq!(census(&own, 500).await, (0, None), "revoke all ends all (R16)");
    assert_eq!(census(&other, 500).await, (1, Some(at(5000))));
}

pub(super) async fn what_apps_hold_of_an_account_is_told_by_app_epoch_and_kind(s: &Subject) {
    s.accounts(3).await;
    let (mut own, other) = (app(1, account_id(1)), app(2, account_id(1)));
    s.write(async |tx| {
        tx.add_app(&own).await?;
        tx.add_app(&other).await
    })
    .await;
    refreshable(s, 1, &own, account_id(2), Shown { authentication: one_factor(), end: 1000 }).await;
    refreshable(s, 2, &own, account_id(2), Shown { authentication: one_factor(), end: 2000 }).await;
    refreshable(s, 3, &own, account_id(2), Shown { authentication: two_factor(), end: 3000 }).await;
    refreshable(s, 4, &other, account_id(2), Shown { authentication: one_factor(), end: 4000 }).await;
    refreshable(s, 5, &own, account_id(3), Shown { authentication: one_factor(), end: 5000 }).await;
    let before = own.policy.epoch;
    own.policy.require_2fa(at(60));
    s.write(async |tx| tx.set_policy(own.id, &own.policy).await).await;
    refreshable(s, 6, &own, account_id(2), Shown { authentication: two_factor(), end: 6000 }).await;
    let held = async |account, now: i64| {
        let mut held = s.read(async |tx| tx.held_of(account, at(now)).await).await;
        held.sort_by_key(|held| (held.refreshable, held.until));
        held
    };
    let of = |app: &App, epoch, two_factor, until: i64| Held { app: app.id, epoch, two_factor, refreshable: true, until: at(until) };
    let refreshable_ones = [
        of(&own, before, false, 2000),
        of(&own, before, true, 3000),
        of(&other, other.policy.epoch, false, 4000),
        of(&own, own.policy.epoch, true, 6000),
    ];
    let now = held(account_id(2), 500).await;
    assert_eq!(now.iter().filter(|held| held.refreshable).copied().collect::<Vec<_>>(), refreshable_ones);
    let passing: Vec<_> = now.iter().filter(|held| !held.refreshable).collect();
    assert!(passing.len() == 4 && passing.iter().all(|held| held.until == at(700)), "{passing:?}");
    assert_eq!(held(account_id(2), 700).await, refreshable_ones, "access tokens have ended");
    assert_eq!(held(account_id(2), 2000).await, refreshable_ones[1..]);
    assert!(s.write(async |tx| tx.revoke_grant(grant_id(3), at(80)).await).await);
    assert_eq!(held(account_id(2), 2000).await, refreshable_ones[2..], "nothing of a grant that was revoked");
    assert!(held(account_id(1), 0).await.is_empty());
}

pub(super) async fn a_refreshed_grant_counts_once_with_its_new_end(s: &Subject) {
    let own = s.app().await;
    refreshable(s, 1, &own, account_id(2), Shown { authentication: one_factor(), end: 1000 }).await;
    let grant = s.read(async |tx| tx.grant(grant_id(1)).await).await.unwrap();
    let next = minted(&own, &grant, TokenTerms { refresh_expires_at: at(1500), ..token_terms(70) });
    assert!(s.write(async |tx| tx.record_tokens(&next).await).await);
    let census = counted(s, &own, 500).await;
    assert_eq!((census.grandfathered_grants, census.last_grandfathered_expiry), (1, Some(at(1500))));
}

pub(super) async fn a_census_of_so_many_at_most_leaves_more_uncounted(s: &Subject) {
    s.accounts(3).await;
    let (mut own, other) = (app(1, account_id(1)), app(2, account_id(1)));
    let up_to = async |app: &App, most| {
        let census = s.read(async |tx| tx.census(app, at(500), CountLimit::UpTo(most)).await).await;
        census.map(|census| (census.consented, census.grandfathered_grants))
    };
    s.write(async |tx| {
        tx.add_app(&own).await?;
        tx.add_app(&other).await?;
        for n in 1..=3 {
            tx.put_consent(&consent(account_id(n), &own)).await?;
        }
        tx.put_consent(&consent(account_id(1), &other)).await
    })
    .await;
    assert_eq!(up_to(&own, 2).await, None, "a consent too many");
    assert_eq!(up_to(&own, 3).await, Some((3, 0)));
    assert!(s.write(async |tx| tx.revoke_consent(account_id(1), own.id, at(20)).await).await);
    assert_eq!(up_to(&own, 2).await, Some((2, 0)), "what has ended is not looked at");
    for n in 1..=3 {
        refreshable(s, n, &own, account_id(2), Shown { authentication: one_factor(), end: 1000 }).await;
    }
    assert_eq!(up_to(&own, 2).await, None, "a grant too many");
    assert_eq!(up_to(&own, 3).await, Some((2, 3)));
    assert_eq!(up_to(&other, 1).await, Some((1, 0)), "each app for itself");
    own.policy.revoke_all(at(61));
    s.write(async |tx| tx.set_policy(own.id, &own.policy).await).await;
    assert_eq!(up_to(&own, 0).await, Some((0, 0)), "*revoke all* leaves nothing to count");
}
