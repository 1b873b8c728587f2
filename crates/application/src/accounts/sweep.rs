//! Clearing away what ended: it changes no answer, so it may run at any time, on any node.

use std::time::Duration;

use twinlock_ports::AuditHorizon;

use crate::{Failure, RequestOrigin, TransactionName, Twinlock};

/// How long what has ended is kept.
const KEPT: Duration = Duration::from_hours(24);
/// How long an authorization request is kept that ended before anybody had signed in for it. Strangers make them (R33).
const NOBODYS_KEPT: Duration = Duration::from_mins(1);

impl Twinlock {
    /// Removes up to `most` rows of each kind that ended a day ago or earlier, and authorization requests of nobody that
    /// ended a minute ago; answers how many.
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

    /// Removes up to `most` lines of each kind from the audit log that are older than the settings keep them
    /// (`lifetimes.audit`, `lifetimes.audit_refusals`); answers how many.
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
