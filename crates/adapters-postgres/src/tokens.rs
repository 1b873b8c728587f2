//! Tokens in `access_tokens`, `refresh_tokens`, `refresh_answers` and `machine_tokens`.

use async_trait::async_trait;
use twinlock_domain::{
    AppId, Grant, GrantId, MintedTokens, PolicyEpoch, RefreshToken, ScopeSet, SecretHash, Timestamp,
};
use twinlock_ports::{AccessToken, MachineToken, Rotation, StoreError, Tokens};

use crate::column::{At, Hash, IntOf, TextOf, UuidOf};
use crate::grants::GrantRow;
use crate::pool::timely;
use crate::prelude::*;
use crate::schema::{access_tokens, grants, machine_tokens, refresh_answers, refresh_tokens};
use crate::settle::Write;
use crate::transaction::{PgTransaction, Unused};

const ACCESS: &str = "access token";
const REFRESH: &str = "refresh token";
const ANSWER: &str = "refresh answer";
const MACHINE: &str = "machine token";

#[derive(Insertable)]
#[diesel(table_name = access_tokens, treat_none_as_default_value = false)]
struct NewAccessRow {
    hash: Hash,
    grant_id: UuidOf<GrantId>,
    scope: TextOf<ScopeSet>,
    issued_at: At,
    expires_at: At,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = access_tokens)]
pub(crate) struct AccessRow {
    scope: TextOf<ScopeSet>,
    issued_at: At,
    expires_at: At,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_tokens, treat_none_as_default_value = false)]
pub(crate) struct RefreshRow {
    hash: Hash,
    grant_id: UuidOf<GrantId>,
    expires_at: At,
    rotated_at: Option<At>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_answers, treat_none_as_default_value = false)]
struct AnswerRow {
    presented: Hash,
    rotated_at: At,
    sealed_answer: Vec<u8>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = machine_tokens, treat_none_as_default_value = false)]
struct MachineRow {
    hash: Hash,
    app_id: UuidOf<AppId>,
    epoch: IntOf<PolicyEpoch>,
    issued_at: At,
    expires_at: At,
}

#[async_trait]
impl Tokens for PgTransaction {
    async fn add_tokens(&mut self, tokens: &MintedTokens) -> Result<(), StoreError> {
        let terms = tokens.terms();
        let grant_id = UuidOf(tokens.grant());
        let access = NewAccessRow {
            hash: Hash(terms.access),
            grant_id,
            scope: TextOf(terms.scope.clone()),
            issued_at: At(terms.issued_at),
            expires_at: At(terms.access_expires_at),
        };
        self.defer(Write::insert("access_tokens", diesel::insert_into(access_tokens::table).values(access))).await?;
        let Some(refresh) = terms.refresh else { return Ok(()) };
        let (hash, expires_at) = (Hash(refresh.hash), At(refresh.expires_at));
        let refresh = RefreshRow { hash, grant_id, expires_at, rotated_at: None };
        self.defer(Write::insert("refresh_tokens", diesel::insert_into(refresh_tokens::table).values(refresh))).await
    }

    async fn refresh_token(&mut self, hash: SecretHash) -> Result<Option<(RefreshToken, Grant)>, StoreError> {
        let found = refresh_tokens::table
            .inner_join(grants::table)
            .filter(refresh_tokens::hash.eq(Hash(hash)))
            .select((RefreshRow::as_select(), GrantRow::as_select()));
        let row = timely(found.first::<(RefreshRow, GrantRow)>(self.for_query().await?)).await.optional();
        let Some((token, grant)) = self.done(REFRESH, row)? else { return Ok(None) };
        Ok(Some((self.tracked_refresh_token(&token), self.tracked_grant(grant)?)))
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
        let answer = AnswerRow { presented, rotated_at, sealed_answer: rotation.sealed_answer.clone() };
        let new = diesel::insert_into(refresh_answers::table).values(answer);
        self.defer(Write::insert("refresh_answers", new)).await.map(|()| true)
    }

    async fn rotation(&mut self, presented: SecretHash) -> Result<Option<Rotation>, StoreError> {
        let found = refresh_answers::table.find(Hash(presented)).select(AnswerRow::as_select());
        let row = timely(found.first(self.for_query().await?)).await.optional();
        Ok(self.done(ANSWER, row)?.map(|AnswerRow { presented, rotated_at, sealed_answer }| Rotation {
            presented: presented.0,
            at: rotated_at.0,
            sealed_answer,
        }))
    }

    async fn access_token(&mut self, hash: SecretHash) -> Result<Option<AccessToken>, StoreError> {
        let found = access_tokens::table
            .inner_join(grants::table)
            .filter(access_tokens::hash.eq(Hash(hash)))
            .select((AccessRow::as_select(), GrantRow::as_select()));
        let row = timely(found.first::<(AccessRow, GrantRow)>(self.for_query().await?)).await.optional();
        let Some((token, grant)) = self.done(ACCESS, row)? else { return Ok(None) };
        Ok(Some(token.of(grant.try_into()?)))
    }

    async fn add_machine_token(&mut self, token: &MachineToken) -> Result<(), StoreError> {
        let row = MachineRow {
            hash: Hash(token.hash),
            app_id: UuidOf(token.app),
            epoch: IntOf(token.epoch),
            issued_at: At(token.issued_at),
            expires_at: At(token.expires_at),
        };
        self.defer(Write::insert("machine_tokens", diesel::insert_into(machine_tokens::table).values(row))).await
    }

    async fn machine_token(&mut self, hash: SecretHash) -> Result<Option<MachineToken>, StoreError> {
        let found = machine_tokens::table.find(Hash(hash)).select(MachineRow::as_select());
        let row = timely(found.first(self.for_query().await?)).await.optional();
        Ok(self.done(MACHINE, row)?.map(|row: MachineRow| MachineToken {
            hash: row.hash.0,
            app: row.app_id.0,
            epoch: row.epoch.0,
            issued_at: row.issued_at.0,
            expires_at: row.expires_at.0,
        }))
    }

    async fn remove_machine_token(&mut self, hash: SecretHash) -> Result<(), StoreError> {
        let removed = diesel::delete(machine_tokens::table.find(Hash(hash)));
        self.execute(MACHINE, removed).await.map(|_| ())
    }

    async fn sweep(&mut self, before: Timestamp, most: u32) -> Result<u64, StoreError> {
        let swept = crate::sweep::sweep(self.for_write().await?, before, most).await;
        self.done("sweep", swept).map(|swept| swept as u64)
    }
}

impl AccessRow {
    pub(crate) fn of(self, grant: Grant) -> AccessToken {
        AccessToken { grant, scope: self.scope.0, issued_at: self.issued_at.0, expires_at: self.expires_at.0 }
    }
}

impl PgTransaction {
    /// A refresh token that was read, and whether it can still be exchanged.
    pub(crate) fn tracked_refresh_token(&mut self, row: &RefreshRow) -> RefreshToken {
        let RefreshRow { hash, grant_id, expires_at, rotated_at } = *row;
        if rotated_at.is_none() {
            self.track_unused(Unused::RefreshToken(hash.0));
        }
        RefreshToken {
            hash: hash.0,
            grant: grant_id.0,
            expires_at: expires_at.0,
            rotated_at: rotated_at.map(|at| at.0),
        }
    }
}
