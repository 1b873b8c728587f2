//! Consents in `consents`, and the census: how many accounts have access to an app.

use async_trait::async_trait;
use diesel::dsl::max;
use diesel::pg::Pg;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use twinlock_domain::{AccountId, AppId, Consent, PolicyEpoch, Timestamp};
use twinlock_ports::{AccessCounts, Accounts as _, App, Consents, CountLimit, StoreError};

use crate::column::{At, Id, Int};
use crate::commit_statement::Write;
use crate::pool::timely;
use crate::prelude::*;
use crate::read_set::Subject;
use crate::rows::apps::AppRow;
use crate::rows::consents::{ConsentRow, WHAT};
use crate::schema::{accounts, apps, consents, grants, totp_factors};
use crate::transaction::PgTransaction;

/// The time to count grows with the number of accounts: an owner waits for at most this long. Counting blocks no
/// writer. `LOCAL`: the setting ends with the transaction.
const HURRY: &str = "SET LOCAL statement_timeout = '3s'";

/// Disabled accounts, which are not counted. They are few, and have an index of their own.
#[diesel::dsl::auto_type]
fn disabled() -> _ {
    accounts::table.filter(accounts::disabled_at.is_not_null()).select(accounts::id)
}

/// Consents of one app that are revoked neither by themselves nor by epoch.
fn standing(app: &App) -> consents::BoxedQuery<'static, Pg> {
    consents::table
        .filter(consents::app_id.eq(Id(app.id)))
        .filter(consents::epoch.ge(Int(app.policy.revoked_epoch)))
        .filter(consents::revoked_at.is_null())
        .into_boxed()
}

/// Consents of one app that are counted: not revoked, and of an account that is not disabled.
fn live(app: &App) -> consents::BoxedQuery<'static, Pg> {
    standing(app).filter(not(consents::account_id.eq_any(disabled())))
}

/// Whether the app has more than `most` consents or grants, which are then not counted. Selects and orders by `epoch`,
/// so that an index alone answers the query; otherwise PostgreSQL may scan the table of a big app.
async fn is_crowded(connection: &mut AsyncPgConnection, app: &App, most: u32) -> QueryResult<bool> {
    let most = i64::from(most);
    let one_more = standing(app).select(consents::epoch).order(consents::epoch).offset(most);
    if one_more.first::<Int<PolicyEpoch>>(connection).await.optional()?.is_some() {
        return Ok(true);
    }
    let one_more = grants::table
        .filter(grants::app_id.eq(Id(app.id)))
        .filter(grants::epoch.ge(Int(app.policy.revoked_epoch)))
        .select(grants::epoch)
        .order(grants::epoch)
        .offset(most);
    Ok(one_more.first::<Int<PolicyEpoch>>(connection).await.optional()?.is_some())
}

async fn census(connection: &mut AsyncPgConnection, app: &App, now: Timestamp) -> QueryResult<AccessCounts> {
    let confirmed = totp_factors::table
        .filter(totp_factors::account_id.eq(consents::account_id))
        .filter(totp_factors::confirmed_at.is_not_null());
    let consented: i64 = live(app).select(count_star()).get_result(connection).await?;
    let without_2fa: i64 = live(app).filter(not(exists(confirmed))).select(count_star()).get_result(connection).await?;
    let (grandfathered, last): (i64, Option<At>) = grants::table
        .filter(grants::app_id.eq(Id(app.id)))
        .filter(grants::epoch.ge(Int(app.policy.revoked_epoch)))
        .filter(grants::revoked_at.is_null())
        .filter(grants::second_factor_method.is_null())
        .filter(not(grants::account_id.eq_any(disabled())))
        .filter(grants::refresh_expires_at.gt(At(now)))
        .select((count_star(), max(grants::refresh_expires_at)))
        .get_result(connection)
        .await?;
    Ok(AccessCounts {
        consented: consented.cast_unsigned(),
        without_2fa: without_2fa.cast_unsigned(),
        grandfathered_grants: grandfathered.cast_unsigned(),
        last_grandfathered_expiry: last.map(|at| at.0),
    })
}

#[async_trait]
impl Consents for PgTransaction {
    async fn consent(&mut self, account: AccountId, app: AppId) -> Result<Option<Consent>, StoreError> {
        // Reads the account to track its version, which covers its consents too.
        self.account(account).await?;
        let found = consents::table.find((Id(account), Id(app))).select(ConsentRow::as_select());
        let row = timely(found.get_result(self.for_query().await?)).await.optional();
        Ok(self.check(WHAT, row)?.map(Consent::from))
    }

    async fn put_consent(&mut self, consent: &Consent) -> Result<(), StoreError> {
        let put = diesel::insert_into(consents::table)
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
            ));
        self.defer(Write::change("consents", put)).await?;
        self.change_later(Subject::Account(consent.account));
        Ok(())
    }

    async fn touch_consent(&mut self, account: AccountId, app: AppId, at: Timestamp) -> Result<(), StoreError> {
        let found = consents::table.find((Id(account), Id(app)));
        let touched = diesel::update(found).set(consents::last_used_at.eq(At(at)));
        self.defer(Write::change("consents", touched).may_be_lost()).await
    }

    async fn consents_of(&mut self, account: AccountId) -> Result<Vec<(Consent, App)>, StoreError> {
        let live = consents::table
            .inner_join(apps::table.on(apps::id.eq(consents::app_id)))
            .filter(consents::account_id.eq(Id(account)))
            .filter(consents::revoked_at.is_null())
            .filter(consents::epoch.ge(apps::revoked_epoch))
            .order((consents::granted_at.desc(), consents::app_id.desc()))
            .select((ConsentRow::as_select(), AppRow::as_select()));
        let rows = timely(live.load::<(ConsentRow, AppRow)>(self.for_query().await?)).await;
        let rows = self.check(WHAT, rows)?.into_iter();
        rows.map(|(consent, app)| Ok((consent.into(), app.try_into()?))).collect()
    }

    async fn revoke_consent(&mut self, account: AccountId, app: AppId, at: Timestamp) -> Result<bool, StoreError> {
        self.change(Subject::Account(account)).await?;
        let since = apps::table.find(Id(app)).select(apps::revoked_epoch).single_value();
        let live = consents::table
            .find((Id(account), Id(app)))
            .filter(consents::revoked_at.is_null())
            .filter(consents::epoch.nullable().ge(since));
        let revoked = diesel::update(live).set(consents::revoked_at.eq(At(at)));
        Ok(self.execute(WHAT, revoked).await? == 1)
    }

    async fn revoke_consents_since(
        &mut self,
        account: AccountId,
        since: Timestamp,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        self.change(Subject::Account(account)).await?;
        let given = consents::table
            .filter(consents::account_id.eq(Id(account)))
            .filter(consents::widened_at.ge(At(since)))
            .filter(consents::revoked_at.is_null());
        let revoked = diesel::update(given).set(consents::revoked_at.eq(At(at)));
        Ok(self.execute(WHAT, revoked).await? as u64)
    }

    async fn census(
        &mut self,
        app: &App,
        now: Timestamp,
        counting: CountLimit,
    ) -> Result<Option<AccessCounts>, StoreError> {
        let connection = self.for_query().await?;
        let counted = timely(async {
            match counting {
                CountLimit::UpTo(most) if is_crowded(connection, app, most).await? => return Ok(None),
                CountLimit::UpTo(_) => {}
                CountLimit::All => connection.batch_execute(HURRY).await?,
            }
            census(connection, app, now).await.map(Some)
        });
        let counted = counted.await;
        self.check("census", counted)
    }
}
