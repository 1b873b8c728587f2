//! R6: the policy compares epochs, not clocks.

use std::time::Duration;

use twinlock_domain::{AppPolicy, PolicyEpoch, Timestamp};

use super::samples::NOW;

#[test]
fn r06_an_app_starts_without_a_requirement_and_at_epoch_zero() {
    let policy = AppPolicy::default();
    assert!(!policy.two_factor_required);
    assert_eq!(policy.epoch, PolicyEpoch::new(0));
    assert!(!policy.predates_requirement(policy.epoch) && !policy.has_revoked(policy.epoch));
}

#[test]
fn r06_turning_on_what_is_on_changes_nothing() {
    let mut policy = AppPolicy::default();
    assert!(policy.require_2fa(NOW));
    let before = policy;
    assert!(!policy.require_2fa(NOW + Duration::from_hours(1)));
    assert_eq!(policy, before);
}

#[test]
fn r06_turning_off_raises_no_epoch_and_forgets_no_freeze() {
    let mut policy = AppPolicy::default();
    assert!(!policy.lift_2fa(), "it was off");
    policy.require_2fa(NOW);
    let on = policy;
    assert!(policy.lift_2fa());
    assert_eq!(policy, AppPolicy { two_factor_required: false, ..on });
    assert!(policy.predates_requirement(PolicyEpoch::new(0)), "R14");
}

#[test]
fn r06_before_and_after_do_not_depend_on_any_clock() {
    let mut policy = AppPolicy::default();
    let before = policy.epoch;
    policy.require_2fa(Timestamp::from_unix_seconds(i64::MIN / 1000));
    assert!(policy.predates_requirement(before) && !policy.predates_requirement(policy.epoch));
    let between = policy.epoch;
    policy.revoke_all(Timestamp::from_unix_seconds(0));
    assert!(policy.has_revoked(between) && !policy.has_revoked(policy.epoch));
    assert!(!policy.predates_requirement(between), "revoking all is no new requirement");
}

#[test]
fn r06_the_last_epoch_stays_the_last() {
    let mut policy = AppPolicy { epoch: PolicyEpoch::new(u64::MAX), ..AppPolicy::default() };
    policy.revoke_all(NOW);
    assert_eq!(policy.epoch.get(), u64::MAX);
}
