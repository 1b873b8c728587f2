//! Codes, tokens and session cookies: 256 random bits each, of which the database knows the SHA-256.

use anyhow::{Result, anyhow};
use aws_lc_rs::{
    digest::{Digest, SHA256, digest},
    rand,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::{Builder, Uuid};

/// The SHA-256 by which a row is found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hash(Digest);

impl Hash {
    pub(crate) fn of(secret: &str) -> Self {
        Self(digest(&SHA256, secret.as_bytes()))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_ref()
    }
}

/// A secret that nobody has seen, as text.
pub(crate) fn fresh() -> Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(random::<32>()?))
}

/// An id that sorts by creation, so that index pages fill up at their end.
pub(crate) fn id(now: i64) -> Result<Uuid> {
    Ok(Builder::from_unix_timestamp_millis(now.unsigned_abs(), &random()?).into_uuid())
}

pub(crate) fn random<const BYTES: usize>() -> Result<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    rand::fill(&mut bytes).map_err(|_| anyhow!("no randomness"))?;
    Ok(bytes)
}

/// The challenge of a PKCE verifier (RFC 7636 4.2).
pub(crate) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Hash::of(verifier).bytes())
}

/// The `at_hash` of an access token (OpenID Connect Core 1.0 3.1.3.6): the left half of its hash.
pub(crate) fn at_hash(access_token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Hash::of(access_token).bytes().split_at(16).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_that_of_the_specification() {
        // RFC 7636, appendix B.
        let challenge = challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn ids_sort_by_creation() {
        assert!(id(1_700_000_000_000).unwrap() < id(1_700_000_000_001).unwrap());
    }
}
