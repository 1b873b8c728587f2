//! Identifiers: one newtype for each kind of record, in `UUIDv7` layout (RFC 9562 5.7), so that they sort by creation
//! and the kinds cannot be confused.

use core::fmt;
use core::str::FromStr;

use crate::Timestamp;

/// The text is not a UUID in its canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct InvalidId;

fn layout(now: Timestamp, entropy: [u8; 10]) -> [u8; 16] {
    let [_, _, t0, t1, t2, t3, t4, t5] = now.unix_millis().to_be_bytes();
    let [e0, e1, e2, e3, e4, e5, e6, e7, e8, e9] = entropy;
    [t0, t1, t2, t3, t4, t5, 0x70 | (e0 & 0x0f), e1, 0x80 | (e2 & 0x3f), e3, e4, e5, e6, e7, e8, e9]
}

fn write_canonical(bytes: [u8; 16], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (position, byte) in bytes.iter().enumerate() {
        if matches!(position, 4 | 6 | 8 | 10) {
            f.write_str("-")?;
        }
        write!(f, "{byte:02x}")?;
    }
    Ok(())
}

fn nibble(digit: u8) -> Result<u8, InvalidId> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(InvalidId),
    }
}

/// Accepts only the canonical lower-case form, so that one id has one spelling.
fn parse_canonical(text: &str) -> Result<[u8; 16], InvalidId> {
    if text.len() != 36 {
        return Err(InvalidId);
    }
    let mut bytes = [0; 16];
    let mut digits = text.bytes().enumerate();
    for (index, byte) in bytes.iter_mut().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) && digits.next().map(|(_, dash)| dash) != Some(b'-') {
            return Err(InvalidId);
        }
        let (_, high) = digits.next().ok_or(InvalidId)?;
        let (_, low) = digits.next().ok_or(InvalidId)?;
        *byte = nibble(high)? << 4 | nibble(low)?;
    }
    Ok(bytes)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// A new id from the time and 80 random bits, of which 74 are used.
            pub fn new(now: Timestamp, entropy: [u8; 10]) -> Self {
                Self(layout(now, entropy))
            }

            /// From its 16 bytes, as a store keeps it.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// Its 16 bytes, as a store keeps it.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_canonical(self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))?;
                f.write_str("(")?;
                write_canonical(self.0, f)?;
                f.write_str(")")
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                parse_canonical(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// An end user's account.
    AccountId,
    /// An app (OAuth client); its text form is the `client_id`.
    AppId,
    /// One of an app's client secrets.
    AppSecretId,
    /// An event of the audit log.
    AuditEventId,
    /// A pending authorization request, which the parameters `request` and `continue` name.
    AuthorizationRequestId,
    /// A second factor of an account.
    FactorId,
    /// One authorization of one app by one account.
    GrantId,
    /// A delivery in the outbox.
    DeliveryId,
    /// A browser session at the provider. The id stays the same while the session's bearer token rotates.
    SessionId,
    /// A signing key; its text form is the JWK's `kid`.
    SigningKeyId,
    /// A device that an account trusts.
    TrustedDeviceId,
}
