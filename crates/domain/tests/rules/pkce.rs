//! PKCE (RFC 7636), and that a client cannot downgrade it.

use twinlock_domain::{CodeChallenge, CodeVerifier, PkceMismatch, check_pkce};

/// RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// In place of the hash: maps the verifier of the appendix to its challenge, and any other to a constant.
fn s256(verifier: &CodeVerifier) -> CodeChallenge {
    let text = if verifier.expose() == VERIFIER { CHALLENGE.into() } else { "A".repeat(43) };
    CodeChallenge::parse(&text).unwrap()
}

#[test]
fn a_verifier_fits_its_own_challenge_alone() {
    let challenge = CodeChallenge::parse(CHALLENGE).unwrap();
    let right = CodeVerifier::parse(VERIFIER).unwrap();
    let wrong = CodeVerifier::parse(&"b".repeat(43)).unwrap();
    assert_eq!(check_pkce(Some(&challenge), Some(&right), s256), Ok(()));
    assert_eq!(check_pkce(Some(&challenge), Some(&wrong), s256), Err(PkceMismatch::Different));
    assert_eq!(check_pkce(None, None, s256), Ok(()));
}

#[test]
fn leaving_one_half_away_is_a_mismatch_both_ways() {
    let challenge = CodeChallenge::parse(CHALLENGE).unwrap();
    let verifier = CodeVerifier::parse(VERIFIER).unwrap();
    assert_eq!(check_pkce(Some(&challenge), None, s256), Err(PkceMismatch::VerifierMissing));
    assert_eq!(check_pkce(None, Some(&verifier), s256), Err(PkceMismatch::ChallengeMissing), "RFC 9700 4.8.2");
}

#[test]
fn a_challenge_is_never_taken_for_its_own_verifier() {
    let challenge = CodeChallenge::parse(CHALLENGE).unwrap();
    let plain = CodeVerifier::parse(CHALLENGE).unwrap();
    assert_eq!(check_pkce(Some(&challenge), Some(&plain), s256), Err(PkceMismatch::Different), "no method plain");
}

#[test]
fn both_have_the_form_that_the_rfc_gives() {
    let verifier = |text: &str| CodeVerifier::parse(text).is_ok();
    assert!(verifier(&"a".repeat(43)) && verifier(&"a".repeat(128)) && verifier(&"aZ09-._~".repeat(8)));
    assert!(!verifier(&"a".repeat(42)) && !verifier(&"a".repeat(129)) && !verifier(""));
    for bad in ["+", "/", "=", " ", "%", "é", "\0"] {
        assert!(!verifier(&format!("{}{bad}", "a".repeat(50))), "{bad:?}");
    }
    let challenge = |text: &str| CodeChallenge::parse(text).is_ok();
    assert!(challenge(CHALLENGE) && CodeChallenge::parse(CHALLENGE).unwrap().as_str() == CHALLENGE);
    assert!(!challenge(&"a".repeat(42)) && !challenge(&"a".repeat(44)) && !challenge(""));
    for bad in ["+", "/", "=", ".", "~", " "] {
        assert!(!challenge(&format!("{}{bad}", "a".repeat(42))), "{bad:?}");
    }
}
