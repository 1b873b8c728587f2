//! R3 and R19: the claims about an authentication, and the `acr` that a request may ask for.

use std::time::Duration;

use twinlock_domain::{Acr, AcrDemand, AcrRequest, Authentication, SecondFactorMethod};

use super::samples::NOW;

#[test]
fn r03_amr_names_how_the_second_factor_was_shown() {
    let amr = |method| Authentication::password(NOW).with(method, NOW).amr();
    assert_eq!(amr(SecondFactorMethod::Totp), Some(["mfa", "otp"].as_slice()));
    assert_eq!(amr(SecondFactorMethod::RecoveryCode), Some(["mfa"].as_slice()));
    assert_eq!(amr(SecondFactorMethod::Passkey), Some(["mfa", "pop", "user"].as_slice()));
}

#[test]
fn r03_amr_is_absent_with_a_single_factor() {
    assert_eq!(Authentication::password(NOW).amr(), None);
}

#[test]
fn r03_acr_and_amr_never_disagree() {
    assert_eq!(Authentication::password(NOW).acr(), Acr::OneFactor);
    for method in SecondFactorMethod::ALL {
        let authentication = Authentication::password(NOW).with(method, NOW);
        assert_eq!(authentication.acr(), Acr::TwoFactor);
        assert!(authentication.amr().is_some_and(|amr| amr.contains(&"mfa")));
        assert!(authentication.is_two_factor());
    }
}

#[test]
fn r03_auth_time_is_that_of_the_oldest_factor() {
    let hour = Duration::from_hours(1);
    assert_eq!(Authentication::password(NOW).auth_time(), NOW);
    assert_eq!(Authentication::password(NOW).with(SecondFactorMethod::Totp, NOW + hour).auth_time(), NOW);
    assert_eq!(Authentication::password(NOW + hour).with(SecondFactorMethod::Totp, NOW).auth_time(), NOW);
}

#[test]
fn r03_a_later_code_takes_the_place_of_the_earlier() {
    let twice = Authentication::password(NOW)
        .with(SecondFactorMethod::RecoveryCode, NOW)
        .with(SecondFactorMethod::Totp, NOW + Duration::from_mins(1));
    assert_eq!(twice.amr(), Some(["mfa", "otp"].as_slice()));
}

#[test]
fn r19_acr_values_are_two_urns_spelled_exactly() {
    for acr in Acr::ALL {
        assert_eq!(Acr::parse(acr.as_str()), Some(acr));
    }
    assert_eq!(Acr::TwoFactor.as_str(), "urn:twinlock:acr:2fa");
    assert_eq!(Acr::OneFactor.as_str(), "urn:twinlock:acr:1fa");
    for other in ["", "2fa", "URN:twinlock:acr:2fa", "urn:twinlock:acr:2fa ", "urn:twinlock:acr:3fa", "0"] {
        assert_eq!(Acr::parse(other), None, "{other:?}");
    }
}

const ONE: &str = "urn:twinlock:acr:1fa";
const TWO: &str = "urn:twinlock:acr:2fa";
const OTHER: &str = "urn:example:gold";

const fn demand(required: Acr, preferred: Acr) -> AcrRequest {
    AcrRequest::Demand(AcrDemand { required, preferred })
}

#[test]
fn r19_voluntary_values_raise_the_floor_to_the_weakest_that_is_known_and_the_first_is_aimed_for() {
    let asked = |values: &[&'static str]| AcrRequest::voluntary(values.iter().copied());
    assert_eq!(asked(&[]), demand(Acr::OneFactor, Acr::OneFactor));
    assert_eq!(asked(&[TWO]), demand(Acr::TwoFactor, Acr::TwoFactor));
    assert_eq!(asked(&[TWO, ONE]), demand(Acr::OneFactor, Acr::TwoFactor));
    assert_eq!(asked(&[ONE, TWO]), demand(Acr::OneFactor, Acr::OneFactor));
    assert_eq!(asked(&[OTHER, TWO]), demand(Acr::TwoFactor, Acr::TwoFactor));
    assert_eq!(asked(&[OTHER, TWO, OTHER, ONE]), demand(Acr::OneFactor, Acr::TwoFactor));
    assert_eq!(asked(&[OTHER]), demand(Acr::OneFactor, Acr::OneFactor), "unknown and voluntary: ignored");
}

#[test]
fn r19_an_essential_value_that_is_unknown_cannot_be_met() {
    let asked = |values: &[&'static str]| AcrRequest::essential(values.iter().copied());
    assert_eq!(asked(&[OTHER]), AcrRequest::Unmeetable);
    assert_eq!(asked(&[OTHER, TWO]), demand(Acr::TwoFactor, Acr::TwoFactor), "one of those named will do");
    assert_eq!(asked(&[TWO, ONE]), demand(Acr::OneFactor, Acr::TwoFactor));
    assert_eq!(asked(&[ONE]), demand(Acr::OneFactor, Acr::OneFactor));
    assert_eq!(asked(&[]), demand(Acr::OneFactor, Acr::OneFactor), "essential, whatever it is");
}

#[test]
fn r19_of_two_demands_the_stronger_counts_and_none_lowers_the_other() {
    let all = [
        demand(Acr::OneFactor, Acr::OneFactor),
        demand(Acr::OneFactor, Acr::TwoFactor),
        demand(Acr::TwoFactor, Acr::TwoFactor),
        AcrRequest::Unmeetable,
    ];
    for (left, a) in all.into_iter().enumerate() {
        for (right, b) in all.into_iter().enumerate() {
            assert_eq!(a.and(b), all[left.max(right)], "{a:?} and {b:?}");
        }
    }
}
