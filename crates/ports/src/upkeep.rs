//! What keeps a store healthy: whether it can be written to, and how far back the audit log goes.

use async_trait::async_trait;
use twinlock_domain::Timestamp;

use crate::error::Stored;

/// How far back the audit log goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditHorizon {
    /// Lines older than this are removed.
    pub all: Timestamp,
    /// Lines of what was refused are removed when they are older than this.
    pub refused: Timestamp,
}

/// Maintenance.
#[async_trait]
pub trait Upkeep {
    /// Writes a few kilobytes that nobody reads, as durably as everything else, in the place of those written before.
    /// It fails when the database takes no writes: a full disk, a read-only one, a standby.
    async fn try_to_write(&mut self, at: Timestamp) -> Stored<()>;
    /// Removes up to `most` lines of each kind from the audit log that are older than its horizon, and says how many
    /// they were.
    async fn trim_audit_log(&mut self, horizon: &AuditHorizon, most: u32) -> Stored<u64>;
}
