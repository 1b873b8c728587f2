//! Signing keys in `signing_keys`. They are few, and none is ever removed.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::{SigningKeyId, Timestamp};
use twinlock_ports::{SignatureAlgorithm, SigningKey, SigningKeys, StoreError};

use crate::column::{BlobOf, IntOf, TextOf};
use crate::error::failed;
use crate::schema::signing_keys;
use crate::transaction::SqliteTransaction;

const WHAT: &str = "signing key";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = signing_keys, treat_none_as_default_value = false)]
struct KeyRow {
    id: BlobOf<SigningKeyId>,
    algorithm: TextOf<SignatureAlgorithm>,
    sealed_private: Vec<u8>,
    public_jwk: String,
    created_at: IntOf<Timestamp>,
    signs_from: IntOf<Timestamp>,
    retires_at: Option<IntOf<Timestamp>>,
}

impl From<&SigningKey> for KeyRow {
    fn from(key: &SigningKey) -> Self {
        Self {
            id: BlobOf(key.id),
            algorithm: TextOf(key.algorithm),
            sealed_private: key.sealed_private.clone(),
            public_jwk: key.public_jwk.clone(),
            created_at: IntOf(key.created_at),
            signs_from: IntOf(key.signs_from),
            retires_at: key.retires_at.map(IntOf),
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

#[async_trait]
impl SigningKeys for SqliteTransaction {
    async fn add_key(&mut self, key: &SigningKey) -> Result<(), StoreError> {
        let added = diesel::insert_into(signing_keys::table).values(KeyRow::from(key)).execute(self.sqlite());
        added.map_err(failed(WHAT)).map(|_| ())
    }

    async fn keys(&mut self) -> Result<Vec<SigningKey>, StoreError> {
        let rows = signing_keys::table
            .order((signing_keys::created_at.desc(), signing_keys::id.desc()))
            .select(KeyRow::as_select())
            .load(self.sqlite());
        Ok(rows.map_err(failed(WHAT))?.into_iter().map(SigningKey::from).collect())
    }

    async fn retire_key(&mut self, id: SigningKeyId, at: Timestamp) -> Result<(), StoreError> {
        let key = signing_keys::table.find(BlobOf(id));
        let done = diesel::update(key).set(signing_keys::retires_at.eq(IntOf(at))).execute(self.sqlite());
        done.map_err(failed(WHAT)).map(|_| ())
    }
}
