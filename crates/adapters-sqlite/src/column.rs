//! How the domain's values stand in columns: as a blob, a text or an integer. A value that cannot be read back is an
//! error of the row, never a default.

use std::borrow::Cow;
use std::fmt::Debug;
use std::time::Duration;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Binary, Text};
use diesel::sqlite::{Sqlite, SqliteValue};
use twinlock_domain::{PolicyEpoch, Timestamp};
use twinlock_ports::StoredText;

/// Something of a fixed number of bytes.
pub(crate) trait AsBlob: Debug + Sized {
    fn blob(&self) -> &[u8];
    fn from_blob(bytes: &[u8]) -> Option<Self>;
}

/// Something that is counted.
pub(crate) trait AsInt: Debug + Copy {
    fn int(self) -> Option<i64>;
    fn from_int(value: i64) -> Option<Self>;
}

/// A blob column's value.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub(crate) struct BlobOf<T>(pub(crate) T);

/// A text column's value.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub(crate) struct TextOf<T>(pub(crate) T);

/// An integer column's value.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub(crate) struct IntOf<T>(pub(crate) T);

/// The error for a value that its column cannot hold. It does not contain the value, which may be a secret.
const MALFORMED: &str = "malformed value";

impl<T: AsBlob> ToSql<Binary, Sqlite> for BlobOf<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.blob());
        Ok(IsNull::No)
    }
}

impl<T: AsBlob> FromSql<Binary, Sqlite> for BlobOf<T> {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        T::from_blob(value.read_blob()).map(Self).ok_or_else(|| MALFORMED.into())
    }
}

impl<T: StoredText> ToSql<Text, Sqlite> for TextOf<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        match self.0.text() {
            Cow::Borrowed(text) => out.set_value(text),
            Cow::Owned(text) => out.set_value(text),
        }
        Ok(IsNull::No)
    }
}

impl<T: StoredText> FromSql<Text, Sqlite> for TextOf<T> {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        T::from_text(value.read_text()).map(Self).ok_or_else(|| MALFORMED.into())
    }
}

impl<T: AsInt> ToSql<BigInt, Sqlite> for IntOf<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.int().ok_or("a number is too large for its column")?);
        Ok(IsNull::No)
    }
}

impl<T: AsInt> FromSql<BigInt, Sqlite> for IntOf<T> {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        T::from_int(value.read_long()).map(Self).ok_or_else(|| MALFORMED.into())
    }
}

macro_rules! blobs {
    ($($name:ident),+ $(,)?) => {$(
        impl AsBlob for twinlock_domain::$name {
            fn blob(&self) -> &[u8] {
                self.as_bytes()
            }

            fn from_blob(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self::from_bytes)
            }
        }
    )+};
}

blobs!(
    AccountId,
    AppId,
    AppSecretId,
    AuditEventId,
    AuthorizationRequestId,
    FactorId,
    GrantId,
    MailId,
    SessionId,
    SigningKeyId,
    TrustedDeviceId,
);

impl AsBlob for twinlock_domain::SecretHash {
    fn blob(&self) -> &[u8] {
        self.as_bytes()
    }

    fn from_blob(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::new)
    }
}

impl AsInt for Timestamp {
    fn int(self) -> Option<i64> {
        Some(self.unix_millis())
    }

    fn from_int(value: i64) -> Option<Self> {
        Some(Self::from_unix_millis(value))
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

/// Milliseconds. One that is longer than the column can say (292 million years) is cut to that.
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
