//! Grants in `grants`, each with its code or the tokens of its last response.

use async_trait::async_trait;
use diesel::dsl::max;
use twinlock_domain::{AccountId, AppId, Grant, GrantId, IssuedCode, MintedTokens, Timestamp};
use twinlock_ports::{App, Grants, Held, StoreError};

use crate::column::{At, Id, Int};
use crate::commit_statement::Write;
use crate::pool::timely;
use crate::prelude::*;
use crate::read_set::{Subject, Unused};
use crate::rows::apps::AppRow;
use crate::rows::grants::{GrantRow, HeldRow, NewGrantRow, RevokedChange, TokensChange, WHAT};
use crate::schema::{apps, grants};
use crate::transaction::PgTransaction;

#[async_trait]
impl Grants for PgTransaction {
    async fn add_code(&mut self, code: &IssuedCode) -> Result<(), StoreError> {
        let new = diesel::insert_into(grants::table).values(NewGrantRow::from(code));
        // A code that is lost in a crash was never used: the client that presents it sends the user to sign in again.
        self.defer(Write::insert("grants", new).may_be_lost()).await
    }

    async fn grant(&mut self, id: GrantId) -> Result<Option<Grant>, StoreError> {
        let found = grants::table.find(Id(id)).select(GrantRow::as_select());
        let row = timely(found.get_result(self.for_query().await?)).await.optional();
        self.check(WHAT, row)?.map(|row| self.tracked_grant(row)).transpose()
    }

    async fn record_tokens(&mut self, tokens: &MintedTokens) -> Result<bool, StoreError> {
        let unchanged = grants::table
            .find(Id(tokens.grant()))
            .filter(grants::generation.eq(Int(tokens.follows())))
            .filter(grants::revoked_at.is_null());
        let recorded = diesel::update(unchanged).set(TokensChange::from(tokens));
        if self.claim_unused(Unused::Grant(tokens.grant(), tokens.follows())) {
            return self.defer(Write::exactly_one("grants", recorded)).await.map(|()| true);
        }
        Ok(self.execute(WHAT, recorded).await? == 1)
    }

    async fn revoke_grant(&mut self, id: GrantId, at: Timestamp) -> Result<bool, StoreError> {
        self.forget_grant(id);
        let alive = grants::table.find(Id(id)).filter(grants::revoked_at.is_null());
        let revoked = diesel::update(alive).set(RevokedChange::at(at));
        Ok(self.execute(WHAT, revoked).await? == 1)
    }

    async fn revoke_grants(&mut self, account: AccountId, app: AppId, at: Timestamp) -> Result<u64, StoreError> {
        self.change(Subject::Account(account)).await?;
        let alive = grants::table
            .filter(grants::account_id.eq(Id(account)))
            .filter(grants::app_id.eq(Id(app)))
            .filter(grants::revoked_at.is_null());
        let revoked = diesel::update(alive).set(RevokedChange::at(at));
        Ok(self.execute(WHAT, revoked).await? as u64)
    }

    async fn revoke_grants_under_requirement(&mut self, account: AccountId, at: Timestamp) -> Result<u64, StoreError> {
        self.change(Subject::Account(account)).await?;
        let demanding = apps::table.filter(apps::two_factor_required).select(apps::id);
        let alive = grants::table
            .filter(grants::account_id.eq(Id(account)))
            .filter(grants::app_id.eq_any(demanding))
            .filter(grants::revoked_at.is_null());
        let revoked = diesel::update(alive).set(RevokedChange::at(at));
        Ok(self.execute(WHAT, revoked).await? as u64)
    }

    async fn revoke_grants_since(
        &mut self,
        account: AccountId,
        since: Timestamp,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        self.change(Subject::Account(account)).await?;
        let alive = grants::table
            .filter(grants::account_id.eq(Id(account)))
            .filter(grants::created_at.ge(At(since)))
            .filter(grants::revoked_at.is_null());
        let revoked = diesel::update(alive).set(RevokedChange::at(at));
        Ok(self.execute(WHAT, revoked).await? as u64)
    }

    async fn apps_under_requirement(&mut self, account: AccountId) -> Result<Vec<App>, StoreError> {
        let alive = grants::table
            .filter(grants::account_id.eq(Id(account)))
            .filter(grants::app_id.eq(apps::id))
            .filter(grants::revoked_at.is_null())
            .filter(grants::epoch.ge(apps::revoked_epoch));
        let demanding = apps::table
            .filter(apps::two_factor_required)
            .filter(exists(alive))
            .order((apps::created_at, apps::id))
            .select(AppRow::as_select());
        let rows = timely(demanding.load(self.for_query().await?)).await;
        self.check(WHAT, rows)?.into_iter().map(App::try_from).collect()
    }

    async fn held_of(&mut self, account: AccountId, now: Timestamp) -> Result<Vec<Held>, StoreError> {
        let refreshable = grants::table
            .filter(grants::account_id.eq(Id(account)))
            .filter(grants::revoked_at.is_null())
            .filter(grants::refresh_expires_at.gt(At(now)))
            .group_by((grants::app_id, grants::epoch, grants::second_factor_method))
            .select((grants::app_id, grants::epoch, grants::second_factor_method, max(grants::refresh_expires_at)));
        let passing = grants::table
            .filter(grants::account_id.eq(Id(account)))
            .filter(grants::revoked_at.is_null())
            .filter(grants::access_expires_at.gt(At(now)))
            .group_by((grants::app_id, grants::epoch, grants::second_factor_method))
            .select((grants::app_id, grants::epoch, grants::second_factor_method, max(grants::access_expires_at)));
        let rows = timely(refreshable.load::<HeldRow>(self.for_query().await?)).await;
        let refreshable = self.check(WHAT, rows)?;
        let rows = timely(passing.load::<HeldRow>(self.for_query().await?)).await;
        let passing = self.check(WHAT, rows)?;
        let refreshable = refreshable.into_iter().filter_map(|row| row.held(true));
        Ok(refreshable.chain(passing.into_iter().filter_map(|row| row.held(false))).collect())
    }
}

impl PgTransaction {
    /// Converts a grant that was read, and tracks its generation if tokens of it can still be recorded.
    pub(crate) fn tracked_grant(&mut self, row: GrantRow) -> Result<Grant, StoreError> {
        let grant = Grant::try_from(row)?;
        if !grant.is_revoked() {
            self.track_unused(Unused::Grant(grant.id, grant.generation()));
        }
        Ok(grant)
    }

    /// In `Mode::WriteExclusive`, locks the account of a grant before the account and the grant are read.
    pub(crate) async fn lock_if_exclusive_grant(&mut self, id: GrantId) -> Result<(), StoreError> {
        if !self.is_exclusive() {
            return Ok(());
        }
        let holder = grants::table.find(Id(id)).select(grants::account_id);
        let holder = timely(holder.get_result::<Id<AccountId>>(self.for_query().await?)).await.optional();
        self.lock_if_exclusive_holder(WHAT, holder).await
    }
}
