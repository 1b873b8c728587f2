//! Signed tokens as relying parties see them: another library verifies them, and they have exactly the intended claims.

use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};
use twinlock_domain::{AppId, Authentication, SecondFactorMethod, Timestamp};
use twinlock_ports::{AccountClaims, EmailClaims};

use super::*;

const KID: SigningKeyId = SigningKeyId::from_bytes([9; 16]);
const APP: AppId = AppId::from_bytes([3; 16]);

fn claims() -> IdTokenClaims {
    let at = Timestamp::from_unix_millis(1_790_000_000_900);
    IdTokenClaims {
        issuer: "http://localhost:8080".into(),
        subject: "subject".into(),
        audience: APP,
        issued_at: at,
        expires_at: Timestamp::from_unix_seconds(4_000_000_000),
        nonce: Some("n-0S6".into()),
        session: "session".into(),
        access_token_hash: "77QmUPtjPfzWtF2AnpK9RQ".into(),
        authentication: Authentication::password(at),
        about: AccountClaims::default(),
    }
}

fn raw_payload(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

fn verify(token: &str, public_jwk: &str) -> Result<Value, jsonwebtoken::errors::Error> {
    let jwk: Jwk = serde_json::from_str(public_jwk).unwrap();
    let algorithm = jwk.common.key_algorithm.unwrap().to_string().parse::<Algorithm>().unwrap();
    let mut validation = Validation::new(algorithm);
    validation.set_audience(&[APP.to_string()]);
    validation.set_issuer(&["http://localhost:8080"]);
    decode::<Value>(token, &DecodingKey::from_jwk(&jwk).unwrap(), &validation).map(|token| token.claims)
}

fn payload_for(authentication: Authentication) -> Value {
    let signer = AwsLcSigner::new();
    signer.generate(KID, SignatureAlgorithm::EdDsa).unwrap();
    raw_payload(&signer.sign(KID, &IdTokenClaims { authentication, ..claims() }).unwrap())
}

#[test]
fn another_library_verifies_all_three_algorithms() {
    for algorithm in SignatureAlgorithm::ALL {
        let signer = AwsLcSigner::new();
        let key = signer.generate(KID, algorithm).unwrap();
        let token = signer.sign(KID, &claims()).unwrap();
        let read = verify(&token, &key.public_jwk).unwrap_or_else(|error| panic!("{algorithm:?}: {error}"));
        assert_eq!(read["sub"], "subject");

        let header = decode_header(&token).unwrap();
        assert_eq!(header.typ.as_deref(), Some("JWT"));
        assert_eq!(header.kid, Some(KID.to_string()));
        assert_eq!(format!("{:?}", header.alg), algorithm.as_str());
    }
}

#[test]
fn a_key_that_was_kept_signs_again_after_a_restart() {
    for algorithm in SignatureAlgorithm::ALL {
        let key = AwsLcSigner::new().generate(KID, algorithm).unwrap();
        let restarted = AwsLcSigner::new();
        assert!(!restarted.knows(KID));
        assert!(restarted.sign(KID, &claims()).is_err());
        restarted.learn(KID, algorithm, &key.private_pkcs8).unwrap();
        assert!(restarted.knows(KID));
        verify(&restarted.sign(KID, &claims()).unwrap(), &key.public_jwk).unwrap();
    }
}

#[test]
fn a_key_of_another_algorithm_is_not_learnt() {
    let signer = AwsLcSigner::new();
    let key = signer.generate(KID, SignatureAlgorithm::Es256).unwrap();
    let other = SigningKeyId::from_bytes([8; 16]);
    assert!(signer.learn(other, SignatureAlgorithm::EdDsa, &key.private_pkcs8).is_err());
    assert!(signer.learn(other, SignatureAlgorithm::Rs256, b"not DER").is_err());
    assert!(!signer.knows(other));
}

#[test]
fn a_token_that_was_tampered_with_does_not_verify() {
    for algorithm in SignatureAlgorithm::ALL {
        let signer = AwsLcSigner::new();
        let key = signer.generate(KID, algorithm).unwrap();
        let token = signer.sign(KID, &claims()).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let mut payload = raw_payload(&token);
        payload["amr"] = json!(["mfa", "otp"]);
        let forged = format!("{}.{}.{}", parts[0], encode(&payload).unwrap(), parts[2]);
        assert!(verify(&forged, &key.public_jwk).is_err(), "{algorithm:?}");
        let stranger = AwsLcSigner::new().generate(KID, algorithm).unwrap();
        assert!(verify(&token, &stranger.public_jwk).is_err(), "{algorithm:?}");
    }
}

#[test]
fn r03_amr_is_absent_with_a_single_factor() {
    let payload = payload_for(Authentication::password(Timestamp::from_unix_millis(1_790_000_000_900)));
    assert_eq!(
        payload,
        json!({
            "iss": "http://localhost:8080",
            "sub": "subject",
            "aud": APP.to_string(),
            "exp": 4_000_000_000_u64,
            "iat": 1_790_000_000,
            "auth_time": 1_790_000_000,
            "nonce": "n-0S6",
            "sid": "session",
            "acr": "urn:twinlock:acr:1fa",
            "at_hash": "77QmUPtjPfzWtF2AnpK9RQ",
        })
    );
}

#[test]
fn r03_amr_says_how_the_second_factor_was_shown() {
    let password_at = Timestamp::from_unix_seconds(1_790_000_000);
    let code_at = Timestamp::from_unix_seconds(1_790_000_060);
    for (method, amr) in [
        (SecondFactorMethod::Totp, json!(["mfa", "otp"])),
        (SecondFactorMethod::RecoveryCode, json!(["mfa"])),
        (SecondFactorMethod::Passkey, json!(["mfa", "pop", "user"])),
    ] {
        let payload = payload_for(Authentication::password(password_at).with(method, code_at));
        assert_eq!(payload["amr"], amr);
        assert_eq!(payload["acr"], "urn:twinlock:acr:2fa");
        assert_eq!(payload["auth_time"], 1_790_000_000, "a fresh code never makes an old password look fresh");
    }
}

#[test]
fn what_is_not_wanted_is_left_out_and_what_is_wanted_is_there() {
    let signer = AwsLcSigner::new();
    signer.generate(KID, SignatureAlgorithm::Es256).unwrap();
    let about = AccountClaims {
        name: Some("Ada \"L\" Lovelace".into()),
        preferred_username: None,
        email: Some(EmailClaims { email: "ada@example.org".into(), email_verified: false }),
    };
    let wanted = IdTokenClaims { nonce: None, about, ..claims() };
    let payload = raw_payload(&signer.sign(KID, &wanted).unwrap());
    assert!(payload.get("nonce").is_none());
    assert!(payload.get("preferred_username").is_none());
    assert_eq!(payload["email"], "ada@example.org");
    assert_eq!(payload["email_verified"], false);
    assert_eq!(payload["name"], "Ada \"L\" Lovelace");
}

#[test]
fn the_jwk_holds_the_public_key_alone() {
    for (algorithm, members) in [
        (SignatureAlgorithm::Rs256, &["alg", "e", "kid", "kty", "n", "use"][..]),
        (SignatureAlgorithm::Es256, &["alg", "crv", "kid", "kty", "use", "x", "y"]),
        (SignatureAlgorithm::EdDsa, &["alg", "crv", "kid", "kty", "use", "x"]),
    ] {
        let key = AwsLcSigner::new().generate(KID, algorithm).unwrap();
        let jwk: serde_json::Map<String, Value> = serde_json::from_str(&key.public_jwk).unwrap();
        let mut names: Vec<&str> = jwk.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, members);
        assert_eq!(jwk["use"], "sig");
        assert_eq!(jwk["alg"], algorithm.as_str());
        assert_eq!(jwk["kid"], KID.to_string());
    }
}

#[test]
fn a_malformed_issuer_is_an_error_and_no_token() {
    let signer = AwsLcSigner::new();
    signer.generate(KID, SignatureAlgorithm::EdDsa).unwrap();
    assert!(signer.sign(KID, &IdTokenClaims { issuer: "not a url".into(), ..claims() }).is_err());
}

#[test]
fn d1_what_was_signed_here_is_read_back_however_old_and_nothing_else_is() {
    for algorithm in SignatureAlgorithm::ALL {
        let signer = AwsLcSigner::new();
        let key = signer.generate(KID, algorithm).unwrap();
        let expired = IdTokenClaims { expires_at: Timestamp::from_unix_seconds(1_000), ..claims() };
        let token = signer.sign(KID, &expired).unwrap();
        let keys = [key.public_jwk.clone()];
        let read = signer.read_back(&keys, &token).unwrap_or_else(|| panic!("{algorithm:?}"));
        assert_eq!(read.issuer, "http://localhost:8080");
        assert_eq!(read.subject, "subject");
        assert_eq!(read.audience, [APP.to_string()]);

        let stranger = AwsLcSigner::new();
        let other = stranger.generate(KID, algorithm).unwrap();
        let by_stranger = stranger.sign(KID, &expired).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let mut payload = raw_payload(&token);
        payload["sub"] = json!("somebody else");
        let changed = format!("{}.{}.{}", parts[0], encode(&payload).unwrap(), parts[2]);
        let unsigned = encode(&json!({ "alg": "none", "typ": "JWT", "kid": KID.to_string() })).unwrap();
        let unsigned = format!("{unsigned}.{}.", parts[1]);
        let by_public_key = encode(&json!({ "alg": "HS256", "typ": "JWT", "kid": KID.to_string() })).unwrap();
        let by_public_key = format!("{by_public_key}.{}.{}", parts[1], parts[2]);
        for text in ["", "x", "a.b.c", "..", &by_stranger, &changed, &unsigned, &by_public_key, parts[1]] {
            assert_eq!(signer.read_back(&keys, text), None, "{algorithm:?} {text}");
        }
        assert_eq!(signer.read_back(&[], &token), None);
        assert_eq!(signer.read_back(&[other.public_jwk], &token), None);
        assert_eq!(signer.read_back(&["not a key".into()], &token), None);
    }
}
