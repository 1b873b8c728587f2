//! Signing keys in `signing_keys` and the keys of codes and tokens in `handle_keys`, of which there are few and none is
//! ever deleted; other secrets in `server_secrets`.

use async_trait::async_trait;
use twinlock_domain::{SigningKeyId, Timestamp};
use twinlock_ports::{
    HandleKeyNumber, HandleKeys, ServerSecrets, SigningKey, SigningKeys, StoreError, StoredHandleKey,
};

use crate::column::{At, Id, Int};
use crate::commit_statement::Write;
use crate::pool::timely;
use crate::prelude::*;
use crate::rows::keys::{HANDLE_KEY, HandleKeyRow, KeyRow, SERVER_SECRET, SIGNING_KEY};
use crate::schema::{handle_keys, server_secrets, signing_keys};
use crate::transaction::PgTransaction;

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
        Ok(self.check(SIGNING_KEY, rows)?.into_iter().map(SigningKey::from).collect())
    }

    async fn retire_key(&mut self, id: SigningKeyId, at: Timestamp) -> Result<(), StoreError> {
        let retired = diesel::update(signing_keys::table.find(Id(id))).set(signing_keys::retires_at.eq(At(at)));
        self.execute(SIGNING_KEY, retired).await.map(|_| ())
    }
}

#[async_trait]
impl HandleKeys for PgTransaction {
    async fn add_handle_key(&mut self, key: &StoredHandleKey) -> Result<bool, StoreError> {
        let new = diesel::insert_into(handle_keys::table).values(HandleKeyRow::from(key)).on_conflict_do_nothing();
        Ok(self.execute(HANDLE_KEY, new).await? == 1)
    }

    async fn handle_keys(&mut self) -> Result<Vec<StoredHandleKey>, StoreError> {
        let all = handle_keys::table.order(handle_keys::number.desc()).select(HandleKeyRow::as_select());
        let rows = timely(all.load(self.for_query().await?)).await;
        Ok(self.check(HANDLE_KEY, rows)?.into_iter().map(StoredHandleKey::from).collect())
    }

    async fn retire_handle_key(&mut self, number: HandleKeyNumber, at: Timestamp) -> Result<(), StoreError> {
        let retired = diesel::update(handle_keys::table.find(Int(number))).set(handle_keys::retires_at.eq(At(at)));
        self.execute(HANDLE_KEY, retired).await.map(|_| ())
    }
}

#[async_trait]
impl ServerSecrets for PgTransaction {
    async fn server_secret(&mut self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let sealed = server_secrets::table.find(name).select(server_secrets::sealed);
        let sealed = timely(sealed.get_result(self.for_query().await?)).await.optional();
        self.check(SERVER_SECRET, sealed)
    }

    async fn add_server_secret(&mut self, name: &str, sealed: &[u8]) -> Result<bool, StoreError> {
        let row = (server_secrets::name.eq(name), server_secrets::sealed.eq(sealed));
        let new = diesel::insert_into(server_secrets::table).values(row).on_conflict_do_nothing();
        Ok(self.execute(SERVER_SECRET, new).await? == 1)
    }
}
