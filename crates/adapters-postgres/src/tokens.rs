//! Tokens in `access_tokens`, `refresh_tokens`, `refresh_answers` and `machine_tokens`.

use async_trait::async_trait;
use twinlock_domain::{Grant, MintedTokens, RefreshToken, SecretHash, Timestamp};
use twinlock_ports::{AccessToken, MachineToken, Rotation, StoreError, Tokens};

use crate::column::{At, Hash};
use crate::commit_statement::Write;
use crate::pool::timely;
use crate::prelude::*;
use crate::read_set::Unused;
use crate::rows::grants::GrantRow;
use crate::rows::tokens::{
    ACCESS, ANSWER, AccessRow, AnswerRow, MACHINE, MachineRow, NewAccessRow, REFRESH, RefreshRow,
};
use crate::schema::{access_tokens, grants, machine_tokens, refresh_answers, refresh_tokens};
use crate::transaction::PgTransaction;

#[async_trait]
impl Tokens for PgTransaction {
    async fn add_tokens(&mut self, tokens: &MintedTokens) -> Result<(), StoreError> {
        let access = NewAccessRow::from(tokens);
        self.defer(Write::insert("access_tokens", diesel::insert_into(access_tokens::table).values(access))).await?;
        let Some(refresh) = RefreshRow::among(tokens) else { return Ok(()) };
        self.defer(Write::insert("refresh_tokens", diesel::insert_into(refresh_tokens::table).values(refresh))).await
    }

    async fn refresh_token(&mut self, hash: SecretHash) -> Result<Option<(RefreshToken, Grant)>, StoreError> {
        let found = refresh_tokens::table
            .inner_join(grants::table)
            .filter(refresh_tokens::hash.eq(Hash(hash)))
            .select((RefreshRow::as_select(), GrantRow::as_select()));
        let row = timely(found.first::<(RefreshRow, GrantRow)>(self.for_query().await?)).await.optional();
        let Some((token, grant)) = self.check(REFRESH, row)? else { return Ok(None) };
        Ok(Some((self.tracked_refresh_token(token), self.tracked_grant(grant)?)))
    }

    async fn rotate(&mut self, rotation: &Rotation) -> Result<bool, StoreError> {
        let (presented, rotated_at) = (Hash(rotation.presented), At(rotation.at));
        let fresh = refresh_tokens::table.find(presented).filter(refresh_tokens::rotated_at.is_null());
        let rotated = diesel::update(fresh).set(refresh_tokens::rotated_at.eq(rotated_at));
        if self.claim_unused(Unused::RefreshToken(rotation.presented)) {
            self.defer(Write::exactly_one("refresh_tokens", rotated)).await?;
        } else if self.execute(REFRESH, rotated).await? == 0 {
            return Ok(false);
        }
        let answer = AnswerRow::from(rotation);
        let new = diesel::insert_into(refresh_answers::table).values(answer);
        self.defer(Write::insert("refresh_answers", new)).await.map(|()| true)
    }

    async fn rotation(&mut self, presented: SecretHash) -> Result<Option<Rotation>, StoreError> {
        let found = refresh_answers::table.find(Hash(presented)).select(AnswerRow::as_select());
        let row = timely(found.first(self.for_query().await?)).await.optional();
        Ok(self.check(ANSWER, row)?.map(|row: AnswerRow| row.into()))
    }

    async fn access_token(&mut self, hash: SecretHash) -> Result<Option<AccessToken>, StoreError> {
        let found = access_tokens::table
            .inner_join(grants::table)
            .filter(access_tokens::hash.eq(Hash(hash)))
            .select((AccessRow::as_select(), GrantRow::as_select()));
        let row = timely(found.first::<(AccessRow, GrantRow)>(self.for_query().await?)).await.optional();
        let Some((token, grant)) = self.check(ACCESS, row)? else { return Ok(None) };
        Ok(Some(token.of(grant.try_into()?)))
    }

    async fn add_machine_token(&mut self, token: &MachineToken) -> Result<(), StoreError> {
        let row = MachineRow::from(token);
        self.defer(Write::insert("machine_tokens", diesel::insert_into(machine_tokens::table).values(row))).await
    }

    async fn machine_token(&mut self, hash: SecretHash) -> Result<Option<MachineToken>, StoreError> {
        let found = machine_tokens::table.find(Hash(hash)).select(MachineRow::as_select());
        let row = timely(found.first(self.for_query().await?)).await.optional();
        Ok(self.check(MACHINE, row)?.map(|row: MachineRow| row.into()))
    }

    async fn remove_machine_token(&mut self, hash: SecretHash) -> Result<(), StoreError> {
        let removed = diesel::delete(machine_tokens::table.find(Hash(hash)));
        self.execute(MACHINE, removed).await.map(|_| ())
    }

    async fn sweep(&mut self, before: Timestamp, most: u32) -> Result<u64, StoreError> {
        let swept = crate::sweep::sweep(self.for_write().await?, before, most).await;
        self.check("sweep", swept).map(|swept| swept as u64)
    }
}

impl PgTransaction {
    /// Converts a refresh token that was read, and tracks it if it can still be exchanged.
    pub(crate) fn tracked_refresh_token(&mut self, row: RefreshRow) -> RefreshToken {
        let token = RefreshToken::from(row);
        if token.rotated_at.is_none() {
            self.track_unused(Unused::RefreshToken(token.hash));
        }
        token
    }
}
