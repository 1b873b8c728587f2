//! Encryption at rest: AES-256-GCM, under a key for each kind of value, bound to what the value belongs to.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA256, Prk, Salt};
use twinlock_ports::{SealedAs, Vault, VaultError};
use zeroize::{Zeroize, Zeroizing};

use crate::MasterKey;

#[cfg(test)]
mod tests;

/// The first byte of every sealed value, so that a later format can be distinguished.
const VERSION: u8 = 1;

/// The salt of this vault's key derivation. HKDF's salt need not be secret (RFC 5869 3.1).
const SALT: &[u8] = b"twinlock vault 1";

/// Seals with AES-256-GCM: version, nonce, ciphertext with its tag.
///
/// Each kind of value has a key of its own, derived from the master key by HKDF. The answers to forms are the only values
/// without a limit to their number: each of them is sealed under its own key, which is derived from its form as well, so
/// that no key comes near the number of random nonces that AES-GCM allows (2^32, NIST SP 800-38D 8.3).
#[derive(Debug)]
pub struct AesVault {
    totp_seeds: RandomizedNonceKey,
    signing_keys: RandomizedNonceKey,
    handle_keys: RandomizedNonceKey,
    server_secrets: RandomizedNonceKey,
    /// Salts the derivation of the keys for the answers to forms, and is as secret as a key.
    form_answers: Salt,
}

impl AesVault {
    /// A vault whose keys are derived from `key`.
    ///
    /// # Errors
    /// [`VaultError`] if the library rejects a key.
    pub fn new(key: &MasterKey) -> Result<Self, VaultError> {
        let master = Salt::new(HKDF_SHA256, SALT).extract(key.bytes());
        let sealing = |purpose: &str| sealing_key(&*derived(&master, purpose)?);
        Ok(Self {
            totp_seeds: sealing("totp seeds")?,
            signing_keys: sealing("signing keys")?,
            handle_keys: sealing("handle keys")?,
            server_secrets: sealing("server secrets")?,
            form_answers: Salt::new(HKDF_SHA256, &*derived(&master, "form answers")?),
        })
    }

    /// Runs `work` with the key of a place.
    fn with_key<T>(
        &self,
        place: SealedAs<'_>,
        work: impl FnOnce(&RandomizedNonceKey) -> Result<T, VaultError>,
    ) -> Result<T, VaultError> {
        match place {
            SealedAs::TotpSeed(_) => work(&self.totp_seeds),
            SealedAs::SigningKey(_) => work(&self.signing_keys),
            SealedAs::HandleKey(_) => work(&self.handle_keys),
            SealedAs::ServerSecret(_) => work(&self.server_secrets),
            SealedAs::FormAnswer(said) => work(&answer_key(&self.form_answers, said)?),
        }
    }
}

/// The key that one answer is sealed under, derived from a secret that only the answer's receiver has.
fn answer_key(kind: &Salt, shown: &str) -> Result<RandomizedNonceKey, VaultError> {
    sealing_key(&*derived(&kind.extract(shown.as_bytes()), "answer")?)
}

/// Derives 32 bytes for one purpose.
fn derived(from: &Prk, purpose: &str) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    let mut bytes = Zeroizing::new([0; 32]);
    let info = [purpose.as_bytes()];
    let made = from.expand(&info, HKDF_SHA256).and_then(|made| made.fill(bytes.as_mut_slice()));
    made.map(|()| bytes).map_err(|Unspecified| VaultError)
}

/// A key for which the library draws each nonce, so that no caller can repeat one.
fn sealing_key(bytes: &[u8; 32]) -> Result<RandomizedNonceKey, VaultError> {
    RandomizedNonceKey::new(&AES_256_GCM, bytes).map_err(|Unspecified| VaultError)
}

/// The associated data: the kind and the id, separated by a zero byte, which no kind contains.
fn bound_to(place: SealedAs<'_>) -> Aad<Vec<u8>> {
    let number;
    let id: &[u8] = match &place {
        SealedAs::TotpSeed(factor) => factor.as_bytes(),
        SealedAs::SigningKey(key) => key.as_bytes(),
        SealedAs::HandleKey(key) => {
            number = key.get().to_be_bytes();
            &number
        }
        SealedAs::ServerSecret(name) => name.as_bytes(),
        // No id is needed, since each answer has a key of its own.
        SealedAs::FormAnswer(_) => &[],
    };
    Aad::from([place.kind().as_bytes(), &[0], id].concat())
}

impl Vault for AesVault {
    fn seal(&self, place: SealedAs<'_>, value: &[u8]) -> Vec<u8> {
        let mut sealed = value.to_vec();
        let seal = |key: &RandomizedNonceKey| {
            key.seal_in_place_append_tag(bound_to(place), &mut sealed).map_err(|Unspecified| VaultError)
        };
        let Ok(nonce) = self.with_key(place, seal) else {
            // Sealing fails only without randomness, and then nothing safe can be done.
            std::process::abort();
        };
        let mut out = Vec::with_capacity(1 + NONCE_LEN + sealed.len());
        out.push(VERSION);
        out.extend_from_slice(nonce.as_ref());
        out.extend_from_slice(&sealed);
        out
    }

    fn open(&self, place: SealedAs<'_>, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let (version, rest) = sealed.split_first().ok_or(VaultError)?;
        if *version != VERSION {
            return Err(VaultError);
        }
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_LEN>().ok_or(VaultError)?;
        let mut buffer = ciphertext.to_vec();
        let opened = self.with_key(place, |key| {
            key.open_in_place(Nonce::assume_unique_for_key(*nonce), bound_to(place), &mut buffer)
                .map(|plain| plain.to_vec())
                .map_err(|Unspecified| VaultError)
        });
        buffer.zeroize();
        opened
    }
}
