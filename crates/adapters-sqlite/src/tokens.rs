//! Tokens in `access_tokens`, `refresh_tokens`, `refresh_answers` and `machine_tokens`.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::{AppId, GrantId, MintedTokens, PolicyEpoch, RefreshToken, ScopeSet, SecretHash, Timestamp};
use twinlock_ports::{AccessToken, MachineToken, Rotation, StoreError, Tokens};

use crate::column::{BlobOf, IntOf, TextOf};
use crate::error::failed;
use crate::grants::GrantRow;
use crate::schema::{access_tokens, grants, machine_tokens, refresh_answers, refresh_tokens};
use crate::transaction::SqliteTransaction;

const ACCESS: &str = "access token";
const REFRESH: &str = "refresh token";
const ANSWER: &str = "refresh answer";
const MACHINE: &str = "machine token";

#[derive(Insertable)]
#[diesel(table_name = access_tokens, treat_none_as_default_value = false)]
struct NewAccessRow {
    hash: BlobOf<SecretHash>,
    grant_id: BlobOf<GrantId>,
    scope: TextOf<ScopeSet>,
    issued_at: IntOf<Timestamp>,
    expires_at: IntOf<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = access_tokens)]
struct AccessRow {
    scope: TextOf<ScopeSet>,
    issued_at: IntOf<Timestamp>,
    expires_at: IntOf<Timestamp>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_tokens, treat_none_as_default_value = false)]
struct RefreshRow {
    hash: BlobOf<SecretHash>,
    grant_id: BlobOf<GrantId>,
    expires_at: IntOf<Timestamp>,
    rotated_at: Option<IntOf<Timestamp>>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_answers, treat_none_as_default_value = false)]
struct AnswerRow {
    presented: BlobOf<SecretHash>,
    rotated_at: IntOf<Timestamp>,
    sealed_answer: Vec<u8>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = machine_tokens, treat_none_as_default_value = false)]
struct MachineRow {
    hash: BlobOf<SecretHash>,
    app_id: BlobOf<AppId>,
    epoch: IntOf<PolicyEpoch>,
    issued_at: IntOf<Timestamp>,
    expires_at: IntOf<Timestamp>,
}

#[async_trait]
impl Tokens for SqliteTransaction {
    async fn add_tokens(&mut self, tokens: &MintedTokens) -> Result<(), StoreError> {
        let terms = tokens.terms();
        let grant_id = BlobOf(tokens.grant());
        let access = NewAccessRow {
            hash: BlobOf(terms.access),
            grant_id,
            scope: TextOf(terms.scope.clone()),
            issued_at: IntOf(terms.issued_at),
            expires_at: IntOf(terms.access_expires_at),
        };
        diesel::insert_into(access_tokens::table).values(access).execute(self.sqlite()).map_err(failed(ACCESS))?;
        let Some(refresh) = terms.refresh else { return Ok(()) };
        let (hash, expires_at) = (BlobOf(refresh.hash), IntOf(refresh.expires_at));
        let refresh = RefreshRow { hash, grant_id, expires_at, rotated_at: None };
        let added = diesel::insert_into(refresh_tokens::table).values(refresh).execute(self.sqlite());
        added.map_err(failed(REFRESH)).map(|_| ())
    }

    async fn refresh_token(
        &mut self,
        hash: SecretHash,
    ) -> Result<Option<(RefreshToken, twinlock_domain::Grant)>, StoreError> {
        let found: Option<(RefreshRow, GrantRow)> = refresh_tokens::table
            .inner_join(grants::table)
            .filter(refresh_tokens::hash.eq(BlobOf(hash)))
            .select((RefreshRow::as_select(), GrantRow::as_select()))
            .first(self.sqlite())
            .optional()
            .map_err(failed(REFRESH))?;
        let Some((token, grant)) = found else { return Ok(None) };
        let token = RefreshToken {
            hash: token.hash.0,
            grant: token.grant_id.0,
            expires_at: token.expires_at.0,
            rotated_at: token.rotated_at.map(|at| at.0),
        };
        Ok(Some((token, grant.try_into()?)))
    }

    async fn rotate(&mut self, rotation: &Rotation) -> Result<bool, StoreError> {
        let (presented, rotated_at) = (BlobOf(rotation.presented), IntOf(rotation.at));
        let fresh = refresh_tokens::table.find(presented).filter(refresh_tokens::rotated_at.is_null());
        let done: QueryResult<usize> =
            diesel::update(fresh).set(refresh_tokens::rotated_at.eq(rotated_at)).execute(self.sqlite());
        if done.map_err(failed(REFRESH))? == 0 {
            return Ok(false);
        }
        let answer = AnswerRow { presented, rotated_at, sealed_answer: rotation.sealed_answer.clone() };
        let added = diesel::insert_into(refresh_answers::table).values(answer).execute(self.sqlite());
        added.map_err(failed(ANSWER)).map(|_| true)
    }

    async fn rotation(&mut self, presented: SecretHash) -> Result<Option<Rotation>, StoreError> {
        let found = refresh_answers::table.find(BlobOf(presented));
        let row = found.select(AnswerRow::as_select()).first(self.sqlite()).optional().map_err(failed(ANSWER))?;
        Ok(row.map(|AnswerRow { presented, rotated_at, sealed_answer }| Rotation {
            presented: presented.0,
            at: rotated_at.0,
            sealed_answer,
        }))
    }

    async fn access_token(&mut self, hash: SecretHash) -> Result<Option<AccessToken>, StoreError> {
        let found: Option<(AccessRow, GrantRow)> = access_tokens::table
            .inner_join(grants::table)
            .filter(access_tokens::hash.eq(BlobOf(hash)))
            .select((AccessRow::as_select(), GrantRow::as_select()))
            .first(self.sqlite())
            .optional()
            .map_err(failed(ACCESS))?;
        let Some((AccessRow { scope, issued_at, expires_at }, grant)) = found else { return Ok(None) };
        let grant = grant.try_into()?;
        Ok(Some(AccessToken { grant, scope: scope.0, issued_at: issued_at.0, expires_at: expires_at.0 }))
    }

    async fn add_machine_token(&mut self, token: &MachineToken) -> Result<(), StoreError> {
        let row = MachineRow {
            hash: BlobOf(token.hash),
            app_id: BlobOf(token.app),
            epoch: IntOf(token.epoch),
            issued_at: IntOf(token.issued_at),
            expires_at: IntOf(token.expires_at),
        };
        let added = diesel::insert_into(machine_tokens::table).values(row).execute(self.sqlite());
        added.map_err(failed(MACHINE)).map(|_| ())
    }

    async fn machine_token(&mut self, hash: SecretHash) -> Result<Option<MachineToken>, StoreError> {
        let found = machine_tokens::table.find(BlobOf(hash));
        let row = found.select(MachineRow::as_select()).first(self.sqlite()).optional().map_err(failed(MACHINE))?;
        Ok(row.map(|row| MachineToken {
            hash: row.hash.0,
            app: row.app_id.0,
            epoch: row.epoch.0,
            issued_at: row.issued_at.0,
            expires_at: row.expires_at.0,
        }))
    }

    async fn remove_machine_token(&mut self, hash: SecretHash) -> Result<(), StoreError> {
        let found = machine_tokens::table.find(BlobOf(hash));
        diesel::delete(found).execute(self.sqlite()).map_err(failed(MACHINE)).map(|_| ())
    }

    async fn sweep(&mut self, before: Timestamp, most: u32) -> Result<u64, StoreError> {
        crate::sweep::sweep(self.sqlite(), before, most).map_err(failed("sweep")).map(|swept| swept as u64)
    }
}
