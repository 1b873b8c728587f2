//! Signing keys in `signing_keys`. They are few, and none is ever removed.

use async_trait::async_trait;
use twinlock_domain::{SigningKeyId, Timestamp};
use twinlock_ports::{SignatureAlgorithm, SigningKey, SigningKeys, StoreError};

use crate::column::{At, TextOf, UuidOf};
use crate::pool::timely;
use crate::prelude::*;
use crate::schema::signing_keys;
use crate::settle::Write;
use crate::transaction::PgTransaction;

const WHAT: &str = "signing key";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = signing_keys, treat_none_as_default_value = false)]
struct KeyRow {
    id: UuidOf<SigningKeyId>,
    algorithm: TextOf<SignatureAlgorithm>,
    sealed_private: Vec<u8>,
    public_jwk: String,
    created_at: At,
    signs_from: At,
    retires_at: Option<At>,
}

impl From<&SigningKey> for KeyRow {
    fn from(key: &SigningKey) -> Self {
        Self {
            id: UuidOf(key.id),
            algorithm: TextOf(key.algorithm),
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

#[async_trait]
impl SigningKeys for PgTransaction {
    async fn add_key(&mut self, key: &SigningKey) -> Result<(), StoreError> {
        let new = diesel::insert_into(signing_keys::table).values(KeyRow::from(key));
        self.defer(Write::insert("signing_keys", new)).await
    }

    async fn keys(&mut self) -> Result<Vec<SigningKey>, StoreError> {
        let all = signing_keys::table
            .order((signing_keys::created_at.desc(), signing_keys::id.desc()))
            .select(KeyRow::as_select());
        let rows = timely(all.load(self.for_query().await?)).await;
        Ok(self.done(WHAT, rows)?.into_iter().map(SigningKey::from).collect())
    }

    async fn retire_key(&mut self, id: SigningKeyId, at: Timestamp) -> Result<(), StoreError> {
        let retired = diesel::update(signing_keys::table.find(UuidOf(id))).set(signing_keys::retires_at.eq(At(at)));
        self.execute(WHAT, retired).await.map(|_| ())
    }
}
