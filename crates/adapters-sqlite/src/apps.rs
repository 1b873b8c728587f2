//! Apps in `apps`, their secrets in `app_secrets`.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::{AccountId, AppId, AppPolicy, AppSecretId, Timestamp, WebOrigin};
use twinlock_ports::{App, AppSecret, Apps, ClientKind, ClientMetadata, StoreError};

use crate::column::{At, Id, Text};
use crate::error::failed;
use crate::rows::apps::{AppRow, MetadataChange, OriginRow, PolicyChange, SECRET, SecretRow, WHAT};
use crate::schema::{app_origins, app_secrets, apps};
use crate::transaction::SqliteTransaction;

fn read(rows: QueryResult<Vec<AppRow>>) -> Result<Vec<App>, StoreError> {
    rows.map_err(failed(WHAT))?.into_iter().map(App::try_from).collect()
}

#[async_trait]
impl Apps for SqliteTransaction {
    async fn add_app(&mut self, app: &App) -> Result<(), StoreError> {
        let added = diesel::insert_into(apps::table).values(AppRow::from(app)).execute(self.sqlite());
        added.map_err(failed(WHAT))?;
        self.add_origins(app.id, &app.metadata)
    }

    async fn app(&mut self, id: AppId) -> Result<Option<App>, StoreError> {
        let row = apps::table.find(Id(id)).select(AppRow::as_select()).get_result(self.sqlite()).optional();
        row.map_err(failed(WHAT))?.map(App::try_from).transpose()
    }

    async fn apps_of(&mut self, owner: AccountId) -> Result<Vec<App>, StoreError> {
        let own = apps::table.filter(apps::owner_id.eq(Id(owner))).order((apps::created_at, apps::id));
        read(own.select(AppRow::as_select()).load(self.sqlite()))
    }

    async fn count_apps_of(&mut self, owner: AccountId) -> Result<u64, StoreError> {
        let own = apps::table.filter(apps::owner_id.eq(Id(owner))).count();
        own.get_result(self.sqlite()).map(i64::cast_unsigned).map_err(failed(WHAT))
    }

    async fn apps(&mut self) -> Result<Vec<App>, StoreError> {
        read(apps::table.order((apps::created_at, apps::id)).select(AppRow::as_select()).load(self.sqlite()))
    }

    async fn is_public_origin(&mut self, origin: &WebOrigin) -> Result<bool, StoreError> {
        let public = app_origins::table
            .inner_join(apps::table)
            .filter(app_origins::origin.eq(origin.as_str()).and(apps::kind.eq(Text(ClientKind::Public))));
        diesel::select(diesel::dsl::exists(public)).get_result(self.sqlite()).map_err(failed(WHAT))
    }

    async fn change_app(&mut self, id: AppId, change: &ClientMetadata) -> Result<(), StoreError> {
        let row = MetadataChange::from(change);
        let done = diesel::update(apps::table.find(Id(id))).set(row).execute(self.sqlite());
        done.map_err(failed(WHAT))?;
        let old = app_origins::table.filter(app_origins::app_id.eq(Id(id)));
        diesel::delete(old).execute(self.sqlite()).map_err(failed(WHAT))?;
        self.add_origins(id, change)
    }

    async fn set_policy(&mut self, id: AppId, policy: &AppPolicy) -> Result<(), StoreError> {
        let change = PolicyChange::from(policy);
        let done = diesel::update(apps::table.find(Id(id))).set(change).execute(self.sqlite());
        done.map_err(failed(WHAT)).map(|_| ())
    }

    async fn delete_app(&mut self, id: AppId) -> Result<(), StoreError> {
        // Foreign keys delete the rows that belong to the app. The audit log has no foreign key, and stays.
        diesel::delete(apps::table.find(Id(id))).execute(self.sqlite()).map_err(failed(WHAT)).map(|_| ())
    }

    async fn add_secret(&mut self, secret: &AppSecret) -> Result<(), StoreError> {
        let added = diesel::insert_into(app_secrets::table).values(SecretRow::from(secret)).execute(self.sqlite());
        added.map_err(failed(SECRET)).map(|_| ())
    }

    async fn secrets(&mut self, app: AppId) -> Result<Vec<AppSecret>, StoreError> {
        let rows = app_secrets::table
            .filter(app_secrets::app_id.eq(Id(app)))
            .order((app_secrets::created_at, app_secrets::id))
            .select(SecretRow::as_select())
            .load(self.sqlite());
        Ok(rows.map_err(failed(SECRET))?.into_iter().map(AppSecret::from).collect())
    }

    async fn secrets_of(&mut self, apps: &[AppId]) -> Result<Vec<AppSecret>, StoreError> {
        let rows = app_secrets::table
            .filter(app_secrets::app_id.eq_any(apps.iter().copied().map(Id)))
            .order((app_secrets::created_at, app_secrets::id))
            .select(SecretRow::as_select())
            .load(self.sqlite());
        Ok(rows.map_err(failed(SECRET))?.into_iter().map(AppSecret::from).collect())
    }

    async fn remove_secret(&mut self, app: AppId, id: AppSecretId) -> Result<bool, StoreError> {
        let own = app_secrets::table.find(Id(id)).filter(app_secrets::app_id.eq(Id(app)));
        Ok(diesel::delete(own).execute(self.sqlite()).map_err(failed(SECRET))? == 1)
    }

    async fn touch_secret(&mut self, id: AppSecretId, at: Timestamp) -> Result<(), StoreError> {
        let change = app_secrets::last_used_at.eq(At(at));
        let done = diesel::update(app_secrets::table.find(Id(id))).set(change).execute(self.sqlite());
        done.map_err(failed(SECRET)).map(|_| ())
    }
}

impl SqliteTransaction {
    /// Adds the origins of an app that has none in the store.
    fn add_origins(&mut self, app: AppId, metadata: &ClientMetadata) -> Result<(), StoreError> {
        for origin in metadata.origins() {
            let row = OriginRow::of(&origin, app);
            diesel::insert_into(app_origins::table).values(row).execute(self.sqlite()).map_err(failed(WHAT))?;
        }
        Ok(())
    }
}
