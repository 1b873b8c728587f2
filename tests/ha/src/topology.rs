//! How the database is set up, fails and is recovered: the part that differs between scenarios.

pub(crate) mod by_hand;
mod end;
pub(crate) mod patroni;
pub(crate) mod spare;

use std::path::Path;
use std::time::Duration;

use anyhow::Result;

/// The time since the beginning of the run.
pub(crate) type Clock<'a> = dyn Fn() -> Duration + 'a;

/// When another server took over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Takeover {
    /// The last moment at which there was certainly no primary.
    pub(crate) begun: Duration,
    /// The first time at which there certainly was one.
    pub(crate) done: Duration,
}

/// A database on several servers.
pub(crate) trait Topology: std::fmt::Debug {
    /// A description of the topology.
    fn name(&self) -> &'static str;

    /// The database URL of every node.
    fn url(&self) -> String;

    /// The current state of replication, for the report.
    fn replication(&self) -> Result<String>;

    /// Runs shortly before the last acknowledged write. Most topologies need nothing here.
    fn prepare(&mut self) -> Result<()> {
        Ok(())
    }

    /// Whether clients may notice the failure.
    fn is_noticed(&self) -> bool {
        true
    }

    /// Makes the primary, or the server that is meant to fail, fail. Returns once it has failed.
    fn fail(&mut self) -> Result<()>;

    /// Requests the promotion, if that is not automatic, and returns once the new primary accepts writes.
    fn take_over(&mut self, clock: &Clock<'_>) -> Result<Takeover>;

    /// Saves the logs that would be deleted with the servers.
    fn keep_logs(&self, folder: &Path) -> Result<()>;
}
