//! The names in stores and dashboards are stable, unique and in snake case.

use std::collections::HashSet;

use twinlock_domain::{AuditKind, PassReason, Stop};

fn check(names: &[&str]) {
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len(), "unique");
    for name in names {
        assert!(!name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{name}");
    }
}

#[test]
fn audit_kinds_are_named_and_read_back() {
    check(&AuditKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>());
    for kind in AuditKind::ALL {
        assert_eq!(AuditKind::parse(kind.as_str()), Some(*kind));
    }
    assert_eq!(AuditKind::parse("SignedIn"), None);
}

#[test]
fn reasons_are_named() {
    check(&PassReason::ALL.map(PassReason::as_str));
    check(&Stop::WORDS);
}
