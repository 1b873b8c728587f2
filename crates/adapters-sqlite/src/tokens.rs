//! Tokens in `access_tokens`, `refresh_tokens`, `refresh_answers` and `machine_tokens`.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::{MintedTokens, RefreshToken, SecretHash, Timestamp};
use twinlock_ports::{AccessToken, MachineToken, Rotation, StoreError, Tokens};

use crate::column::{At, Hash};
use crate::error::failed;
use crate::rows::grants::GrantRow;
use crate::rows::tokens::{
    ACCESS, ANSWER, AccessRow, AnswerRow, MACHINE, MachineRow, NewAccessRow, REFRESH, RefreshRow,
};
use crate::schema::{access_tokens, grants, machine_tokens, refresh_answers, refresh_tokens};
use crate::transaction::SqliteTransaction;

#[async_trait]
impl Tokens for SqliteTransaction {
    async fn add_tokens(&mut self, tokens: &MintedTokens) -> Result<(), StoreError> {
        let access = NewAccessRow::from(tokens);
        diesel::insert_into(access_tokens::table).values(access).execute(self.sqlite()).map_err(failed(ACCESS))?;
        let Some(refresh) = RefreshRow::among(tokens) else { return Ok(()) };
        let added = diesel::insert_into(refresh_tokens::table).values(refresh).execute(self.sqlite());
        added.map_err(failed(REFRESH)).map(|_| ())
    }

    async fn refresh_token(
        &mut self,
        hash: SecretHash,
    ) -> Result<Option<(RefreshToken, twinlock_domain::Grant)>, StoreError> {
        let found: Option<(RefreshRow, GrantRow)> = refresh_tokens::table
            .inner_join(grants::table)
            .filter(refresh_tokens::hash.eq(Hash(hash)))
            .select((RefreshRow::as_select(), GrantRow::as_select()))
            .first(self.sqlite())
            .optional()
            .map_err(failed(REFRESH))?;
        let Some((token, grant)) = found else { return Ok(None) };
        Ok(Some((token.into(), grant.try_into()?)))
    }

    async fn rotate(&mut self, rotation: &Rotation) -> Result<bool, StoreError> {
        let (presented, rotated_at) = (Hash(rotation.presented), At(rotation.at));
        let fresh = refresh_tokens::table.find(presented).filter(refresh_tokens::rotated_at.is_null());
        let done: QueryResult<usize> =
            diesel::update(fresh).set(refresh_tokens::rotated_at.eq(rotated_at)).execute(self.sqlite());
        if done.map_err(failed(REFRESH))? == 0 {
            return Ok(false);
        }
        let answer = AnswerRow::from(rotation);
        let added = diesel::insert_into(refresh_answers::table).values(answer).execute(self.sqlite());
        added.map_err(failed(ANSWER)).map(|_| true)
    }

    async fn rotation(&mut self, presented: SecretHash) -> Result<Option<Rotation>, StoreError> {
        let found = refresh_answers::table.find(Hash(presented));
        let row = found.select(AnswerRow::as_select()).first(self.sqlite()).optional().map_err(failed(ANSWER))?;
        Ok(row.map(|row: AnswerRow| row.into()))
    }

    async fn access_token(&mut self, hash: SecretHash) -> Result<Option<AccessToken>, StoreError> {
        let found: Option<(AccessRow, GrantRow)> = access_tokens::table
            .inner_join(grants::table)
            .filter(access_tokens::hash.eq(Hash(hash)))
            .select((AccessRow::as_select(), GrantRow::as_select()))
            .first(self.sqlite())
            .optional()
            .map_err(failed(ACCESS))?;
        let Some((token, grant)) = found else { return Ok(None) };
        Ok(Some(token.of(grant.try_into()?)))
    }

    async fn add_machine_token(&mut self, token: &MachineToken) -> Result<(), StoreError> {
        let row = MachineRow::from(token);
        let added = diesel::insert_into(machine_tokens::table).values(row).execute(self.sqlite());
        added.map_err(failed(MACHINE)).map(|_| ())
    }

    async fn machine_token(&mut self, hash: SecretHash) -> Result<Option<MachineToken>, StoreError> {
        let found = machine_tokens::table.find(Hash(hash));
        let row = found.select(MachineRow::as_select()).first(self.sqlite()).optional().map_err(failed(MACHINE))?;
        Ok(row.map(|row: MachineRow| row.into()))
    }

    async fn remove_machine_token(&mut self, hash: SecretHash) -> Result<(), StoreError> {
        let found = machine_tokens::table.find(Hash(hash));
        diesel::delete(found).execute(self.sqlite()).map_err(failed(MACHINE)).map(|_| ())
    }

    async fn sweep(&mut self, before: Timestamp, most: u32) -> Result<u64, StoreError> {
        crate::sweep::sweep(self.sqlite(), before, most).map_err(failed("sweep")).map(|swept| swept as u64)
    }
}
