//! The audit log in `audit_events`. Nothing here changes or removes a line.

use async_trait::async_trait;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use twinlock_domain::{AccountId, AppId};
use twinlock_ports::{AuditEvent, AuditLog, StoreError};

use crate::column::Id;
use crate::error::failed;
use crate::rows::audit_log::{EventRow, POLICY, WHAT};
use crate::schema::audit_events;
use crate::transaction::SqliteTransaction;

fn events(rows: QueryResult<Vec<EventRow>>) -> Result<Vec<AuditEvent>, StoreError> {
    Ok(rows.map_err(failed(WHAT))?.into_iter().map(AuditEvent::from).collect())
}

#[async_trait]
impl AuditLog for SqliteTransaction {
    async fn record(&mut self, event: &AuditEvent) -> Result<(), StoreError> {
        let added = diesel::insert_into(audit_events::table).values(EventRow::from(event)).execute(self.sqlite());
        added.map_err(failed(WHAT)).map(|_| ())
    }

    async fn events_of_app(&mut self, app: AppId, most: u32) -> Result<Vec<AuditEvent>, StoreError> {
        let about = audit_events::table.filter(audit_events::app_id.eq(Id(app)));
        let newest = about.order(audit_events::id.desc()).limit(most.into());
        events(newest.select(EventRow::as_select()).load(self.sqlite()))
    }

    async fn policy_events_of_app(&mut self, app: AppId, most: u32) -> Result<Vec<AuditEvent>, StoreError> {
        let about = audit_events::table.filter(audit_events::app_id.eq(Id(app))).filter(sql::<Bool>(POLICY));
        let newest = about.order(audit_events::id.desc()).limit(most.into());
        events(newest.select(EventRow::as_select()).load(self.sqlite()))
    }

    async fn events_of_account(&mut self, account: AccountId, most: u32) -> Result<Vec<AuditEvent>, StoreError> {
        let about = audit_events::table.filter(audit_events::account_id.eq(Id(account)));
        let newest = about.order(audit_events::id.desc()).limit(most.into());
        events(newest.select(EventRow::as_select()).load(self.sqlite()))
    }

    async fn events(&mut self, most: u32) -> Result<Vec<AuditEvent>, StoreError> {
        let newest = audit_events::table.order(audit_events::id.desc()).limit(most.into());
        events(newest.select(EventRow::as_select()).load(self.sqlite()))
    }
}
