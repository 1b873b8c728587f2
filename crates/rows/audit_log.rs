//! Rows of `audit_events`.

use diesel::{Insertable, Queryable, Selectable};
use twinlock_domain::{AccountId, AppId, AuditEventId, AuditKind, AuditOutcome, Timestamp};
use twinlock_ports::AuditEvent;

use crate::column::{At, Id, Text};
use crate::schema::audit_events;

pub(crate) const WHAT: &str = "audit event";
/// [`AuditKind::POLICY`], literally as in the index `audit_events_policy`, which is used for this condition alone.
pub(crate) const POLICY: &str =
    "kind IN ('requirement_on', 'requirement_off', 'enrolment_age_changed', 'consents_revoked')";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_events, treat_none_as_default_value = false)]
pub(crate) struct EventRow {
    id: Id<AuditEventId>,
    at: At,
    kind: Text<AuditKind>,
    outcome: Text<AuditOutcome>,
    account_id: Option<Id<AccountId>>,
    actor_id: Option<Id<AccountId>>,
    app_id: Option<Id<AppId>>,
    reason: Option<String>,
    detail: Option<String>,
    request: String,
    address: String,
}

impl From<&AuditEvent> for EventRow {
    fn from(event: &AuditEvent) -> Self {
        Self {
            id: Id(event.id),
            at: At(event.at),
            kind: Text(event.kind),
            outcome: Text(event.outcome),
            account_id: event.account.map(Id),
            actor_id: event.actor.map(Id),
            app_id: event.app.map(Id),
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

/// The least id that an event of that time can have: an id begins with its time.
pub(crate) fn first_at(at: Timestamp) -> Id<AuditEventId> {
    Id(AuditEventId::new(at, [0; 10]))
}

#[cfg(test)]
mod tests {
    use twinlock_domain::AuditKind;

    use super::POLICY;

    #[test]
    fn the_indices_the_query_and_the_domain_mean_the_same_kinds() {
        let words = AuditKind::POLICY.map(|kind| format!("'{}'", kind.as_str())).join(", ");
        assert_eq!(POLICY, format!("kind IN ({words})"));
        let index = format!("CREATE INDEX audit_events_policy ON audit_events (app_id, id) WHERE {POLICY};");
        for schema in [
            include_str!("../../migrations/sqlite/2026-11-25-000000_initial/up.sql"),
            include_str!("../../migrations/postgres/2026-11-25-000000_initial/up.sql"),
        ] {
            assert!(schema.contains(&index), "{schema}");
        }
    }
}
