//! Bearer secrets and digests on aws-lc.

use std::sync::Arc;

use aws_lc_rs::{constant_time, digest, hmac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use data_encoding::BASE32_NOPAD;
use twinlock_domain::{BearerSecret, CodeChallenge, CodeVerifier, Handle, SecretHash};
use twinlock_ports::{Entropy, HandleKey, Secrets, SignatureAlgorithm};
use zeroize::Zeroizing;

/// The length of an HMAC-SHA256, in bytes.
const MAC_LEN: usize = 32;

/// More characters than the longest handle has with its key's number and its MAC, so that no long text is decoded.
const LONGEST_HANDLE: usize = 128;

/// Random secrets from an entropy source; SHA-2 and HMAC by aws-lc.
pub struct AwsLcSecrets {
    entropy: Arc<dyn Entropy>,
}

impl AwsLcSecrets {
    /// Draws secrets from `entropy`.
    pub fn new(entropy: Arc<dyn Entropy>) -> Self {
        Self { entropy }
    }

    fn random<const N: usize>(&self) -> Zeroizing<[u8; N]> {
        let mut bytes = Zeroizing::new([0; N]);
        self.entropy.fill(bytes.as_mut_slice());
        bytes
    }
}

impl std::fmt::Debug for AwsLcSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AwsLcSecrets")
    }
}

impl Secrets for AwsLcSecrets {
    fn bearer(&self) -> BearerSecret {
        BearerSecret::new(URL_SAFE_NO_PAD.encode(*self.random::<32>()))
    }

    fn recovery_code(&self) -> BearerSecret {
        let letters = BASE32_NOPAD.encode(self.random::<10>().as_slice()).to_ascii_lowercase();
        let mut code = String::with_capacity(19);
        for (position, letter) in letters.chars().enumerate() {
            if position > 0 && position % 4 == 0 {
                code.push('-');
            }
            code.push(letter);
        }
        BearerSecret::new(code)
    }

    fn hash(&self, secret: &str) -> SecretHash {
        SecretHash::new(sha256(secret.as_bytes()))
    }

    fn s256(&self, verifier: &CodeVerifier) -> CodeChallenge {
        let text = URL_SAFE_NO_PAD.encode(sha256(verifier.expose().as_bytes()));
        let Ok(challenge) = CodeChallenge::parse(&text) else {
            unreachable!("32 bytes are 43 characters of base64url");
        };
        challenge
    }

    fn keyed(&self, key: &[u8], message: &[&[u8]]) -> String {
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
        for part in message {
            // Each part with its length before it, so that ("ab", "c") is not ("a", "bc").
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        URL_SAFE_NO_PAD.encode(context.sign())
    }

    fn seal_handle(&self, key: &HandleKey, handle: &Handle) -> BearerSecret {
        let mut bytes = key.number.get().to_be_bytes().to_vec();
        bytes.extend_from_slice(&handle.to_bytes());
        let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key.key), &bytes);
        bytes.extend_from_slice(mac.as_ref());
        BearerSecret::new(URL_SAFE_NO_PAD.encode(bytes))
    }

    fn open_handle(&self, keys: &[HandleKey], text: &str) -> Option<Handle> {
        if text.len() > LONGEST_HANDLE {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (content, mac) = bytes.split_at_checked(bytes.len().checked_sub(MAC_LEN)?)?;
        let (number, handle) = content.split_first_chunk()?;
        let number = u16::from_be_bytes(*number);
        let key = keys.iter().find(|key| key.number.get() == number)?;
        hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, &key.key), content, mac).ok()?;
        Handle::from_bytes(handle)
    }

    fn at_hash(&self, access_token: &str, algorithm: SignatureAlgorithm) -> String {
        let digest = match algorithm {
            SignatureAlgorithm::Rs256 | SignatureAlgorithm::Es256 => {
                digest::digest(&digest::SHA256, access_token.as_bytes())
            }
            // Ed25519 hashes with SHA-512 inside (RFC 8032 5.1), so `at_hash` does too.
            SignatureAlgorithm::EdDsa => digest::digest(&digest::SHA512, access_token.as_bytes()),
        };
        let bytes = digest.as_ref();
        let (left, _) = bytes.split_at(bytes.len() / 2);
        URL_SAFE_NO_PAD.encode(left)
    }

    fn same(&self, a: &str, b: &str) -> bool {
        constant_time::verify_slices_are_equal(a.as_bytes(), b.as_bytes()).is_ok()
    }
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    out
}

#[cfg(test)]
mod tests;
