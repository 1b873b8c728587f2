//! How the domain's values stand in columns: as uuid, bytea, text, timestamptz or bigint. A value that cannot be read
//! back is an error of the row, never a default.

use std::fmt::Debug;
use std::io::Write as _;
use std::time::Duration;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::data_types::PgTimestamp;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Binary, Text, Timestamptz, Uuid};
use twinlock_domain::{PolicyEpoch, SecretHash, Timestamp};
use twinlock_ports::StoredText;

/// An id.
pub(crate) trait AsUuid: Debug + Copy {
    fn bytes(&self) -> [u8; 16];
    fn from_bytes(bytes: [u8; 16]) -> Self;
}

/// An id of whichever kind.
impl AsUuid for [u8; 16] {
    fn bytes(&self) -> [u8; 16] {
        *self
    }

    fn from_bytes(bytes: [u8; 16]) -> Self {
        bytes
    }
}

/// Something that is counted.
pub(crate) trait AsInt: Debug + Copy {
    fn int(self) -> Option<i64>;
    fn from_int(value: i64) -> Option<Self>;
}

/// A uuid column's value.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Uuid)]
pub(crate) struct UuidOf<T>(pub(crate) T);

/// A bytea column's value, where it is a hash.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub(crate) struct Hash(pub(crate) SecretHash);

/// A text column's value.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub(crate) struct TextOf<T>(pub(crate) T);

/// A timestamptz column's value.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Timestamptz)]
pub(crate) struct At(pub(crate) Timestamp);

/// A bigint column's value.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub(crate) struct IntOf<T>(pub(crate) T);

/// The error for a value that its column cannot hold. It does not contain the value, which may be a secret.
const MALFORMED: &str = "malformed value";

/// PostgreSQL counts microseconds from 2000 (UTC).
const POSTGRES_EPOCH_MILLIS: i64 = 946_684_800_000;

impl<T: AsUuid> ToSql<Uuid, Pg> for UuidOf<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&self.0.bytes())?;
        Ok(IsNull::No)
    }
}

impl<T: AsUuid> FromSql<Uuid, Pg> for UuidOf<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(T::from_bytes(value.as_bytes().try_into().map_err(|_| MALFORMED)?)))
    }
}

impl ToSql<Binary, Pg> for Hash {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<Binary, Pg> for Hash {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(SecretHash::new(value.as_bytes().try_into().map_err(|_| MALFORMED)?)))
    }
}

impl<T: StoredText> ToSql<Text, Pg> for TextOf<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.text().as_bytes())?;
        Ok(IsNull::No)
    }
}

impl<T: StoredText> FromSql<Text, Pg> for TextOf<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let text = std::str::from_utf8(value.as_bytes()).map_err(|_| MALFORMED)?;
        T::from_text(text).map(Self).ok_or_else(|| MALFORMED.into())
    }
}

impl ToSql<Timestamptz, Pg> for At {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let since = self.0.unix_millis().checked_sub(POSTGRES_EPOCH_MILLIS);
        let micros = since.and_then(|millis| millis.checked_mul(1000)).ok_or("a time is too large for its column")?;
        ToSql::<Timestamptz, Pg>::to_sql(&PgTimestamp(micros), &mut out.reborrow())
    }
}

impl FromSql<Timestamptz, Pg> for At {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let PgTimestamp(micros) = FromSql::<Timestamptz, Pg>::from_sql(value)?;
        let millis = micros.div_euclid(1000).checked_add(POSTGRES_EPOCH_MILLIS).ok_or(MALFORMED)?;
        Ok(Self(Timestamp::from_unix_millis(millis)))
    }
}

impl<T: AsInt> ToSql<BigInt, Pg> for IntOf<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let int = self.0.int().ok_or("a number is too large for its column")?;
        ToSql::<BigInt, Pg>::to_sql(&int, &mut out.reborrow())
    }
}

impl<T: AsInt> FromSql<BigInt, Pg> for IntOf<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let int = FromSql::<BigInt, Pg>::from_sql(value)?;
        T::from_int(int).map(Self).ok_or_else(|| MALFORMED.into())
    }
}

macro_rules! uuids {
    ($($name:ident),+ $(,)?) => {$(
        impl AsUuid for twinlock_domain::$name {
            fn bytes(&self) -> [u8; 16] {
                *self.as_bytes()
            }

            fn from_bytes(bytes: [u8; 16]) -> Self {
                Self::from_bytes(bytes)
            }
        }
    )+};
}

uuids!(
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
