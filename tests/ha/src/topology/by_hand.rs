//! A primary and a streaming standby that an operator promotes: the smallest set-up that survives the loss of a machine.

#[cfg(test)]
mod tests;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use twinlock_cluster::{Cluster, Options};

use super::end::{freeze_families, kill_families};
use super::{Clock, Takeover, Topology};

const DATABASE: &str = "twinlock";
const STANDBY: &str = "second";
const LOOK_AGAIN: Duration = Duration::from_millis(10);
/// How often a condition is polled before it counts as failed: about half a minute.
const LOOKS: u32 = 600;

/// Whether a commit waits for the standby.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Replication {
    /// It waits: what was acknowledged is on both servers.
    Synchronous,
    /// It does not wait, and replication is stopped shortly before the failure. Only to show that the checks notice the
    /// loss of data.
    Cut,
}

/// How the primary fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Its processes are killed, and clients notice at once.
    Killed,
    /// Its processes are frozen, as on a machine that hangs or behind a network that drops everything: connections stay
    /// open, and nothing responds.
    Frozen,
}

/// A primary and its standby.
#[derive(Debug)]
pub(crate) struct ByHand {
    primary: Cluster,
    standby: Cluster,
    replication: Replication,
    failure: Failure,
}

impl ByHand {
    pub(crate) fn start(replication: Replication, failure: Failure) -> Result<Self> {
        let primary = Cluster::start(&Options::default())?;
        primary.create_database(DATABASE)?;
        // The name under which the standby registers with the primary. Set for the standby only, because the primary's
        // own configuration is copied.
        let standby = Cluster::start_standby_of(&primary, &Options::default().with("cluster_name", STANDBY))?;
        let pair = Self { primary, standby, replication, failure };
        pair.wait_for("streaming", "select count(*) from pg_stat_replication where state = 'streaming'")?;
        if replication == Replication::Synchronous {
            // Only now: without a standby, every commit would wait.
            pair.primary.query("postgres", &format!("alter system set synchronous_standby_names = '{STANDBY}'"))?;
            pair.primary.query("postgres", "select pg_reload_conf()")?;
            pair.wait_for("synchronous", "select count(*) from pg_stat_replication where sync_state = 'sync'")?;
        }
        Ok(pair)
    }

    fn wait_for(&self, what: &str, count: &str) -> Result<()> {
        for _ in 0..LOOKS {
            if self.primary.query("postgres", count)? == "1" {
                return Ok(());
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        bail!("the standby does not become {what}")
    }
}

impl Topology for ByHand {
    fn name(&self) -> &'static str {
        match (self.replication, self.failure) {
            (Replication::Synchronous, Failure::Killed) => {
                "a primary that is killed, and a synchronous standby, promoted by hand"
            }
            (Replication::Synchronous, Failure::Frozen) => {
                "a primary that freezes, and a synchronous standby, promoted by hand"
            }
            (Replication::Cut, _) => "control: an asynchronous standby whose line is cut before the failure",
        }
    }

    fn url(&self) -> String {
        let (first, second) = (self.primary.port(), self.standby.port());
        format!("postgres://twinlock@127.0.0.1:{first},127.0.0.1:{second}/{DATABASE}?target_session_attrs=read-write")
    }

    fn replication(&self) -> Result<String> {
        let sql = "select application_name || ' ' || state || ' ' || sync_state from pg_stat_replication";
        self.primary.query("postgres", sql)
    }

    fn prepare(&mut self) -> Result<()> {
        if self.replication == Replication::Cut {
            self.standby.query("postgres", "alter system set primary_conninfo = ''")?;
            self.standby.query("postgres", "select pg_reload_conf()")?;
            self.wait_for_the_cut()?;
            // Long enough that clients get acknowledgements for writes that only the primary has.
            std::thread::sleep(Duration::from_secs(1));
        }
        Ok(())
    }

    fn fail(&mut self) -> Result<()> {
        let postmaster = self.primary.pid().context("the primary is not there to be killed")?;
        let processes = match self.failure {
            Failure::Killed => kill_families(&[postmaster])?,
            Failure::Frozen => freeze_families(&[postmaster])?,
        };
        ensure!(processes > 3, "a primary that serves has more than {processes} processes");
        Ok(())
    }

    fn take_over(&mut self, clock: &Clock<'_>) -> Result<Takeover> {
        let begun = clock();
        let mut promote = self.standby.program("pg_ctl");
        done(promote.args(["promote", "--no-wait", "--pgdata"]).arg(self.standby.folder().join("data")))?;
        for _ in 0..LOOKS {
            if self.standby.query("postgres", "select pg_is_in_recovery()")? == "f" {
                return Ok(Takeover { begun, done: clock() });
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        bail!("the standby is not promoted")
    }

    fn keep_logs(&self, folder: &Path) -> Result<()> {
        std::fs::copy(self.primary.log(), folder.join("postgres-first.log"))?;
        std::fs::copy(self.standby.log(), folder.join("postgres-second.log"))?;
        Ok(())
    }
}

impl Drop for ByHand {
    fn drop(&mut self) {
        // A frozen process does not react to SIGTERM, so it is killed.
        if self.failure == Failure::Frozen
            && let Some(postmaster) = self.primary.pid()
            && let Err(error) = kill_families(&[postmaster])
        {
            eprintln!("cannot end the frozen primary: {error:#}");
        }
    }
}

impl ByHand {
    fn wait_for_the_cut(&self) -> Result<()> {
        for _ in 0..LOOKS {
            if self.primary.query("postgres", "select count(*) from pg_stat_replication")? == "0" {
                return Ok(());
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        bail!("the standby goes on streaming")
    }
}

fn done(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("cannot run {command:?}"))?;
    ensure!(output.status.success(), "{command:?} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(())
}
