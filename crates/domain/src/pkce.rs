//! Proof key for code exchange (RFC 7636), `S256` only. The caller computes the hash.

use alloc::string::String;
use core::fmt;

/// The text does not have the form that RFC 7636 requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a PKCE value (RFC 7636 4.1, 4.2)")]
pub struct InvalidPkce;

/// Why a verifier does not match a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PkceMismatch {
    /// The code has a challenge, but no verifier was sent.
    #[error("code_verifier is missing")]
    VerifierMissing,
    /// A verifier was sent for a code without a challenge (RFC 9700 4.8.2).
    #[error("code_verifier came for a code without a challenge")]
    ChallengeMissing,
    /// The verifier does not match the challenge.
    #[error("code_verifier does not fit the challenge")]
    Different,
}

/// A `code_challenge` of method `S256`: 43 characters of base64url.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeChallenge(String);

impl CodeChallenge {
    /// Parses a challenge.
    ///
    /// # Errors
    /// [`InvalidPkce`] if it is not 43 characters of base64url.
    pub fn parse(text: &str) -> Result<Self, InvalidPkce> {
        let fits = text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if fits { Ok(Self(text.into())) } else { Err(InvalidPkce) }
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A `code_verifier`: 43 to 128 unreserved characters.
#[derive(Clone)]
pub struct CodeVerifier(String);

impl CodeVerifier {
    /// Parses a verifier.
    ///
    /// # Errors
    /// [`InvalidPkce`] if it is not 43 to 128 unreserved characters.
    pub fn parse(text: &str) -> Result<Self, InvalidPkce> {
        let unreserved = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
        let fits = (43..=128).contains(&text.len()) && text.bytes().all(unreserved);
        if fits { Ok(Self(text.into())) } else { Err(InvalidPkce) }
    }

    /// Its text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CodeVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeVerifier(redacted)")
    }
}

/// Checks a verifier against the challenge of a code; `s256` computes `BASE64URL(SHA256(verifier))`.
///
/// # Errors
/// [`PkceMismatch::VerifierMissing`] or [`PkceMismatch::ChallengeMissing`] if only one of the two is there;
/// [`PkceMismatch::Different`] if they do not match.
pub fn check_pkce(
    challenge: Option<&CodeChallenge>,
    verifier: Option<&CodeVerifier>,
    s256: impl FnOnce(&CodeVerifier) -> CodeChallenge,
) -> Result<(), PkceMismatch> {
    match (challenge, verifier) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err(PkceMismatch::ChallengeMissing),
        (Some(_), None) => Err(PkceMismatch::VerifierMissing),
        (Some(challenge), Some(verifier)) if s256(verifier) == *challenge => Ok(()),
        (Some(_), Some(_)) => Err(PkceMismatch::Different),
    }
}
