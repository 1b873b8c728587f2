//! The sweep: deletes rows that have ended. No response depends on it, so it may run at any time, on any node.

use std::time::Duration;

use twinlock_ports::AuditHorizon;

use crate::{Failure, RequestOrigin, TransactionName, Twinlock};

/// How long ended rows are kept.
const KEPT: Duration = Duration::from_hours(24);
/// How long authorization requests are kept after they ended if nobody signed in for them. Anybody can make them (R33).
const NOBODYS_KEPT: Duration = Duration::from_mins(1);

impl Twinlock {
    /// Deletes up to `most` rows of each kind that ended at least a day ago, and authorization requests without a
    /// session that ended at least a minute ago. Returns how many rows.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn sweep(&self, most: u32) -> Result<u64, Failure> {
        let (before, nobodys_before) = (self.now() - KEPT, self.now() - NOBODYS_KEPT);
        self.write(TransactionName::Sweep, RequestOrigin::none(), async |work| {
            let nobodys = work.tx.sweep_nobodys_requests(nobodys_before, most).await?;
            Ok(nobodys + work.tx.sweep(before, most).await?)
        })
        .await
    }

    /// Deletes up to `most` events of each kind from the audit log that are older than the settings keep them
    /// (`lifetimes.audit`, `lifetimes.audit_refusals`). Returns how many.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn trim_audit_log(&self, most: u32) -> Result<u64, Failure> {
        let (now, lifetimes) = (self.now(), self.lifetimes());
        let horizon = AuditHorizon { all: now - lifetimes.audit, refused: now - lifetimes.audit_refusals };
        self.write(TransactionName::TrimAuditLog, RequestOrigin::none(), async |work| {
            Ok(work.tx.trim_audit_log(&horizon, most).await?)
        })
        .await
    }
}
