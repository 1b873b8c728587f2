//! Consents in `consents`, and the census: how many accounts have access to an app.

use async_trait::async_trait;
use diesel::dsl::{count_star, exists, max, not};
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel::upsert::excluded;
use twinlock_domain::{AccountId, AppId, Consent, PolicyEpoch, Timestamp};
use twinlock_ports::{AccessCounts, App, Consents, CountLimit, StoreError};

use crate::column::{At, Id, Int};
use crate::error::failed;
use crate::rows::apps::AppRow;
use crate::rows::consents::{ConsentRow, WHAT};
use crate::schema::{accounts, apps, consents, grants, totp_factors};
use crate::transaction::SqliteTransaction;

/// Disabled accounts, which are not counted. They are few, and have an index of their own.
#[diesel::dsl::auto_type]
fn disabled() -> _ {
    accounts::table.filter(accounts::disabled_at.is_not_null()).select(accounts::id)
}

/// Consents of one app that are revoked neither by themselves nor by epoch.
fn standing(app: &App) -> consents::BoxedQuery<'static, Sqlite> {
    consents::table
        .filter(consents::app_id.eq(Id(app.id)))
        .filter(consents::epoch.ge(Int(app.policy.revoked_epoch)))
        .filter(consents::revoked_at.is_null())
        .into_boxed()
}

/// Consents of one app that are counted: not revoked, and of an account that is not disabled.
fn live(app: &App) -> consents::BoxedQuery<'static, Sqlite> {
    standing(app).filter(consents::account_id.ne_all(disabled()))
}

impl SqliteTransaction {
    /// Whether the app has more than `most` consents or grants, which are then not counted.
    fn is_crowded(&mut self, app: &App, most: u32) -> QueryResult<bool> {
        let most = i64::from(most);
        let one_more = standing(app).select(consents::epoch).order(consents::epoch).offset(most);
        if one_more.first::<Int<PolicyEpoch>>(self.sqlite()).optional()?.is_some() {
            return Ok(true);
        }
        let one_more = grants::table
            .filter(grants::app_id.eq(Id(app.id)))
            .filter(grants::epoch.ge(Int(app.policy.revoked_epoch)))
            .select(grants::epoch)
            .order(grants::epoch)
            .offset(most);
        Ok(one_more.first::<Int<PolicyEpoch>>(self.sqlite()).optional()?.is_some())
    }

    fn consented(&mut self, app: &App) -> QueryResult<(i64, i64)> {
        let confirmed = totp_factors::table
            .filter(totp_factors::account_id.eq(consents::account_id))
            .filter(totp_factors::confirmed_at.is_not_null());
        let all = live(app).count().get_result(self.sqlite())?;
        let without_2fa = live(app).filter(not(exists(confirmed))).count().get_result(self.sqlite())?;
        Ok((all, without_2fa))
    }

    fn grandfathered(&mut self, app: &App, now: Timestamp) -> QueryResult<(i64, Option<At>)> {
        grants::table
            .filter(grants::app_id.eq(Id(app.id)))
            .filter(grants::epoch.ge(Int(app.policy.revoked_epoch)))
            .filter(grants::revoked_at.is_null())
            .filter(grants::second_factor_method.is_null())
            .filter(grants::account_id.ne_all(disabled()))
            .filter(grants::refresh_expires_at.gt(At(now)))
            .select((count_star(), max(grants::refresh_expires_at)))
            .get_result(self.sqlite())
    }
}

#[async_trait]
impl Consents for SqliteTransaction {
    async fn consent(&mut self, account: AccountId, app: AppId) -> Result<Option<Consent>, StoreError> {
        let found = consents::table.find((Id(account), Id(app)));
        let row = found.select(ConsentRow::as_select()).get_result(self.sqlite()).optional();
        Ok(row.map_err(failed(WHAT))?.map(Consent::from))
    }

    async fn put_consent(&mut self, consent: &Consent) -> Result<(), StoreError> {
        let done = diesel::insert_into(consents::table)
            .values(ConsentRow::from(consent))
            .on_conflict((consents::account_id, consents::app_id))
            .do_update()
            .set((
                consents::scope.eq(excluded(consents::scope)),
                consents::epoch.eq(excluded(consents::epoch)),
                consents::granted_at.eq(excluded(consents::granted_at)),
                consents::widened_at.eq(excluded(consents::widened_at)),
                consents::last_used_at.eq(excluded(consents::last_used_at)),
                consents::revoked_at.eq(excluded(consents::revoked_at)),
            ))
            .execute(self.sqlite());
        done.map_err(failed(WHAT)).map(|_| ())
    }

    async fn touch_consent(&mut self, account: AccountId, app: AppId, at: Timestamp) -> Result<(), StoreError> {
        let found = consents::table.find((Id(account), Id(app)));
        let done = diesel::update(found).set(consents::last_used_at.eq(At(at))).execute(self.sqlite());
        done.map_err(failed(WHAT)).map(|_| ())
    }

    async fn consents_of(&mut self, account: AccountId) -> Result<Vec<(Consent, App)>, StoreError> {
        let rows: QueryResult<Vec<(ConsentRow, AppRow)>> = consents::table
            .inner_join(apps::table)
            .filter(consents::account_id.eq(Id(account)))
            .filter(consents::revoked_at.is_null())
            .filter(consents::epoch.ge(apps::revoked_epoch))
            .order((consents::granted_at.desc(), consents::app_id.desc()))
            .select((ConsentRow::as_select(), AppRow::as_select()))
            .load(self.sqlite());
        let rows = rows.map_err(failed(WHAT))?.into_iter();
        rows.map(|(consent, app)| Ok((consent.into(), app.try_into()?))).collect()
    }

    async fn revoke_consent(&mut self, account: AccountId, app: AppId, at: Timestamp) -> Result<bool, StoreError> {
        let since = apps::table.find(Id(app)).select(apps::revoked_epoch).single_value();
        let live = consents::table
            .find((Id(account), Id(app)))
            .filter(consents::revoked_at.is_null())
            .filter(consents::epoch.nullable().ge(since));
        let done = diesel::update(live).set(consents::revoked_at.eq(At(at))).execute(self.sqlite());
        Ok(done.map_err(failed(WHAT))? == 1)
    }

    async fn revoke_consents_since(
        &mut self,
        account: AccountId,
        since: Timestamp,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        let given = consents::table
            .filter(consents::account_id.eq(Id(account)))
            .filter(consents::widened_at.ge(At(since)))
            .filter(consents::revoked_at.is_null());
        let done = diesel::update(given).set(consents::revoked_at.eq(At(at))).execute(self.sqlite());
        Ok(done.map_err(failed(WHAT))? as u64)
    }

    async fn census(
        &mut self,
        app: &App,
        now: Timestamp,
        counting: CountLimit,
    ) -> Result<Option<AccessCounts>, StoreError> {
        if let CountLimit::UpTo(most) = counting
            && self.is_crowded(app, most).map_err(failed("census"))?
        {
            return Ok(None);
        }
        let (consented, without_2fa) = self.consented(app).map_err(failed("census"))?;
        let (grandfathered_grants, last) = self.grandfathered(app, now).map_err(failed("census"))?;
        Ok(Some(AccessCounts {
            consented: consented.cast_unsigned(),
            without_2fa: without_2fa.cast_unsigned(),
            grandfathered_grants: grandfathered_grants.cast_unsigned(),
            last_grandfathered_expiry: last.map(|at| at.0),
        }))
    }
}
