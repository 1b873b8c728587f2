//! Maintenance of a store: a test whether it accepts writes, clearing away what has ended, trimming the audit log.

use async_trait::async_trait;
use twinlock_domain::Timestamp;

use crate::error::Stored;

/// How far back the audit log is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditHorizon {
    /// Events older than this are deleted.
    pub all: Timestamp,
    /// Events of refusals are deleted if they are older than this.
    pub refused: Timestamp,
}

/// Maintenance.
#[async_trait]
pub trait Upkeep {
    /// Writes a few kilobytes that nobody reads, as durably as everything else, over those written before. Fails if the
    /// database accepts no writes: on a full disk, a read-only file system or a standby.
    async fn try_to_write(&mut self, at: Timestamp) -> Stored<()>;
    /// Deletes up to `most` rows of each kind that ended before a time. No response depends on them. Returns how many.
    async fn sweep(&mut self, before: Timestamp, most: u32) -> Stored<u64>;
    /// Deletes up to `most` events of each kind from the audit log that are older than its horizon. Returns how many.
    async fn trim_audit_log(&mut self, horizon: &AuditHorizon, most: u32) -> Stored<u64>;
}
