//! R13, R14, R16, R17: when access from before a requirement ends, for random histories of an app.

use std::time::Duration;

use proptest::prelude::*;
use twinlock_domain::{
    AccountStanding, AppPolicy, Authentication, Decision, Enrolment, GateInput, Grant, Lifetimes, PassReason,
    RefreshToken, RefreshUse, RequestedAccess, Timestamp, decide,
};

use super::samples::{ACCOUNT, APP, DAY, NOW, grant, hash, one_factor, two_factor};

fn token(expires_at: Timestamp) -> RefreshToken {
    RefreshToken { hash: hash(1), grant: grant(one_factor(), "openid").id, expires_at, rotated_at: None }
}

#[test]
fn r17_a_rotated_token_is_answered_again_for_as_long_as_is_set_and_then_ends_the_grant() {
    let rotated = RefreshToken { rotated_at: Some(NOW), ..token(NOW + DAY) };
    assert_eq!(Lifetimes::default().refresh_retry, Duration::from_secs(30));
    for window in [1_000, 10_000, 30_000, 60_000] {
        let lifetimes = Lifetimes { refresh_retry: Duration::from_millis(window), ..Lifetimes::default() };
        let at = |millis| rotated.judge(NOW + Duration::from_millis(millis), &lifetimes);
        assert_eq!(at(0), RefreshUse::Retry);
        assert_eq!(at(window), RefreshUse::Retry);
        assert_eq!(at(window + 1), RefreshUse::Reuse);
    }
    let late = rotated.judge(NOW + 400 * DAY, &Lifetimes::default());
    assert_eq!(late, RefreshUse::Reuse, "a copy is a copy, also past its end");
}

#[test]
fn i4_a_clock_that_is_ahead_lengthens_the_time_of_a_lost_answer_by_no_more_than_that_time() {
    let lifetimes = Lifetimes::default();
    let noted_ahead_by = |millis| {
        let rotated = RefreshToken { rotated_at: Some(NOW + Duration::from_millis(millis)), ..token(NOW + DAY) };
        rotated.judge(NOW, &lifetimes)
    };
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
    let token = token(NOW + DAY);
    let lifetimes = Lifetimes::default();
    assert_eq!(token.judge(NOW + DAY - Duration::from_millis(1), &lifetimes), RefreshUse::Fresh);
    assert_eq!(token.judge(NOW + DAY, &lifetimes), RefreshUse::Expired);
}

#[test]
fn r14_every_refresh_token_has_an_absolute_end() {
    let lifetimes = Lifetimes::default();
    let grant = grant(two_factor(), "openid offline_access");
    assert_eq!(lifetimes.first_expiry(&grant, NOW), NOW + lifetimes.refresh_sliding);
    let late = grant.absolute_expiry - DAY;
    let policy = AppPolicy::default();
    assert_eq!(token(late + DAY).next_expiry(&policy, &grant, &lifetimes, late), grant.absolute_expiry);
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

/// A grant, its app's policy and its newest refresh token, as a store would hold them.
struct Life {
    now: Timestamp,
    policy: AppPolicy,
    grant: Grant,
    token: RefreshToken,
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
        let token = token(lifetimes.first_expiry(&grant, NOW));
        Self { now: NOW, policy, grant, token, lifetimes, standing }
    }

    /// Refreshes as the token endpoint does. Returns why the gate passed, or `None` if the refresh was refused.
    fn refresh(&mut self) -> Option<PassReason> {
        if self.token.judge(self.now, &self.lifetimes) != RefreshUse::Fresh {
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
        self.token.expires_at = self.token.next_expiry(&self.policy, &self.grant, &self.lifetimes, self.now);
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
                    known_end = known_end.or(Some(life.token.expires_at));
                }
                Step::RevokeAll => {
                    life.policy.revoke_all(life.now);
                    revoked = true;
                }
                Step::Off => _ = life.policy.lift_2fa(),
                Step::Refresh => {
                    let in_time = life.now < life.token.expires_at;
                    let reason = life.refresh();
                    prop_assert_eq!(reason.is_some(), in_time && !revoked, "R13: it keeps refreshing until then; R16");
                    if let Some(reason) = reason {
                        let expected = if known_end.is_some() { PassReason::Grandfathered } else { PassReason::NotRequired };
                        prop_assert_eq!(reason, expected);
                    }
                }
            }
            prop_assert!(life.token.expires_at <= life.grant.absolute_expiry);
            if let Some(end) = known_end {
                prop_assert_eq!(life.token.expires_at, end);
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
                    let in_time = life.now < life.token.expires_at;
                    let allowed = in_time && !revoked && (enrolled || !life.policy.two_factor_required);
                    prop_assert_eq!(life.refresh().is_some(), allowed);
                    if allowed {
                        let slid = (life.now + life.lifetimes.refresh_sliding).min(life.grant.absolute_expiry);
                        prop_assert_eq!(life.token.expires_at, slid);
                    }
                }
                Step::On | Step::Off | Step::RevokeAll => {}
            }
        }
    }
}
