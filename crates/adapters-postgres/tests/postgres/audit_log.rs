//! The kinds of events that tell of a policy: in the domain, in the index, and in the query, which has to say it as the
//! index does.

use twinlock_domain::AuditKind;

#[test]
fn the_index_the_query_and_the_domain_mean_the_same_kinds() {
    let words = AuditKind::POLICY.map(|kind| format!("'{}'", kind.as_str())).join(", ");
    let condition = format!("kind IN ({words})");
    let query = include_str!("../../src/audit_log.rs");
    assert!(query.contains(&format!("const POLICY: &str = \"{condition}\";")));
    let schema = include_str!("../../../../migrations/postgres/2026-11-25-000000_initial/up.sql");
    assert!(
        schema.contains(&format!("CREATE INDEX audit_events_policy ON audit_events (app_id, id) WHERE {condition};"))
    );
}
