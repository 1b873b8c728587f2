//! R13, R14, R16, R17: when access from before a requirement ends, for random histories of an app.

use std::time::Duration;

use proptest::prelude::*;
use twinlock_domain::{
    AccountStanding, AppPolicy, Authentication, CurrentTokens, Decision, Enrolment, GateInput, Generation, Grant,
    GrantStage, Lifetimes, PassReason, RefreshUse, RequestedAccess, ScopeSubset, Timestamp, decide,
};

use super::samples::{ACCOUNT, APP, DAY, NOW, grant, one_factor, two_factor};

const FIRST: Generation = Generation::new(1);
const SECOND: Generation = Generation::new(2);

/// The same grant with tokens of a generation, issued now, whose refresh token expires at a time.
fn with_tokens(grant: Grant, generation: Generation, refresh_expires_at: Timestamp) -> Grant {
    let tokens = CurrentTokens {
        generation,
        scope: ScopeSubset::default(),
        issued_at: NOW,
        access_expires_at: NOW,
        refresh_expires_at: Some(refresh_expires_at),
    };
    Grant { stage: GrantStage::Tokens(tokens), ..grant }
}

/// A grant whose last response was of a generation, with a refresh token that expires in a day.
fn of_generation(generation: Generation) -> Grant {
    with_tokens(grant(one_factor(), "openid offline_access"), generation, NOW + DAY)
}

#[test]
fn r17_a_rotated_token_is_answered_again_for_as_long_as_is_set_and_then_ends_the_grant() {
    let grant = of_generation(SECOND);
    assert_eq!(Lifetimes::default().refresh_retry, Duration::from_secs(30));
    for window in [1_000, 10_000, 30_000, 60_000] {
        let lifetimes = Lifetimes { refresh_retry: Duration::from_millis(window), ..Lifetimes::default() };
        let at = |millis| grant.judge_refresh(FIRST, NOW + Duration::from_millis(millis), &lifetimes);
        assert_eq!(at(0), RefreshUse::Retry);
        assert_eq!(at(window), RefreshUse::Retry);
        assert_eq!(at(window + 1), RefreshUse::Reuse);
    }
    let late = grant.judge_refresh(FIRST, NOW + 400 * DAY, &Lifetimes::default());
    assert_eq!(late, RefreshUse::Reuse, "a copy is a copy, also past its end");
    let older = of_generation(Generation::new(3)).judge_refresh(FIRST, NOW, &Lifetimes::default());
    assert_eq!(older, RefreshUse::Reuse, "its successor was used too, so that answer arrived");
}

#[test]
fn i4_a_clock_that_is_ahead_lengthens_the_time_of_a_lost_answer_by_no_more_than_that_time() {
    let grant = of_generation(SECOND);
    let noted_ahead_by =
        |millis| grant.judge_refresh(FIRST, NOW - Duration::from_millis(millis), &Lifetimes::default());
    for (millis, expected) in [
        (0, RefreshUse::Retry),
        (1_000, RefreshUse::Retry),
        (30_000, RefreshUse::Retry),
        (30_001, RefreshUse::Reuse),
        (3_600_000, RefreshUse::Reuse),
    ] {
        assert_eq!(noted_ahead_by(millis), expected, "{millis} ms ahead");
    }
}

#[test]
fn r17_a_token_is_fresh_until_the_moment_that_it_ends() {
    let grant = of_generation(FIRST);
    let lifetimes = Lifetimes::default();
    let at = |now| grant.judge_refresh(FIRST, now, &lifetimes);
    assert_eq!(at(NOW + DAY - Duration::from_millis(1)), RefreshUse::Fresh);
    assert_eq!(at(NOW + DAY), RefreshUse::Expired);
}

#[test]
fn r17_a_token_that_the_grant_has_not_led_to_is_unknown_and_ends_nothing() {
    let judge = |grant: &Grant, generation| grant.judge_refresh(generation, NOW, &Lifetimes::default());
    let grant = of_generation(FIRST);
    assert_eq!(judge(&grant, SECOND), RefreshUse::Unknown, "the exchange was lost with the database that had it");
    assert_eq!(judge(&grant, Generation::NONE), RefreshUse::Unknown);
    assert_eq!(judge(&super::samples::grant(one_factor(), "openid"), FIRST), RefreshUse::Unknown, "it has only a code");
    let mut without = grant;
    if let GrantStage::Tokens(tokens) = &mut without.stage {
        tokens.refresh_expires_at = None;
    }
    assert_eq!(judge(&without, FIRST), RefreshUse::Unknown, "it has no refresh token");
}

#[test]
fn r14_every_refresh_token_has_an_absolute_end() {
    let lifetimes = Lifetimes::default();
    let grant = grant(two_factor(), "openid offline_access");
    assert_eq!(lifetimes.first_expiry(&grant, NOW), NOW + lifetimes.refresh_sliding);
    let late = grant.absolute_expiry - DAY;
    let policy = AppPolicy::default();
    let end = grant.absolute_expiry;
    assert_eq!(with_tokens(grant, FIRST, late + DAY).next_refresh_expiry(&policy, &lifetimes, late), end);
}

#[test]
fn r13_only_a_single_factor_grant_from_before_is_frozen() {
    let mut policy = AppPolicy::default();
    let (single, double) = (grant(one_factor(), "openid"), grant(two_factor(), "openid"));
    assert!(!single.is_frozen(&policy));
    policy.require_2fa(NOW);
    assert!(single.is_frozen(&policy) && !double.is_frozen(&policy));
    policy.lift_2fa();
    assert!(single.is_frozen(&policy), "R14: also while it is off");
    let made_while_off = Grant { epoch: policy.epoch, ..single };
    assert!(!made_while_off.is_frozen(&policy));
    policy.require_2fa(NOW);
    assert!(made_while_off.is_frozen(&policy), "R14: by the next on");
}

/// One event in the history of a grant or its app.
#[derive(Clone, Copy, Debug)]
enum Step {
    Refresh,
    On,
    Off,
    RevokeAll,
    Wait(Duration),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => Just(Step::Refresh),
        2 => Just(Step::On),
        2 => Just(Step::Off),
        1 => Just(Step::RevokeAll),
        6 => (0_u64..20 * 24 * 60).prop_map(|minutes| Step::Wait(Duration::from_mins(minutes))),
    ]
}

/// A grant with its newest refresh token, and its app's policy, as a store would hold them.
struct Life {
    now: Timestamp,
    policy: AppPolicy,
    grant: Grant,
    lifetimes: Lifetimes,
    standing: AccountStanding,
}

impl Life {
    fn begin(before: &[Step], authentication: Authentication, standing: AccountStanding) -> Self {
        let mut policy = AppPolicy::default();
        for step in before {
            change(&mut policy, *step, NOW);
        }
        let lifetimes = Lifetimes::default();
        let grant = Grant { epoch: policy.epoch, ..grant(authentication, "openid offline_access") };
        let end = lifetimes.first_expiry(&grant, NOW);
        Self { now: NOW, policy, grant: with_tokens(grant, FIRST, end), lifetimes, standing }
    }

    /// When the newest refresh token expires.
    fn end(&self) -> Timestamp {
        self.grant.tokens().unwrap().refresh_expires_at.unwrap()
    }

    /// Refreshes as the token endpoint does. Returns why the gate passed, or `None` if the refresh was refused.
    fn refresh(&mut self) -> Option<PassReason> {
        let newest = self.grant.generation();
        if self.grant.judge_refresh(newest, self.now, &self.lifetimes) != RefreshUse::Fresh {
            return None;
        }
        let decision = decide(&GateInput {
            app: APP,
            account: ACCOUNT,
            policy: &self.policy,
            standing: self.standing,
            authentication: self.grant.authentication,
            access: RequestedAccess::Refresh { epoch: self.grant.epoch },
            now: self.now,
        });
        let Decision::Pass(clearance) = decision else { return None };
        let end = self.grant.next_refresh_expiry(&self.policy, &self.lifetimes, self.now);
        self.grant = with_tokens(self.grant.clone(), newest.next().unwrap(), end);
        Some(clearance.reason())
    }
}

fn change(policy: &mut AppPolicy, step: Step, now: Timestamp) {
    match step {
        Step::On => _ = policy.require_2fa(now),
        Step::Off => _ = policy.lift_2fa(),
        Step::RevokeAll => policy.revoke_all(now),
        Step::Refresh | Step::Wait(_) => {}
    }
}

fn standing() -> impl Strategy<Value = AccountStanding> {
    prop_oneof![
        Just(AccountStanding::Active(Enrolment::NotEnrolled)),
        Just(AccountStanding::Active(Enrolment::Enrolled { since: NOW })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn r13_r14_frozen_access_never_outlives_the_expiry_known_at_the_flip(
        before in prop::collection::vec(step(), 0..6),
        after in prop::collection::vec(step(), 0..40),
        standing in standing(),
    ) {
        let mut life = Life::begin(&before, one_factor(), standing);
        let mut known_end = None;
        let mut revoked = false;
        // While the requirement is on, no single-factor grant can be made.
        prop_assume!(!life.policy.two_factor_required);
        for step in after {
            match step {
                Step::Wait(span) => life.now = life.now + span,
                Step::On => {
                    life.policy.require_2fa(life.now);
                    known_end = known_end.or(Some(life.end()));
                }
                Step::RevokeAll => {
                    life.policy.revoke_all(life.now);
                    revoked = true;
                }
                Step::Off => _ = life.policy.lift_2fa(),
                Step::Refresh => {
                    let in_time = life.now < life.end();
                    let reason = life.refresh();
                    prop_assert_eq!(reason.is_some(), in_time && !revoked, "R13: it keeps refreshing until then; R16");
                    if let Some(reason) = reason {
                        let expected = if known_end.is_some() { PassReason::Grandfathered } else { PassReason::NotRequired };
                        prop_assert_eq!(reason, expected);
                    }
                }
            }
            prop_assert!(life.end() <= life.grant.absolute_expiry);
            if let Some(end) = known_end {
                prop_assert_eq!(life.end(), end);
            }
        }
    }

    #[test]
    fn r15_two_factor_access_slides_to_its_absolute_end_and_lives_only_while_enrolled(
        steps in prop::collection::vec(step(), 0..40),
        standing in standing(),
    ) {
        let mut life = Life::begin(&[], two_factor(), standing);
        let enrolled = standing != AccountStanding::Active(Enrolment::NotEnrolled);
        let mut revoked = false;
        for step in steps {
            revoked |= matches!(step, Step::RevokeAll);
            change(&mut life.policy, step, life.now);
            match step {
                Step::Wait(span) => life.now = life.now + span,
                Step::Refresh => {
                    let in_time = life.now < life.end();
                    let allowed = in_time && !revoked && (enrolled || !life.policy.two_factor_required);
                    prop_assert_eq!(life.refresh().is_some(), allowed);
                    if allowed {
                        let slid = (life.now + life.lifetimes.refresh_sliding).min(life.grant.absolute_expiry);
                        prop_assert_eq!(life.end(), slid);
                    }
                }
                Step::On | Step::Off | Step::RevokeAll => {}
            }
        }
    }
}
