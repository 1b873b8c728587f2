//! Apps in `apps`, their secrets in `app_secrets`.

use async_trait::async_trait;
use diesel_async::AsyncPgConnection;
use twinlock_domain::{AccountId, AppId, AppPolicy, AppSecretId, Timestamp, WebOrigin};
use twinlock_ports::{App, AppSecret, Apps, ClientKind, ClientMetadata, StoreError};

use crate::column::{At, Id, Text};
use crate::commit_statement::Write;
use crate::pool::timely;
use crate::prelude::*;
use crate::read_set::Subject;
use crate::rows::apps::{AppRow, MetadataChange, OriginRow, PolicyChange, SECRET, SecretRow, WHAT};
use crate::schema::{app_origins, app_secrets, apps, authorization_requests, consents, grants, machine_tokens};
use crate::transaction::PgTransaction;

/// An app with its version.
#[derive(Queryable, Selectable)]
#[diesel(table_name = apps)]
pub(crate) struct AppAt {
    #[diesel(embed)]
    pub(crate) app: AppRow,
    pub(crate) version: i64,
}

#[async_trait]
impl Apps for PgTransaction {
    async fn add_app(&mut self, app: &App) -> Result<(), StoreError> {
        self.defer(Write::insert("apps", diesel::insert_into(apps::table).values(AppRow::from(app)))).await?;
        // The caller compared the number of existing rows with a limit: concurrent additions conflict on this version.
        self.change_later(Subject::Account(app.owner));
        self.add_origins(app.id, &app.metadata).await
    }

    async fn app(&mut self, id: AppId) -> Result<Option<App>, StoreError> {
        self.lock_if_exclusive(Subject::App(id)).await?;
        let found = apps::table.find(Id(id)).select(AppAt::as_select());
        let row = timely(found.get_result(self.for_query().await?)).await.optional();
        self.check(WHAT, row)?.map(|row| self.tracked_app(row)).transpose()
    }

    async fn apps_of(&mut self, owner: AccountId) -> Result<Vec<App>, StoreError> {
        let own = apps::table.filter(apps::owner_id.eq(Id(owner))).order((apps::created_at, apps::id));
        let rows = timely(own.select(AppRow::as_select()).load(self.for_query().await?)).await;
        self.check(WHAT, rows)?.into_iter().map(App::try_from).collect()
    }

    async fn count_apps_of(&mut self, owner: AccountId) -> Result<u64, StoreError> {
        let own = apps::table.filter(apps::owner_id.eq(Id(owner))).select(count_star());
        let count = timely(own.get_result::<i64>(self.for_query().await?)).await;
        Ok(self.check(WHAT, count)?.cast_unsigned())
    }

    async fn apps(&mut self) -> Result<Vec<App>, StoreError> {
        let all = apps::table.order((apps::created_at, apps::id));
        let rows = timely(all.select(AppRow::as_select()).load(self.for_query().await?)).await;
        self.check(WHAT, rows)?.into_iter().map(App::try_from).collect()
    }

    async fn is_public_origin(&mut self, origin: &WebOrigin) -> Result<bool, StoreError> {
        let public = app_origins::table
            .inner_join(apps::table)
            .filter(app_origins::origin.eq(origin.as_str()).and(apps::kind.eq(Text(ClientKind::Public))));
        let found = timely(diesel::select(diesel::dsl::exists(public)).get_result(self.for_query().await?)).await;
        self.check(WHAT, found)
    }

    async fn change_app(&mut self, id: AppId, change: &ClientMetadata) -> Result<(), StoreError> {
        self.lock_app(id).await?;
        let row = (apps::version.eq(apps::version + 1), MetadataChange::from(change));
        let changed = diesel::update(apps::table.find(Id(id))).set(row);
        self.execute(WHAT, changed).await?;
        let old = app_origins::table.filter(app_origins::app_id.eq(Id(id)));
        self.execute(WHAT, diesel::delete(old)).await?;
        self.add_origins(id, change).await
    }

    async fn set_policy(&mut self, id: AppId, policy: &AppPolicy) -> Result<(), StoreError> {
        self.lock_app(id).await?;
        let change = (apps::version.eq(apps::version + 1), PolicyChange::from(policy));
        let changed = diesel::update(apps::table.find(Id(id))).set(change);
        self.execute(WHAT, changed).await.map(|_| ())
    }

    async fn delete_app(&mut self, id: AppId) -> Result<(), StoreError> {
        self.change(Subject::App(id)).await?;
        let done = timely(delete_with_all(self.for_write().await?, id)).await;
        self.check(WHAT, done)
    }

    async fn add_secret(&mut self, secret: &AppSecret) -> Result<(), StoreError> {
        let new = diesel::insert_into(app_secrets::table).values(SecretRow::from(secret));
        self.defer(Write::insert("app_secrets", new)).await?;
        // The caller compared the number of existing rows with a limit: concurrent additions conflict on this version.
        self.change_later(Subject::App(secret.app));
        Ok(())
    }

    async fn secrets(&mut self, app: AppId) -> Result<Vec<AppSecret>, StoreError> {
        let own = app_secrets::table
            .filter(app_secrets::app_id.eq(Id(app)))
            .order((app_secrets::created_at, app_secrets::id))
            .select(SecretRow::as_select());
        let rows = timely(own.load(self.for_query().await?)).await;
        Ok(self.check(SECRET, rows)?.into_iter().map(AppSecret::from).collect())
    }

    async fn secrets_of(&mut self, apps: &[AppId]) -> Result<Vec<AppSecret>, StoreError> {
        let own = app_secrets::table
            .filter(app_secrets::app_id.eq_any(apps.iter().copied().map(Id).collect::<Vec<_>>()))
            .order((app_secrets::created_at, app_secrets::id))
            .select(SecretRow::as_select());
        let rows = timely(own.load(self.for_query().await?)).await;
        Ok(self.check(SECRET, rows)?.into_iter().map(AppSecret::from).collect())
    }

    async fn remove_secret(&mut self, app: AppId, id: AppSecretId) -> Result<bool, StoreError> {
        let own = app_secrets::table.find(Id(id)).filter(app_secrets::app_id.eq(Id(app)));
        self.change(Subject::App(app)).await?;
        Ok(self.execute(SECRET, diesel::delete(own)).await? == 1)
    }

    async fn touch_secret(&mut self, id: AppSecretId, at: Timestamp) -> Result<(), StoreError> {
        let touched = diesel::update(app_secrets::table.find(Id(id))).set(app_secrets::last_used_at.eq(At(at)));
        self.defer(Write::change("app_secrets", touched).may_be_lost()).await
    }
}

impl PgTransaction {
    /// Adds the origins of an app that has none in the store.
    async fn add_origins(&mut self, app: AppId, metadata: &ClientMetadata) -> Result<(), StoreError> {
        for origin in metadata.origins() {
            let row = OriginRow::of(&origin, app);
            let new = diesel::insert_into(app_origins::table).values(row);
            self.defer(Write::insert("app_origins", new)).await?;
        }
        Ok(())
    }

    /// Converts an app that was read, and tracks its version: the commit fails if the app has changed by then.
    pub(crate) fn tracked_app(&mut self, AppAt { app, version }: AppAt) -> Result<App, StoreError> {
        let app = App::try_from(app)?;
        self.track_version(Subject::App(app.id), version)?;
        Ok(app)
    }
}

/// Deletes an app with its rows in other tables. Only its secrets and origins have a foreign key that deletes them.
async fn delete_with_all(connection: &mut AsyncPgConnection, id: AppId) -> QueryResult<()> {
    let id = Id(id);
    diesel::delete(grants::table.filter(grants::app_id.eq(id))).execute(connection).await?;
    diesel::delete(consents::table.filter(consents::app_id.eq(id))).execute(connection).await?;
    diesel::delete(machine_tokens::table.filter(machine_tokens::app_id.eq(id))).execute(connection).await?;
    let requests = authorization_requests::table.filter(authorization_requests::app_id.eq(id));
    diesel::delete(requests).execute(connection).await?;
    diesel::delete(apps::table.find(id)).execute(connection).await?;
    Ok(())
}
