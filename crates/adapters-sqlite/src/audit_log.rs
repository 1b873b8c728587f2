//! The audit log in `audit_events`. Nothing here changes or removes a line.

use async_trait::async_trait;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use twinlock_domain::{AccountId, AppId, AuditEventId, AuditKind, AuditOutcome, Timestamp};
use twinlock_ports::{AuditEvent, AuditLog, StoreError};

use crate::column::{BlobOf, IntOf, TextOf};
use crate::error::failed;
use crate::schema::audit_events;
use crate::transaction::SqliteTransaction;

const WHAT: &str = "audit event";
/// [`AuditKind::POLICY`], word by word as the index `audit_events_policy` has it: SQLite uses that for nothing else.
const POLICY: &str = "kind IN ('requirement_on', 'requirement_off', 'enrolment_age_changed', 'consents_revoked')";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_events, treat_none_as_default_value = false)]
struct EventRow {
    id: BlobOf<AuditEventId>,
    at: IntOf<Timestamp>,
    kind: TextOf<AuditKind>,
    outcome: TextOf<AuditOutcome>,
    account_id: Option<BlobOf<AccountId>>,
    actor_id: Option<BlobOf<AccountId>>,
    app_id: Option<BlobOf<AppId>>,
    reason: Option<String>,
    detail: Option<String>,
    request: String,
    address: String,
}

impl From<&AuditEvent> for EventRow {
    fn from(event: &AuditEvent) -> Self {
        Self {
            id: BlobOf(event.id),
            at: IntOf(event.at),
            kind: TextOf(event.kind),
            outcome: TextOf(event.outcome),
            account_id: event.account.map(BlobOf),
            actor_id: event.actor.map(BlobOf),
            app_id: event.app.map(BlobOf),
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
        let about = audit_events::table.filter(audit_events::app_id.eq(BlobOf(app)));
        let newest = about.order(audit_events::id.desc()).limit(most.into());
        events(newest.select(EventRow::as_select()).load(self.sqlite()))
    }

    async fn policy_events_of_app(&mut self, app: AppId, most: u32) -> Result<Vec<AuditEvent>, StoreError> {
        let about = audit_events::table.filter(audit_events::app_id.eq(BlobOf(app))).filter(sql::<Bool>(POLICY));
        let newest = about.order(audit_events::id.desc()).limit(most.into());
        events(newest.select(EventRow::as_select()).load(self.sqlite()))
    }

    async fn events_of_account(&mut self, account: AccountId, most: u32) -> Result<Vec<AuditEvent>, StoreError> {
        let about = audit_events::table.filter(audit_events::account_id.eq(BlobOf(account)));
        let newest = about.order(audit_events::id.desc()).limit(most.into());
        events(newest.select(EventRow::as_select()).load(self.sqlite()))
    }

    async fn events(&mut self, most: u32) -> Result<Vec<AuditEvent>, StoreError> {
        let newest = audit_events::table.order(audit_events::id.desc()).limit(most.into());
        events(newest.select(EventRow::as_select()).load(self.sqlite()))
    }
}

#[cfg(test)]
mod tests {
    use twinlock_domain::AuditKind;

    use super::POLICY;

    #[test]
    fn the_index_the_query_and_the_domain_mean_the_same_kinds() {
        let words = AuditKind::POLICY.map(|kind| format!("'{}'", kind.as_str())).join(", ");
        assert_eq!(POLICY, format!("kind IN ({words})"));
        let schema = include_str!("../../../migrations/sqlite/2026-11-25-000000_initial/up.sql");
        assert!(
            schema.contains(&format!("CREATE INDEX audit_events_policy ON audit_events (app_id, id) WHERE {POLICY};"))
        );
    }
}
