//! Rows of `signing_keys` and `handle_keys`.

use diesel::{Insertable, Queryable, Selectable};
use twinlock_domain::SigningKeyId;
use twinlock_ports::{HandleKeyNumber, SignatureAlgorithm, SigningKey, StoredHandleKey};

use crate::column::{At, Id, Int, Text};
use crate::schema::{handle_keys, signing_keys};

pub(crate) const SIGNING_KEY: &str = "signing key";
pub(crate) const HANDLE_KEY: &str = "handle key";
pub(crate) const SERVER_SECRET: &str = "server secret";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = signing_keys, treat_none_as_default_value = false)]
pub(crate) struct KeyRow {
    id: Id<SigningKeyId>,
    algorithm: Text<SignatureAlgorithm>,
    sealed_private: Vec<u8>,
    public_jwk: String,
    created_at: At,
    signs_from: At,
    retires_at: Option<At>,
}

impl From<&SigningKey> for KeyRow {
    fn from(key: &SigningKey) -> Self {
        Self {
            id: Id(key.id),
            algorithm: Text(key.algorithm),
            sealed_private: key.sealed_private.clone(),
            public_jwk: key.public_jwk.clone(),
            created_at: At(key.created_at),
            signs_from: At(key.signs_from),
            retires_at: key.retires_at.map(At),
        }
    }
}

impl From<KeyRow> for SigningKey {
    fn from(row: KeyRow) -> Self {
        Self {
            id: row.id.0,
            algorithm: row.algorithm.0,
            sealed_private: row.sealed_private,
            public_jwk: row.public_jwk,
            created_at: row.created_at.0,
            signs_from: row.signs_from.0,
            retires_at: row.retires_at.map(|at| at.0),
        }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = handle_keys, treat_none_as_default_value = false)]
pub(crate) struct HandleKeyRow {
    number: Int<HandleKeyNumber>,
    sealed: Vec<u8>,
    created_at: At,
    used_from: At,
    retires_at: Option<At>,
}

impl From<&StoredHandleKey> for HandleKeyRow {
    fn from(key: &StoredHandleKey) -> Self {
        Self {
            number: Int(key.number),
            sealed: key.sealed.clone(),
            created_at: At(key.created_at),
            used_from: At(key.used_from),
            retires_at: key.retires_at.map(At),
        }
    }
}

impl From<HandleKeyRow> for StoredHandleKey {
    fn from(row: HandleKeyRow) -> Self {
        Self {
            number: row.number.0,
            sealed: row.sealed,
            created_at: row.created_at.0,
            used_from: row.used_from.0,
            retires_at: row.retires_at.map(|at| at.0),
        }
    }
}
