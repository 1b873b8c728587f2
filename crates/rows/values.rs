//! Conversion of ids and numbers to and from column values, independent of the column types of a store.

use std::fmt::Debug;
use std::time::Duration;

use twinlock_domain::{Generation, PolicyEpoch, ScopeSubset};
use twinlock_ports::HandleKeyNumber;

/// The message of the error for an invalid value in a column. The value is left out, since it may be a secret.
pub(crate) const MALFORMED: &str = "malformed value";
/// The message of the error for a number that does not fit its column.
pub(crate) const TOO_LARGE: &str = "a number is too large for its column";

/// An id of 16 bytes.
pub(crate) trait AsId: Debug + Copy {
    fn bytes(&self) -> &[u8; 16];
    fn from_bytes(bytes: [u8; 16]) -> Self;
}

/// A number.
pub(crate) trait AsInt: Debug + Copy {
    fn int(self) -> Option<i64>;
    fn from_int(value: i64) -> Option<Self>;
}

macro_rules! ids {
    ($($name:ident),+ $(,)?) => {$(
        impl AsId for twinlock_domain::$name {
            fn bytes(&self) -> &[u8; 16] {
                self.as_bytes()
            }

            fn from_bytes(bytes: [u8; 16]) -> Self {
                Self::from_bytes(bytes)
            }
        }
    )+};
}

ids!(
    AccountId,
    AppId,
    AppSecretId,
    AuditEventId,
    AuthorizationRequestId,
    DeliveryId,
    FactorId,
    GrantId,
    SessionId,
    SigningKeyId,
    TrustedDeviceId,
);

impl AsInt for Generation {
    fn int(self) -> Option<i64> {
        Some(self.get().into())
    }

    fn from_int(value: i64) -> Option<Self> {
        u32::try_from(value).ok().map(Self::new)
    }
}

impl AsInt for ScopeSubset {
    /// Its bits, the highest as the sign.
    fn int(self) -> Option<i64> {
        Some(self.bits().cast_signed())
    }

    fn from_int(value: i64) -> Option<Self> {
        Some(Self::from_bits(value.cast_unsigned()))
    }
}

impl AsInt for HandleKeyNumber {
    fn int(self) -> Option<i64> {
        Some(self.get().into())
    }

    fn from_int(value: i64) -> Option<Self> {
        u16::try_from(value).ok().map(Self::new)
    }
}

impl AsInt for PolicyEpoch {
    fn int(self) -> Option<i64> {
        i64::try_from(self.get()).ok()
    }

    fn from_int(value: i64) -> Option<Self> {
        u64::try_from(value).ok().map(Self::new)
    }
}

/// Milliseconds. More than the column can hold (292 million years) is written as the most that it can.
impl AsInt for Duration {
    fn int(self) -> Option<i64> {
        Some(i64::try_from(self.as_millis()).unwrap_or(i64::MAX))
    }

    fn from_int(value: i64) -> Option<Self> {
        u64::try_from(value).ok().map(Self::from_millis)
    }
}

impl AsInt for u32 {
    fn int(self) -> Option<i64> {
        Some(self.into())
    }

    fn from_int(value: i64) -> Option<Self> {
        value.try_into().ok()
    }
}
