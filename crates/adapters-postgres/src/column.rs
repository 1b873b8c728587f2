//! How values are stored in columns: as uuid, bytea, text, text array, timestamptz or bigint. The types have the same
//! names and meaning as those of the SQLite store, since [`crate::rows`] is compiled with both.

use std::io::Write as _;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::data_types::PgTimestamp;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{self, Array, BigInt, Binary, Timestamptz, Uuid};
use twinlock_domain::{RedirectUri, SecretHash, Timestamp};
use twinlock_ports::StoredText;

use crate::rows::values::{AsId, AsInt, MALFORMED, TOO_LARGE};

/// The id of an app or an account, where either will do.
impl AsId for [u8; 16] {
    fn bytes(&self) -> &[u8; 16] {
        self
    }

    fn from_bytes(bytes: [u8; 16]) -> Self {
        bytes
    }
}

/// An id, as uuid.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Uuid)]
pub(crate) struct Id<T>(pub(crate) T);

/// A hash, as bytea.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub(crate) struct Hash(pub(crate) SecretHash);

/// An enum or a parsed text, as text.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = sql_types::Text)]
pub(crate) struct Text<T>(pub(crate) T);

/// A time, as timestamptz.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Timestamptz)]
pub(crate) struct At(pub(crate) Timestamp);

/// A number, as bigint.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub(crate) struct Int<T>(pub(crate) T);

/// Redirect URIs, as text array.
#[derive(Clone, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Array<sql_types::Text>)]
pub(crate) struct RedirectUris(pub(crate) Vec<RedirectUri>);

/// PostgreSQL counts microseconds from 2000 (UTC).
const POSTGRES_EPOCH_MILLIS: i64 = 946_684_800_000;

impl<T: AsId> ToSql<Uuid, Pg> for Id<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.bytes())?;
        Ok(IsNull::No)
    }
}

impl<T: AsId> FromSql<Uuid, Pg> for Id<T> {
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

impl<T: StoredText> ToSql<sql_types::Text, Pg> for Text<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.text().as_bytes())?;
        Ok(IsNull::No)
    }
}

impl<T: StoredText> FromSql<sql_types::Text, Pg> for Text<T> {
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

impl<T: AsInt> ToSql<BigInt, Pg> for Int<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let int = self.0.int().ok_or(TOO_LARGE)?;
        ToSql::<BigInt, Pg>::to_sql(&int, &mut out.reborrow())
    }
}

impl<T: AsInt> FromSql<BigInt, Pg> for Int<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let int = FromSql::<BigInt, Pg>::from_sql(value)?;
        T::from_int(int).map(Self).ok_or_else(|| MALFORMED.into())
    }
}

impl ToSql<Array<sql_types::Text>, Pg> for RedirectUris {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let texts: Vec<&str> = self.0.iter().map(RedirectUri::as_str).collect();
        ToSql::<Array<sql_types::Text>, Pg>::to_sql(&texts, &mut out.reborrow())
    }
}

impl FromSql<Array<sql_types::Text>, Pg> for RedirectUris {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let texts: Vec<Text<RedirectUri>> = FromSql::<Array<sql_types::Text>, Pg>::from_sql(value)?;
        Ok(Self(texts.into_iter().map(|text| text.0).collect()))
    }
}
