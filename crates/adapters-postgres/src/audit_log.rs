//! The audit log in `audit_events`. Nothing here changes or removes a line.

use async_trait::async_trait;
use diesel::dsl::sql;
use diesel::sql_types::Bool;
use twinlock_domain::{AccountId, AppId, AuditEventId, AuditKind, AuditOutcome};
use twinlock_ports::{AuditEvent, AuditLog, StoreError};

use crate::column::{At, TextOf, UuidOf};
use crate::pool::timely;
use crate::prelude::*;
use crate::schema::audit_events;
use crate::settle::Write;
use crate::transaction::PgTransaction;

const WHAT: &str = "audit event";
/// [`AuditKind::POLICY`], word by word as the index `audit_events_policy` has it.
const POLICY: &str = "kind IN ('requirement_on', 'requirement_off', 'enrolment_age_changed', 'consents_revoked')";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_events, treat_none_as_default_value = false)]
struct EventRow {
    id: UuidOf<AuditEventId>,
    at: At,
    kind: TextOf<AuditKind>,
    outcome: TextOf<AuditOutcome>,
    account_id: Option<UuidOf<AccountId>>,
    actor_id: Option<UuidOf<AccountId>>,
    app_id: Option<UuidOf<AppId>>,
    reason: Option<String>,
    detail: Option<String>,
    request: String,
    address: String,
}

impl From<&AuditEvent> for EventRow {
    fn from(event: &AuditEvent) -> Self {
        Self {
            id: UuidOf(event.id),
            at: At(event.at),
            kind: TextOf(event.kind),
            outcome: TextOf(event.outcome),
            account_id: event.account.map(UuidOf),
            actor_id: event.actor.map(UuidOf),
            app_id: event.app.map(UuidOf),
            reason: event.reason.clone(),
            detail: event.detail.clone(),
            request: event.request.clone(),
            address: event.address.clone(),
        }
    }
}

impl From<EventRow> for AuditEvent {
    fn from(row: EventRow) -> Self {
        Self {
            id: row.id.0,
            at: row.at.0,
            kind: row.kind.0,
            outcome: row.outcome.0,
            account: row.account_id.map(|id| id.0),
            actor: row.actor_id.map(|id| id.0),
            app: row.app_id.map(|id| id.0),
            reason: row.reason,
            detail: row.detail,
            request: row.request,
            address: row.address,
        }
    }
}

fn events(rows: Vec<EventRow>) -> Vec<AuditEvent> {
    rows.into_iter().map(AuditEvent::from).collect()
}

#[async_trait]
impl AuditLog for PgTransaction {
    async fn record(&mut self, event: &AuditEvent) -> Result<(), StoreError> {
        let new = diesel::insert_into(audit_events::table).values(EventRow::from(event));
        let write = Write::insert("audit_events", new);
        // It tells of a code, and is lost with it or not at all.
        self.defer(if event.kind == AuditKind::CodeIssued { write.may_be_lost() } else { write }).await
    }

    async fn events_of_app(&mut self, app: AppId, most: u32) -> Result<Vec<AuditEvent>, StoreError> {
        let about = audit_events::table.filter(audit_events::app_id.eq(UuidOf(app)));
        let newest = about.order(audit_events::id.desc()).limit(most.into()).select(EventRow::as_select());
        let rows = timely(newest.load(self.for_query().await?)).await;
        self.done(WHAT, rows).map(events)
    }

    async fn policy_events_of_app(&mut self, app: AppId, most: u32) -> Result<Vec<AuditEvent>, StoreError> {
        let about = audit_events::table.filter(audit_events::app_id.eq(UuidOf(app))).filter(sql::<Bool>(POLICY));
        let newest = about.order(audit_events::id.desc()).limit(most.into()).select(EventRow::as_select());
        let rows = timely(newest.load(self.for_query().await?)).await;
        self.done(WHAT, rows).map(events)
    }

    async fn events_of_account(&mut self, account: AccountId, most: u32) -> Result<Vec<AuditEvent>, StoreError> {
        let about = audit_events::table.filter(audit_events::account_id.eq(UuidOf(account)));
        let newest = about.order(audit_events::id.desc()).limit(most.into()).select(EventRow::as_select());
        let rows = timely(newest.load(self.for_query().await?)).await;
        self.done(WHAT, rows).map(events)
    }

    async fn events(&mut self, most: u32) -> Result<Vec<AuditEvent>, StoreError> {
        let newest = audit_events::table.order(audit_events::id.desc()).limit(most.into());
        let rows = timely(newest.select(EventRow::as_select()).load(self.for_query().await?)).await;
        self.done(WHAT, rows).map(events)
    }
}
