//! Published test vectors, and the format of the generated secrets.

use std::collections::HashSet;

use twinlock_domain::{Generation, GrantId, RefreshHandle};
use twinlock_ports::HandleKeyNumber;

use super::*;
use crate::OsEntropy;

fn secrets() -> AwsLcSecrets {
    AwsLcSecrets::new(Arc::new(OsEntropy))
}

#[test]
fn a_bearer_secret_is_43_characters_of_base64url_and_new_each_time() {
    let secrets = secrets();
    let made: HashSet<String> = (0..1000).map(|_| secrets.bearer().expose().to_owned()).collect();
    assert_eq!(made.len(), 1000);
    for secret in made {
        assert_eq!(secret.len(), 43);
        assert!(secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{secret}");
    }
}

#[test]
fn a_recovery_code_is_four_groups_of_four() {
    let code = secrets().recovery_code();
    let groups: Vec<&str> = code.expose().split('-').collect();
    assert_eq!(groups.len(), 4);
    for group in groups {
        assert_eq!(group.len(), 4);
        assert!(group.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b)), "{group}");
    }
}

#[test]
fn the_hash_is_sha_256() {
    let hash = secrets().hash("abc");
    let hex = data_encoding::HEXLOWER.encode(hash.as_bytes());
    assert_eq!(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[test]
fn the_challenge_is_that_of_rfc_7636_appendix_b() {
    let verifier = CodeVerifier::parse("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap();
    assert_eq!(secrets().s256(&verifier).as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

/// The example of OIDC Core A.3: an access token and the `at_hash` of its RS256 `id_token`.
#[test]
fn at_hash_is_that_of_oidc_core() {
    let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    assert_eq!(secrets().at_hash(token, SignatureAlgorithm::Rs256), "77QmUPtjPfzWtF2AnpK9RQ");
    assert_eq!(secrets().at_hash(token, SignatureAlgorithm::Es256), "77QmUPtjPfzWtF2AnpK9RQ");
}

#[test]
fn at_hash_for_eddsa_is_the_left_half_of_sha_512() {
    let hash = secrets().at_hash("token", SignatureAlgorithm::EdDsa);
    assert_eq!(URL_SAFE_NO_PAD.decode(hash).unwrap(), digest::digest(&digest::SHA512, b"token").as_ref()[..32]);
}

#[test]
fn a_keyed_digest_depends_on_key_parts_and_where_they_are_cut() {
    let secrets = secrets();
    let keyed = secrets.keyed(b"key", &[b"ab", b"c"]);
    assert_eq!(keyed, secrets.keyed(b"key", &[b"ab", b"c"]));
    assert_eq!(keyed.len(), 43);
    assert_ne!(keyed, secrets.keyed(b"other", &[b"ab", b"c"]));
    assert_ne!(keyed, secrets.keyed(b"key", &[b"a", b"bc"]));
    assert_ne!(keyed, secrets.keyed(b"key", &[b"abc"]));
}

#[test]
fn texts_are_the_same_only_when_every_byte_is() {
    let secrets = secrets();
    assert!(secrets.same("abc", "abc"));
    assert!(!secrets.same("abc", "abd"));
    assert!(!secrets.same("abc", "ab"));
    assert!(!secrets.same("", "a"));
}

fn handle_key(number: u16, byte: u8) -> HandleKey {
    HandleKey { number: HandleKeyNumber::new(number), key: vec![byte; 32] }
}

const GRANT: GrantId = GrantId::from_bytes([3; 16]);
const REFRESH: Handle = Handle::RefreshToken(RefreshHandle { grant: GRANT, generation: Generation::new(7) });

#[test]
fn a_handle_is_opened_with_the_key_that_it_was_sealed_with() {
    let secrets = secrets();
    let keys = [handle_key(1, 1), handle_key(2, 2)];
    for key in &keys {
        for handle in [Handle::Code(GRANT), REFRESH] {
            let sealed = secrets.seal_handle(key, &handle);
            assert_eq!(secrets.open_handle(&keys, sealed.expose()), Some(handle));
            assert_eq!(secrets.seal_handle(key, &handle).expose(), sealed.expose(), "the same each time");
            assert!(sealed.expose().len() < LONGEST_HANDLE);
        }
    }
    let sealed = secrets.seal_handle(&keys[1], &REFRESH);
    assert_eq!(secrets.open_handle(&keys[..1], sealed.expose()), None, "its key is not among these");
    assert_eq!(secrets.open_handle(&[handle_key(2, 9)], sealed.expose()), None, "another key of that number");
    assert_eq!(secrets.open_handle(&[], sealed.expose()), None);
}

#[test]
fn any_changed_or_missing_byte_spoils_a_handle() {
    let secrets = secrets();
    let keys = [handle_key(1, 1)];
    let sealed = secrets.seal_handle(&keys[0], &REFRESH);
    let bytes = URL_SAFE_NO_PAD.decode(sealed.expose()).unwrap();
    let opened = |bytes: &[u8]| secrets.open_handle(&keys, &URL_SAFE_NO_PAD.encode(bytes));
    assert_eq!(opened(&bytes), Some(REFRESH));
    for index in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[index] ^= 1;
        assert_eq!(opened(&changed), None, "byte {index}");
        assert_eq!(opened(&bytes[..index]), None, "cut at {index}");
    }
    assert_eq!(opened(&[&bytes[..], &[0]].concat()), None, "a byte more");
    let code = URL_SAFE_NO_PAD.decode(secrets.seal_handle(&keys[0], &Handle::Code(GRANT)).expose()).unwrap();
    assert_eq!(opened(&[&code[..code.len() - 32], &bytes[bytes.len() - 32..]].concat()), None, "another's MAC");
}

#[test]
fn what_is_no_handle_is_refused() {
    let keys = [handle_key(1, 1)];
    let sealed = secrets().seal_handle(&keys[0], &REFRESH).expose().to_owned();
    for text in ["", "-", "not base64 at all!", &format!("{sealed}="), &format!(" {sealed}"), &"A".repeat(100_000)] {
        assert_eq!(secrets().open_handle(&keys, text), None);
    }
    assert_eq!(secrets().open_handle(&keys, secrets().bearer().expose()), None);
}
