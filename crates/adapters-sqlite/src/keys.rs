//! Signing keys in `signing_keys` and the keys of codes and tokens in `handle_keys`, of which there are few and none is
//! ever deleted; other secrets in `server_secrets`.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::{SigningKeyId, Timestamp};
use twinlock_ports::{
    HandleKeyNumber, HandleKeys, ServerSecrets, SigningKey, SigningKeys, StoreError, StoredHandleKey,
};

use crate::column::{At, Id, Int};
use crate::error::{failed, unless_taken};
use crate::rows::keys::{HANDLE_KEY, HandleKeyRow, KeyRow, SERVER_SECRET, SIGNING_KEY};
use crate::schema::{handle_keys, server_secrets, signing_keys};
use crate::transaction::SqliteTransaction;

#[async_trait]
impl SigningKeys for SqliteTransaction {
    async fn add_key(&mut self, key: &SigningKey) -> Result<(), StoreError> {
        let added = diesel::insert_into(signing_keys::table).values(KeyRow::from(key)).execute(self.sqlite());
        added.map_err(failed(SIGNING_KEY)).map(|_| ())
    }

    async fn keys(&mut self) -> Result<Vec<SigningKey>, StoreError> {
        let rows = signing_keys::table
            .order((signing_keys::created_at.desc(), signing_keys::id.desc()))
            .select(KeyRow::as_select())
            .load(self.sqlite());
        Ok(rows.map_err(failed(SIGNING_KEY))?.into_iter().map(SigningKey::from).collect())
    }

    async fn retire_key(&mut self, id: SigningKeyId, at: Timestamp) -> Result<(), StoreError> {
        let key = signing_keys::table.find(Id(id));
        let done = diesel::update(key).set(signing_keys::retires_at.eq(At(at))).execute(self.sqlite());
        done.map_err(failed(SIGNING_KEY)).map(|_| ())
    }
}

#[async_trait]
impl HandleKeys for SqliteTransaction {
    async fn add_handle_key(&mut self, key: &StoredHandleKey) -> Result<bool, StoreError> {
        let added = diesel::insert_into(handle_keys::table).values(HandleKeyRow::from(key)).execute(self.sqlite());
        unless_taken(HANDLE_KEY, added)
    }

    async fn handle_keys(&mut self) -> Result<Vec<StoredHandleKey>, StoreError> {
        let all = handle_keys::table.order(handle_keys::number.desc()).select(HandleKeyRow::as_select());
        let rows = all.load(self.sqlite()).map_err(failed(HANDLE_KEY))?;
        Ok(rows.into_iter().map(StoredHandleKey::from).collect())
    }

    async fn retire_handle_key(&mut self, number: HandleKeyNumber, at: Timestamp) -> Result<(), StoreError> {
        let key = handle_keys::table.find(Int(number));
        let done = diesel::update(key).set(handle_keys::retires_at.eq(At(at))).execute(self.sqlite());
        done.map_err(failed(HANDLE_KEY)).map(|_| ())
    }
}

#[async_trait]
impl ServerSecrets for SqliteTransaction {
    async fn server_secret(&mut self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let sealed = server_secrets::table.find(name).select(server_secrets::sealed);
        sealed.get_result(self.sqlite()).optional().map_err(failed(SERVER_SECRET))
    }

    async fn add_server_secret(&mut self, name: &str, sealed: &[u8]) -> Result<bool, StoreError> {
        let row = (server_secrets::name.eq(name), server_secrets::sealed.eq(sealed));
        unless_taken(SERVER_SECRET, diesel::insert_into(server_secrets::table).values(row).execute(self.sqlite()))
    }
}
