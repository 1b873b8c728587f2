//! R10 and R11: when consent is asked, and which decisions are valid, for every combination of scopes.

use std::collections::BTreeSet;

use twinlock_domain::{
    AppPolicy, Consent, ConsentNeed, ConsentQuestion, GrantedScopes, PolicyEpoch, Scope, ScopeChoiceError, ScopeSet,
};

use super::samples::{ACCOUNT, APP, NOW};

type Names = BTreeSet<&'static str>;

fn names(set: &ScopeSet) -> Names {
    set.standard().map(Scope::as_str).collect()
}

fn minus(left: &Names, right: &Names) -> Names {
    left.difference(right).copied().collect()
}

fn every_set() -> Vec<ScopeSet> {
    (0_u8..16)
        .map(|bits| (0..).zip(Scope::ALL).filter(|(bit, _)| bits & (1 << bit) != 0).map(|(_, scope)| scope).collect())
        .collect()
}

fn consent(scope: ScopeSet) -> Consent {
    Consent {
        account: ACCOUNT,
        app: APP,
        scope,
        epoch: PolicyEpoch::default(),
        granted_at: NOW,
        widened_at: NOW,
        last_used_at: NOW,
        revoked_at: None,
    }
}

#[test]
fn r10_new_scopes_are_asked_for_alone_and_nothing_when_all_are_on_file() {
    let policy = AppPolicy::default();
    for requested in every_set() {
        for allowed in every_set() {
            let missing = minus(&names(&requested), &names(&allowed));
            let need = ConsentNeed::of(Some(&consent(allowed.clone())), &requested, &policy, false);
            match need {
                ConsentNeed::OnFile => assert!(missing.is_empty(), "{requested} of {allowed}"),
                ConsentNeed::Ask(question) => {
                    assert!(!missing.is_empty(), "{requested} of {allowed}");
                    assert_eq!(names(&question.asked), missing);
                    assert_eq!(names(&question.stored_consent), minus(&names(&requested), &missing));
                }
            }
        }
    }
}

#[test]
fn r10_consent_that_does_not_count_leaves_everything_to_be_asked() {
    let live = AppPolicy::default();
    let mut revoked_all = live;
    revoked_all.revoke_all(NOW);
    let revoked = Consent { revoked_at: Some(NOW), ..consent(ScopeSet::STANDARD) };
    for requested in every_set() {
        let everything =
            ConsentNeed::Ask(ConsentQuestion { asked: requested.clone(), stored_consent: ScopeSet::EMPTY });
        let stored_consent = consent(ScopeSet::STANDARD);
        assert_eq!(ConsentNeed::of(None, &requested, &live, false), everything, "never given");
        assert_eq!(ConsentNeed::of(Some(&revoked), &requested, &live, false), everything, "revoked by the account");
        assert_eq!(
            ConsentNeed::of(Some(&stored_consent), &requested, &revoked_all, false),
            everything,
            "revoked by the owner"
        );
        assert_eq!(ConsentNeed::of(Some(&stored_consent), &requested, &live, true), everything, "prompt=consent");
        let again = Consent { epoch: revoked_all.epoch, ..stored_consent };
        assert_eq!(ConsentNeed::of(Some(&again), &requested, &revoked_all, false), ConsentNeed::OnFile, "given again");
    }
}

#[test]
fn r10_turning_the_requirement_on_leaves_consent_on_file() {
    let mut policy = AppPolicy::default();
    policy.require_2fa(NOW);
    assert!(consent(ScopeSet::STANDARD).is_live(&policy), "the gate stops what has to be stopped");
}

#[test]
fn r10_r11_a_choice_grants_what_was_requested_and_chosen_and_nothing_else() {
    let (mut granted, mut foreign, mut incomplete) = (0, 0, 0);
    for asked in every_set() {
        for stored_consent in every_set().into_iter().filter(|set| set.intersection(&asked).is_empty()) {
            let question = ConsentQuestion { asked: asked.clone(), stored_consent: stored_consent.clone() };
            for chosen in every_set() {
                for optional in every_set() {
                    let requested: Names = names(&asked).union(&names(&stored_consent)).copied().collect();
                    let required = minus(&names(&asked), &names(&optional));
                    assert_eq!(names(&question.required(&optional)), required);
                    match question.choose(&chosen, &optional) {
                        Err(ScopeChoiceError::NotRequested) => {
                            foreign += 1;
                            assert!(!names(&chosen).is_subset(&requested));
                        }
                        Err(ScopeChoiceError::RequiredLeftOut) => {
                            incomplete += 1;
                            assert!(names(&chosen).is_subset(&requested) && !required.is_subset(&names(&chosen)));
                        }
                        Ok(GrantedScopes { grant, newly }) => {
                            granted += 1;
                            assert!(names(&chosen).is_subset(&requested) && required.is_subset(&names(&chosen)));
                            assert_eq!(names(&grant), names(&chosen).union(&names(&stored_consent)).copied().collect());
                            assert_eq!(names(&newly), minus(&names(&chosen), &names(&stored_consent)));
                            assert!(names(&grant).is_subset(&requested), "never wider than the request");
                        }
                    }
                }
            }
        }
    }
    assert!(granted > 0 && foreign > 0 && incomplete > 0);
}

#[test]
fn r10_declined_scopes_are_absent_without_an_error() {
    let question =
        ConsentQuestion { asked: ScopeSet::parse("openid email profile").unwrap(), stored_consent: ScopeSet::EMPTY };
    let granted =
        question.choose(&ScopeSet::parse("openid email").unwrap(), &ScopeSet::parse("email profile").unwrap()).unwrap();
    assert_eq!(granted.grant, ScopeSet::parse("openid email").unwrap());
}
