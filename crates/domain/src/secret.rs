//! Secrets as types: their `Debug` is redacted, and they cannot be compared.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

macro_rules! redacted {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    )+};
}

redacted!(BearerSecret, Password, PasswordHash, TotpSeed);

/// A secret that its bearer presents: session token, code, access token, refresh token, client secret, mailed link. A
/// store keeps only its hash.
///
/// ```compile_fail,E0369
/// // Not comparable: a comparison that stops early tells how much was right.
/// # use twinlock_domain::BearerSecret;
/// fn same(a: &BearerSecret, b: &BearerSecret) -> bool { a == b }
/// ```
#[derive(Clone)]
pub struct BearerSecret(String);

impl BearerSecret {
    /// Wraps the text.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, for the code that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// SHA-256 of a bearer secret, by which a store looks it up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretHash([u8; 32]);

impl SecretHash {
    /// From the digest.
    pub const fn new(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// The digest.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(..)")
    }
}

/// A password as typed. Its strength is checked elsewhere. Hashing and verifying use its NFKC form (NIST SP 800-63B-4
/// 3.1.1.2), so that different encodings of a text are one password.
///
/// ```compile_fail,E0369
/// // Not comparable: a comparison that stops early tells how much was right.
/// # use twinlock_domain::Password;
/// fn same(a: &Password, b: &Password) -> bool { a == b }
/// ```
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// The least length of a new password, in characters (NIST SP 800-63B-4 3.1.1.2).
    pub const MIN_CHARS: usize = 8;
    /// The greatest length of a new password, in characters.
    pub const MAX_CHARS: usize = crate::bounds::PASSWORD;
    /// The greatest length of any password that is accepted as input, in bytes. No form is longer.
    pub const MAX_BYTES: usize = 64 * 1024;

    /// Wraps a password as typed. `None` if it is longer than [`Self::MAX_BYTES`].
    pub fn new(text: String) -> Option<Self> {
        (text.len() <= Self::MAX_BYTES).then_some(Self(text))
    }

    /// Whether it is long enough for a new password.
    pub fn is_long_enough(&self) -> bool {
        self.0.chars().count() >= Self::MIN_CHARS
    }

    /// Whether it is short enough for a new password.
    pub fn is_short_enough(&self) -> bool {
        self.0.chars().nth(Self::MAX_CHARS).is_none()
    }

    /// The password as typed.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// An argon2id hash in PHC string format.
///
/// ```compile_fail,E0369
/// // Not comparable: a comparison that stops early tells how much was right.
/// # use twinlock_domain::PasswordHash;
/// fn same(a: &PasswordHash, b: &PasswordHash) -> bool { a == b }
/// ```
#[derive(Clone)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Wraps a PHC string.
    pub fn new(phc: String) -> Self {
        Self(phc)
    }

    /// The PHC string.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// The shared secret of a TOTP factor (RFC 4226 4, R6: 160 bits).
///
/// ```compile_fail,E0369
/// // Not comparable: a comparison that stops early tells how much was right.
/// # use twinlock_domain::TotpSeed;
/// fn same(a: &TotpSeed, b: &TotpSeed) -> bool { a == b }
/// ```
#[derive(Clone)]
pub struct TotpSeed(Vec<u8>);

impl TotpSeed {
    /// Wraps the bytes.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}
