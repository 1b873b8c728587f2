//! Lines of the gate's table that deserve a test with a name. The whole table is in the oracle.

use std::time::Duration;

use twinlock_domain::{
    AccountStanding, Acr, AppPolicy, Authentication, Decision, Enrolment, GateInput, PassReason, PolicyEpoch, Refusal,
    RequestedAccess, Stop, decide,
};

use super::samples::{ACCOUNT, APP, DAY, NOW, one_factor, two_factor};

const ENROLLED: AccountStanding = AccountStanding::Active(Enrolment::Enrolled { since: NOW });
const NOT_ENROLLED: AccountStanding = AccountStanding::Active(Enrolment::NotEnrolled);
const NEW: RequestedAccess = RequestedAccess::New { floor: Acr::OneFactor };
const BEFORE: PolicyEpoch = PolicyEpoch::new(0);

fn required() -> AppPolicy {
    let mut policy = AppPolicy::default();
    policy.require_2fa(NOW);
    policy
}

fn ask(
    policy: &AppPolicy,
    standing: AccountStanding,
    authentication: Authentication,
    access: RequestedAccess,
) -> Decision {
    decide(&GateInput { app: APP, account: ACCOUNT, policy, standing, authentication, access, now: NOW })
}

#[test]
fn r01_r07_a_session_that_passed_a_factor_since_removed_has_to_enrol() {
    let decision = ask(&required(), NOT_ENROLLED, two_factor(), NEW);
    assert!(matches!(decision, Decision::Stop(Stop::Enrol)), "{decision:?}");
}

#[test]
fn r02_owning_a_factor_is_not_passing_it() {
    let decision = ask(&required(), ENROLLED, one_factor(), NEW);
    assert!(matches!(decision, Decision::Stop(Stop::Challenge)), "{decision:?}");
}

#[test]
fn r09_a_single_factor_code_does_not_outrun_the_requirement() {
    let redeem = RequestedAccess::Redeem { epoch: BEFORE };
    let decision = ask(&required(), ENROLLED, one_factor(), redeem);
    assert!(matches!(decision, Decision::Stop(Stop::Refuse(Refusal::CodePredatesRequirement))), "{decision:?}");
    assert!(matches!(ask(&required(), ENROLLED, two_factor(), redeem), Decision::Pass(_)));
}

#[test]
fn r15_access_under_the_requirement_ends_with_the_second_factor() {
    let policy = required();
    let refresh = RequestedAccess::Refresh { epoch: policy.epoch };
    assert!(matches!(ask(&policy, ENROLLED, two_factor(), refresh), Decision::Pass(_)));
    assert!(matches!(ask(&policy, NOT_ENROLLED, two_factor(), refresh), Decision::Stop(Stop::Enrol)));
}

#[test]
fn r16_revoking_all_ends_grandfathered_access_too() {
    let mut policy = required();
    let refresh = RequestedAccess::Refresh { epoch: BEFORE };
    assert_eq!(ask(&policy, NOT_ENROLLED, one_factor(), refresh).reason(), PassReason::Grandfathered.as_str());
    policy.revoke_all(NOW);
    let decision = ask(&policy, ENROLLED, two_factor(), refresh);
    assert!(matches!(decision, Decision::Stop(Stop::Refuse(Refusal::ConsentsRevoked))), "{decision:?}");
}

#[test]
fn r19_a_request_raises_the_gate_of_an_app_without_a_requirement() {
    let policy = AppPolicy::default();
    let raised = RequestedAccess::New { floor: Acr::TwoFactor };
    assert!(matches!(ask(&policy, ENROLLED, one_factor(), NEW), Decision::Pass(_)));
    assert!(matches!(ask(&policy, ENROLLED, one_factor(), raised), Decision::Stop(Stop::Challenge)));
    assert!(matches!(ask(&policy, NOT_ENROLLED, one_factor(), raised), Decision::Stop(Stop::Enrol)));
}

#[test]
fn r22_a_factor_satisfies_the_app_from_its_age_on() {
    for access in [NEW, RequestedAccess::New { floor: Acr::TwoFactor }] {
        let policy = AppPolicy { enrolment_age: DAY, ..required() };
        let enrolled = |since| AccountStanding::Active(Enrolment::Enrolled { since });
        let young = ask(&policy, enrolled(NOW - DAY + Duration::from_millis(1)), two_factor(), access);
        let Decision::Stop(Stop::Wait { until }) = young else { panic!("{young:?}") };
        assert_eq!(until, NOW + Duration::from_millis(1));
        assert!(matches!(ask(&policy, enrolled(NOW - DAY), two_factor(), access), Decision::Pass(_)));
    }
}

#[test]
fn r22_the_age_counts_for_a_request_that_raises_the_gate_of_its_own() {
    let policy = AppPolicy { enrolment_age: DAY, ..AppPolicy::default() };
    let raised = RequestedAccess::New { floor: Acr::TwoFactor };
    assert!(matches!(ask(&policy, ENROLLED, two_factor(), raised), Decision::Stop(Stop::Wait { .. })));
    assert!(matches!(ask(&policy, ENROLLED, two_factor(), NEW), Decision::Pass(_)), "nothing asks for it");
}

#[test]
fn r22_where_no_age_is_wanted_another_nodes_clock_does_not_matter() {
    let ahead = AccountStanding::Active(Enrolment::Enrolled { since: NOW + Duration::from_secs(5) });
    assert!(matches!(ask(&required(), ahead, two_factor(), NEW), Decision::Pass(_)));
}

#[test]
fn nothing_passes_for_a_disabled_account() {
    for access in [NEW, RequestedAccess::Redeem { epoch: BEFORE }, RequestedAccess::Refresh { epoch: BEFORE }] {
        let decision = ask(&AppPolicy::default(), AccountStanding::Disabled, two_factor(), access);
        assert!(matches!(decision, Decision::Stop(Stop::Refuse(Refusal::AccountDisabled))), "{decision:?}");
    }
}
