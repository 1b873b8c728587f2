//! Encryption at rest: AES-256-GCM under the master key, bound to what a value belongs to.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::error::Unspecified;
use twinlock_ports::{Vault, VaultError};
use zeroize::Zeroize;

use crate::MasterKey;

/// The first byte of everything sealed, so that another way of sealing can be told apart one day.
const VERSION: u8 = 1;

/// Seals with AES-256-GCM: version, nonce, ciphertext with its tag.
#[derive(Debug)]
pub struct AesVault {
    key: RandomizedNonceKey,
}

impl AesVault {
    /// A vault under that key.
    ///
    /// # Errors
    /// When the library does not take the key.
    pub fn new(key: &MasterKey) -> Result<Self, VaultError> {
        // The library draws each nonce itself: no caller can repeat one.
        let key = RandomizedNonceKey::new(&AES_256_GCM, key.bytes()).map_err(|Unspecified| VaultError)?;
        Ok(Self { key })
    }
}

impl Vault for AesVault {
    fn seal(&self, belongs_to: &[u8], value: &[u8]) -> Vec<u8> {
        let mut sealed = value.to_vec();
        let Ok(nonce) = self.key.seal_in_place_append_tag(Aad::from(belongs_to), &mut sealed) else {
            // It fails when there is no randomness, and then nothing safe is left to do.
            std::process::abort();
        };
        let mut out = Vec::with_capacity(1 + NONCE_LEN + sealed.len());
        out.push(VERSION);
        out.extend_from_slice(nonce.as_ref());
        out.extend_from_slice(&sealed);
        out
    }

    fn open(&self, belongs_to: &[u8], sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let (version, rest) = sealed.split_first().ok_or(VaultError)?;
        if *version != VERSION {
            return Err(VaultError);
        }
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_LEN>().ok_or(VaultError)?;
        let mut buffer = ciphertext.to_vec();
        let opened = self
            .key
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(belongs_to), &mut buffer)
            .map(|plain| plain.to_vec())
            .map_err(|Unspecified| VaultError);
        buffer.zeroize();
        opened
    }
}

#[cfg(test)]
mod tests {
    use twinlock_domain::{FactorId, TotpSeed};

    use super::*;
    use crate::OsEntropy;

    fn vault() -> AesVault {
        AesVault::new(&MasterKey::generate(&OsEntropy)).unwrap()
    }

    #[test]
    fn what_was_sealed_is_opened() {
        let vault = vault();
        for value in [&b""[..], b"x", &[7; 5000]] {
            assert_eq!(vault.open(b"factor", &vault.seal(b"factor", value)).unwrap(), value);
        }
    }

    #[test]
    fn another_owner_cannot_open_it() {
        let vault = vault();
        assert_eq!(vault.open(b"b", &vault.seal(b"a", b"seed")), Err(VaultError));
    }

    #[test]
    fn another_key_cannot_open_it() {
        assert_eq!(vault().open(b"a", &vault().seal(b"a", b"seed")), Err(VaultError));
    }

    #[test]
    fn any_changed_or_missing_byte_spoils_it() {
        let vault = vault();
        let sealed = vault.seal(b"a", b"seed");
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert_eq!(vault.open(b"a", &changed), Err(VaultError), "byte {index}");
            assert_eq!(vault.open(b"a", &sealed[..index]), Err(VaultError), "cut at {index}");
        }
    }

    #[test]
    fn the_same_value_is_never_sealed_alike() {
        let vault = vault();
        assert_ne!(vault.seal(b"a", b"seed"), vault.seal(b"a", b"seed"));
    }

    #[test]
    fn the_seed_of_one_factor_is_not_that_of_another() {
        let vault: &dyn Vault = &vault();
        let (mine, other) = (FactorId::from_bytes([1; 16]), FactorId::from_bytes([2; 16]));
        let sealed = vault.seal_seed(mine, &TotpSeed::new(vec![9; 20]));
        assert_eq!(vault.open_seed(mine, &sealed).unwrap().expose(), [9; 20]);
        assert!(vault.open_seed(other, &sealed).is_err());
    }
}
