//! Maintenance: the write test, and trimming the audit log.

use twinlock_domain::{AuditKind, AuditOutcome};

use super::Subject;
use super::audit_log::event;
use super::samples::{account, account_id, assert_same, at};
use crate::{AuditEvent, AuditHorizon};

pub(super) async fn what_is_written_to_try_it_leaves_everything_as_it_was(s: &Subject) {
    s.accounts(1).await;
    for time in [1, 2, 2, 3] {
        s.write(async |tx| tx.try_to_write(at(time)).await).await;
    }
    s.read(async |tx| {
        assert_same(tx.account(account_id(1)).await?.unwrap(), account(1));
        assert!(tx.events(9).await?.is_empty());
        Ok(())
    })
    .await;
}

async fn left(s: &Subject) -> Vec<i64> {
    let left = s.read(async |tx| tx.events(99).await).await;
    left.iter().rev().map(|event| event.at.unix_seconds() - at(0).unix_seconds()).collect()
}

/// Audit events 1 to 8. The even ones were refused.
async fn eight_lines(s: &Subject) {
    s.write(async |tx| {
        for n in 1..=8 {
            let outcome = if n % 2 == 0 { AuditOutcome::Refused } else { AuditOutcome::Done };
            tx.record(&AuditEvent { outcome, ..event(n, AuditKind::SignedIn) }).await?;
        }
        Ok(())
    })
    .await;
}

pub(super) async fn l9_old_lines_of_the_audit_log_are_removed_and_no_others(s: &Subject) {
    eight_lines(s).await;
    let trim = async |all, refused| {
        let horizon = AuditHorizon { all: at(all), refused: at(refused) };
        s.write(async |tx| tx.trim_audit_log(&horizon, 99).await).await
    };
    assert_eq!(trim(1, 1).await, 0, "a line of that time is not older than it");
    assert_eq!(trim(1, 6).await, 2);
    assert_eq!(left(s).await, [1, 3, 5, 6, 7, 8]);
    assert_eq!(trim(4, 6).await, 2);
    assert_eq!(left(s).await, [5, 6, 7, 8]);
    assert_eq!(trim(4, 6).await, 0, "once is enough");
    assert_eq!(trim(99, 99).await, 4, "a line that is both is counted once");
}

pub(super) async fn l9_no_more_lines_are_removed_at_a_time_than_asked(s: &Subject) {
    eight_lines(s).await;
    let horizon = AuditHorizon { all: at(99), refused: at(0) };
    for expected in [3, 3, 2, 0] {
        assert_eq!(s.write(async |tx| tx.trim_audit_log(&horizon, 3).await).await, expected);
    }
}
