//! Grants in `grants`, each with its code or the tokens of its last response.

use async_trait::async_trait;
use diesel::dsl::{exists, max};
use diesel::prelude::*;
use twinlock_domain::{AccountId, AppId, Grant, GrantId, IssuedCode, MintedTokens, Timestamp};
use twinlock_ports::{App, Grants, Held, StoreError};

use crate::column::{At, Id, Int};
use crate::error::failed;
use crate::rows::apps::AppRow;
use crate::rows::grants::{GrantRow, HeldRow, NewGrantRow, RevokedChange, TokensChange, WHAT};
use crate::schema::{apps, grants};
use crate::transaction::SqliteTransaction;

#[async_trait]
impl Grants for SqliteTransaction {
    async fn add_code(&mut self, code: &IssuedCode) -> Result<(), StoreError> {
        let added = diesel::insert_into(grants::table).values(NewGrantRow::from(code)).execute(self.sqlite());
        added.map_err(failed(WHAT)).map(|_| ())
    }

    async fn grant(&mut self, id: GrantId) -> Result<Option<Grant>, StoreError> {
        let row = grants::table.find(Id(id)).select(GrantRow::as_select()).get_result(self.sqlite()).optional();
        row.map_err(failed(WHAT))?.map(Grant::try_from).transpose()
    }

    async fn record_tokens(&mut self, tokens: &MintedTokens) -> Result<bool, StoreError> {
        let unchanged = grants::table
            .find(Id(tokens.grant()))
            .filter(grants::generation.eq(Int(tokens.follows())))
            .filter(grants::revoked_at.is_null());
        let done = diesel::update(unchanged).set(TokensChange::from(tokens)).execute(self.sqlite());
        Ok(done.map_err(failed(WHAT))? == 1)
    }

    async fn revoke_grant(&mut self, id: GrantId, at: Timestamp) -> Result<bool, StoreError> {
        let alive = grants::table.find(Id(id)).filter(grants::revoked_at.is_null());
        let done = diesel::update(alive).set(RevokedChange::at(at)).execute(self.sqlite());
        Ok(done.map_err(failed(WHAT))? == 1)
    }

    async fn revoke_grants(&mut self, account: AccountId, app: AppId, at: Timestamp) -> Result<u64, StoreError> {
        let alive = grants::table
            .filter(grants::account_id.eq(Id(account)))
            .filter(grants::app_id.eq(Id(app)))
            .filter(grants::revoked_at.is_null());
        let done = diesel::update(alive).set(RevokedChange::at(at)).execute(self.sqlite());
        Ok(done.map_err(failed(WHAT))? as u64)
    }

    async fn revoke_grants_under_requirement(&mut self, account: AccountId, at: Timestamp) -> Result<u64, StoreError> {
        let demanding = apps::table.filter(apps::two_factor_required).select(apps::id);
        let alive = grants::table
            .filter(grants::account_id.eq(Id(account)))
            .filter(grants::app_id.eq_any(demanding))
            .filter(grants::revoked_at.is_null());
        let done = diesel::update(alive).set(RevokedChange::at(at)).execute(self.sqlite());
        Ok(done.map_err(failed(WHAT))? as u64)
    }

    async fn revoke_grants_since(
        &mut self,
        account: AccountId,
        since: Timestamp,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        let alive = grants::table
            .filter(grants::account_id.eq(Id(account)))
            .filter(grants::created_at.ge(At(since)))
            .filter(grants::revoked_at.is_null());
        let done = diesel::update(alive).set(RevokedChange::at(at)).execute(self.sqlite());
        Ok(done.map_err(failed(WHAT))? as u64)
    }

    async fn apps_under_requirement(&mut self, account: AccountId) -> Result<Vec<App>, StoreError> {
        let alive = grants::table
            .filter(grants::account_id.eq(Id(account)))
            .filter(grants::app_id.eq(apps::id))
            .filter(grants::revoked_at.is_null())
            .filter(grants::epoch.ge(apps::revoked_epoch));
        let rows = apps::table
            .filter(apps::two_factor_required)
            .filter(exists(alive))
            .order((apps::created_at, apps::id))
            .select(AppRow::as_select())
            .load(self.sqlite());
        rows.map_err(failed(WHAT))?.into_iter().map(App::try_from).collect()
    }

    async fn held_of(&mut self, account: AccountId, now: Timestamp) -> Result<Vec<Held>, StoreError> {
        let refreshable: Vec<HeldRow> = grants::table
            .filter(grants::account_id.eq(Id(account)))
            .filter(grants::revoked_at.is_null())
            .filter(grants::refresh_expires_at.gt(At(now)))
            .group_by((grants::app_id, grants::epoch, grants::second_factor_method))
            .select((grants::app_id, grants::epoch, grants::second_factor_method, max(grants::refresh_expires_at)))
            .load(self.sqlite())
            .map_err(failed(WHAT))?;
        let passing: Vec<HeldRow> = grants::table
            .filter(grants::account_id.eq(Id(account)))
            .filter(grants::revoked_at.is_null())
            .filter(grants::access_expires_at.gt(At(now)))
            .group_by((grants::app_id, grants::epoch, grants::second_factor_method))
            .select((grants::app_id, grants::epoch, grants::second_factor_method, max(grants::access_expires_at)))
            .load(self.sqlite())
            .map_err(failed(WHAT))?;
        let refreshable = refreshable.into_iter().filter_map(|row| row.held(true));
        Ok(refreshable.chain(passing.into_iter().filter_map(|row| row.held(false))).collect())
    }
}
