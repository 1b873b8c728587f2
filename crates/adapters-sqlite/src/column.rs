//! How values are stored in columns: as a blob, a text or an integer. The types have the same names and meaning as
//! those of the PostgreSQL store, since [`crate::rows`] is compiled with both.

use std::borrow::Cow;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{self, BigInt, Binary};
use diesel::sqlite::{Sqlite, SqliteValue};
use twinlock_domain::{RedirectUri, SecretHash, Timestamp};
use twinlock_ports::StoredText;

use crate::rows::values::{AsId, AsInt, MALFORMED, TOO_LARGE};

/// An id, as a blob.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub(crate) struct Id<T>(pub(crate) T);

/// A hash, as a blob.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub(crate) struct Hash(pub(crate) SecretHash);

/// An enum or a parsed text, as a text.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = sql_types::Text)]
pub(crate) struct Text<T>(pub(crate) T);

/// A time, as an integer: milliseconds since 1970 (UTC).
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub(crate) struct At(pub(crate) Timestamp);

/// A number, as an integer.
#[derive(Clone, Copy, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub(crate) struct Int<T>(pub(crate) T);

/// Redirect URIs, as a text of one line each: none contains white space.
#[derive(Clone, Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = sql_types::Text)]
pub(crate) struct RedirectUris(pub(crate) Vec<RedirectUri>);

impl<T: AsId> ToSql<Binary, Sqlite> for Id<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.bytes().as_slice());
        Ok(IsNull::No)
    }
}

impl<T: AsId> FromSql<Binary, Sqlite> for Id<T> {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Self(T::from_bytes(value.read_blob().try_into().map_err(|_| MALFORMED)?)))
    }
}

impl ToSql<Binary, Sqlite> for Hash {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_bytes().as_slice());
        Ok(IsNull::No)
    }
}

impl FromSql<Binary, Sqlite> for Hash {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Self(SecretHash::new(value.read_blob().try_into().map_err(|_| MALFORMED)?)))
    }
}

impl<T: StoredText> ToSql<sql_types::Text, Sqlite> for Text<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        match self.0.text() {
            Cow::Borrowed(text) => out.set_value(text),
            Cow::Owned(text) => out.set_value(text),
        }
        Ok(IsNull::No)
    }
}

impl<T: StoredText> FromSql<sql_types::Text, Sqlite> for Text<T> {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        T::from_text(value.read_text()).map(Self).ok_or_else(|| MALFORMED.into())
    }
}

impl ToSql<BigInt, Sqlite> for At {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.unix_millis());
        Ok(IsNull::No)
    }
}

impl FromSql<BigInt, Sqlite> for At {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Self(Timestamp::from_unix_millis(value.read_long())))
    }
}

impl<T: AsInt> ToSql<BigInt, Sqlite> for Int<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.int().ok_or(TOO_LARGE)?);
        Ok(IsNull::No)
    }
}

impl<T: AsInt> FromSql<BigInt, Sqlite> for Int<T> {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        T::from_int(value.read_long()).map(Self).ok_or_else(|| MALFORMED.into())
    }
}

impl ToSql<sql_types::Text, Sqlite> for RedirectUris {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.iter().map(RedirectUri::as_str).collect::<Vec<_>>().join("\n"));
        Ok(IsNull::No)
    }
}

impl FromSql<sql_types::Text, Sqlite> for RedirectUris {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let uris = value.read_text().split('\n').map(|uri| RedirectUri::parse(uri).ok()).collect::<Option<_>>();
        uris.map(Self).ok_or_else(|| MALFORMED.into())
    }
}
