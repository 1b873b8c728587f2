//! The audit log in `audit_events`. Nothing here changes or removes a line.

use async_trait::async_trait;
use diesel::dsl::sql;
use diesel::sql_types::Bool;
use twinlock_domain::{AccountId, AppId, AuditKind};
use twinlock_ports::{AuditEvent, AuditLog, StoreError};

use crate::column::Id;
use crate::commit_statement::Write;
use crate::pool::timely;
use crate::prelude::*;
use crate::rows::audit_log::{EventRow, POLICY, WHAT};
use crate::schema::audit_events;
use crate::transaction::PgTransaction;

fn events(rows: Vec<EventRow>) -> Vec<AuditEvent> {
    rows.into_iter().map(AuditEvent::from).collect()
}

#[async_trait]
impl AuditLog for PgTransaction {
    async fn record(&mut self, event: &AuditEvent) -> Result<(), StoreError> {
        let new = diesel::insert_into(audit_events::table).values(EventRow::from(event));
        let write = Write::insert("audit_events", new);
        // The event of an issued code may be lost in a crash, as the code itself may: both are written by one commit.
        self.defer(if event.kind == AuditKind::CodeIssued { write.may_be_lost() } else { write }).await
    }

    async fn events_of_app(&mut self, app: AppId, most: u32) -> Result<Vec<AuditEvent>, StoreError> {
        let about = audit_events::table.filter(audit_events::app_id.eq(Id(app)));
        let newest = about.order(audit_events::id.desc()).limit(most.into()).select(EventRow::as_select());
        let rows = timely(newest.load(self.for_query().await?)).await;
        self.check(WHAT, rows).map(events)
    }

    async fn policy_events_of_app(&mut self, app: AppId, most: u32) -> Result<Vec<AuditEvent>, StoreError> {
        let about = audit_events::table.filter(audit_events::app_id.eq(Id(app))).filter(sql::<Bool>(POLICY));
        let newest = about.order(audit_events::id.desc()).limit(most.into()).select(EventRow::as_select());
        let rows = timely(newest.load(self.for_query().await?)).await;
        self.check(WHAT, rows).map(events)
    }

    async fn events_of_account(&mut self, account: AccountId, most: u32) -> Result<Vec<AuditEvent>, StoreError> {
        let about = audit_events::table.filter(audit_events::account_id.eq(Id(account)));
        let newest = about.order(audit_events::id.desc()).limit(most.into()).select(EventRow::as_select());
        let rows = timely(newest.load(self.for_query().await?)).await;
        self.check(WHAT, rows).map(events)
    }

    async fn events(&mut self, most: u32) -> Result<Vec<AuditEvent>, StoreError> {
        let newest = audit_events::table.order(audit_events::id.desc()).limit(most.into());
        let rows = timely(newest.select(EventRow::as_select()).load(self.for_query().await?)).await;
        self.check(WHAT, rows).map(events)
    }
}
