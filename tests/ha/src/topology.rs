//! How the database is set up, fails, and is there again: what differs between the scenarios.

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
    /// The first at which there certainly was one.
    pub(crate) done: Duration,
}

/// A database on several servers.
pub(crate) trait Topology: std::fmt::Debug {
    /// What it is, in words.
    fn name(&self) -> &'static str;

    /// The one URL that every node is given.
    fn url(&self) -> String;

    /// How it replicates right now, for the report.
    fn replication(&self) -> Result<String>;

    /// What has to happen shortly before the last acknowledged write; in most set-ups nothing.
    fn prepare(&mut self) -> Result<()> {
        Ok(())
    }

    /// Whether anybody but the operator notices.
    fn is_noticed(&self) -> bool {
        true
    }

    /// Returns once the primary is one no more, or whatever is to fail has failed.
    fn fail(&mut self) -> Result<()>;

    /// Asks for the promotion, where somebody has to, and returns once the new primary takes writes.
    fn take_over(&mut self, clock: &Clock<'_>) -> Result<Takeover>;

    /// Saves what helps to understand a run that went wrong, where it would go with the servers.
    fn keep_logs(&self, folder: &Path) -> Result<()>;
}
