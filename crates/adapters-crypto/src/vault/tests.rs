//! A sealed value can be opened as its own kind and for its own id only.

use twinlock_domain::{FactorId, SigningKeyId, TotpSeed};
use twinlock_ports::HandleKeyNumber;

use super::*;
use crate::OsEntropy;

const ID: [u8; 16] = [1; 16];
const FORM: SealedAs<'_> = SealedAs::FormAnswer("all that it said");
const FACTOR: SealedAs<'_> = SealedAs::TotpSeed(FactorId::from_bytes(ID));

fn vault() -> AesVault {
    AesVault::new(&MasterKey::generate(&OsEntropy)).unwrap()
}

#[test]
fn what_was_sealed_is_opened_in_every_place() {
    let vault = vault();
    let key = SealedAs::SigningKey(SigningKeyId::from_bytes(ID));
    let handle_key = SealedAs::HandleKey(HandleKeyNumber::new(1));
    for place in [FACTOR, key, handle_key, SealedAs::ServerSecret("csrf"), FORM] {
        for value in [&b""[..], b"x", &[7; 5000]] {
            assert_eq!(vault.open(place, &vault.seal(place, value)).unwrap(), value, "{place:?}");
        }
    }
}

#[test]
fn i1_a_value_of_one_kind_never_opens_as_another_kind_or_for_another_id() {
    let vault = vault();
    // The same sixteen bytes as the id of every kind, and others.
    let same = "\u{1}".repeat(16);
    let places = [
        FACTOR,
        SealedAs::TotpSeed(FactorId::from_bytes([2; 16])),
        SealedAs::SigningKey(SigningKeyId::from_bytes(ID)),
        SealedAs::SigningKey(SigningKeyId::from_bytes([2; 16])),
        SealedAs::ServerSecret(&same),
        SealedAs::ServerSecret("csrf"),
        SealedAs::ServerSecret("pairwise"),
        SealedAs::ServerSecret(""),
        SealedAs::HandleKey(HandleKeyNumber::new(0x0101)),
        SealedAs::HandleKey(HandleKeyNumber::new(2)),
        SealedAs::ServerSecret("\u{1}\u{1}"),
        SealedAs::FormAnswer(&same),
        SealedAs::FormAnswer("other"),
    ];
    for (sealed_in, here) in places.iter().enumerate() {
        let sealed = vault.seal(*here, b"value");
        for (opened_in, there) in places.iter().enumerate() {
            assert_eq!(vault.open(*there, &sealed).is_ok(), sealed_in == opened_in, "{here:?} as {there:?}");
        }
    }
}

#[test]
fn i1_every_kind_has_a_key_of_its_own() {
    let vault = vault();
    // A ciphertext made under one kind's key, with the associated data of another: the key alone must refuse it.
    let mut sealed = b"seed".to_vec();
    let nonce = vault.signing_keys.seal_in_place_append_tag(bound_to(FACTOR), &mut sealed).unwrap();
    let forged = [&[VERSION][..], nonce.as_ref(), &sealed].concat();
    assert_eq!(vault.open(FACTOR, &forged), Err(VaultError));
    let mut sealed = b"seed".to_vec();
    let nonce = vault.totp_seeds.seal_in_place_append_tag(bound_to(FACTOR), &mut sealed).unwrap();
    assert_eq!(vault.open(FACTOR, &[&[VERSION][..], nonce.as_ref(), &sealed].concat()).unwrap(), b"seed");
}

#[test]
fn another_master_key_cannot_open_it() {
    for place in [FACTOR, SealedAs::ServerSecret("csrf"), FORM] {
        assert_eq!(vault().open(place, &vault().seal(place, b"seed")), Err(VaultError), "{place:?}");
    }
}

#[test]
fn any_changed_or_missing_byte_spoils_it() {
    let vault = vault();
    let sealed = vault.seal(FACTOR, b"seed");
    for index in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[index] ^= 1;
        assert_eq!(vault.open(FACTOR, &changed), Err(VaultError), "byte {index}");
        assert_eq!(vault.open(FACTOR, &sealed[..index]), Err(VaultError), "cut at {index}");
    }
}

#[test]
fn the_same_value_is_never_sealed_alike() {
    let vault = vault();
    for place in [FACTOR, FORM] {
        assert_ne!(vault.seal(place, b"seed"), vault.seal(place, b"seed"));
    }
}

#[test]
fn the_seed_of_one_factor_is_not_that_of_another() {
    let vault: &dyn Vault = &vault();
    let (mine, other) = (FactorId::from_bytes([1; 16]), FactorId::from_bytes([2; 16]));
    let sealed = vault.seal_seed(mine, &TotpSeed::new(vec![9; 20]));
    assert_eq!(vault.open_seed(mine, &sealed).unwrap().expose(), [9; 20]);
    assert!(vault.open_seed(other, &sealed).is_err());
}
