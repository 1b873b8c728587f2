//! A primary with two standbys, either of which can confirm a commit, and the loss of one of them: no intervention is
//! needed.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use twinlock_cluster::{Cluster, Options};

use super::end::kill_families;
use super::{Clock, Takeover, Topology};

const DATABASE: &str = "twinlock";
const STANDBYS: [&str; 2] = ["second", "third"];
const LOOK_AGAIN: Duration = Duration::from_millis(10);
const LOOKS: u32 = 600;

/// A primary and two standbys.
#[derive(Debug)]
pub(crate) struct Spare {
    primary: Cluster,
    standbys: Vec<Cluster>,
}

impl Spare {
    pub(crate) fn start() -> Result<Self> {
        let primary = Cluster::start(&Options::default())?;
        primary.create_database(DATABASE)?;
        let standby = |name: &&str| Cluster::start_standby_of(&primary, &Options::default().with("cluster_name", name));
        let standbys = STANDBYS.iter().map(standby).collect::<Result<Vec<_>>>()?;
        let names = STANDBYS.join(", ");
        primary.query("postgres", &format!("alter system set synchronous_standby_names = 'ANY 1 ({names})'"))?;
        primary.query("postgres", "select pg_reload_conf()")?;
        let this = Self { primary, standbys };
        this.wait_until_both_confirm()?;
        Ok(this)
    }

    fn wait_until_both_confirm(&self) -> Result<()> {
        let confirming = "select count(*) from pg_stat_replication where sync_state = 'quorum' and state = 'streaming'";
        for _ in 0..LOOKS {
            if self.primary.query("postgres", confirming)? == STANDBYS.len().to_string() {
                return Ok(());
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        bail!("the standbys do not both confirm commits")
    }
}

impl Topology for Spare {
    fn name(&self) -> &'static str {
        "a primary with two standbys of which any one confirms a commit; one standby is killed"
    }

    fn url(&self) -> String {
        let ports = std::iter::once(&self.primary).chain(&self.standbys).map(Cluster::port);
        let hosts: Vec<String> = ports.map(|port| format!("127.0.0.1:{port}")).collect();
        format!("postgres://twinlock@{}/{DATABASE}?target_session_attrs=read-write", hosts.join(","))
    }

    fn replication(&self) -> Result<String> {
        let sql = "select application_name || ' ' || state || ' ' || sync_state from pg_stat_replication";
        self.primary.query("postgres", sql)
    }

    fn is_noticed(&self) -> bool {
        false
    }

    fn fail(&mut self) -> Result<()> {
        let standby = self.standbys.first().and_then(Cluster::pid).context("no standby runs")?;
        kill_families(&[standby]).map(|_| ())
    }

    fn take_over(&mut self, clock: &Clock<'_>) -> Result<Takeover> {
        let still = clock();
        Ok(Takeover { begun: still, done: still })
    }

    fn keep_logs(&self, folder: &Path) -> Result<()> {
        std::fs::copy(self.primary.log(), folder.join("postgres-first.log"))?;
        Ok(())
    }
}
