//! Three servers under Patroni, which detects the loss of the leader and promotes a standby that lost nothing.

mod etcd;
mod member;
mod watch;

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use tempfile::TempDir;
use twinlock_cluster::{Account, query};

use self::etcd::Etcd;
use self::member::Member;
use self::watch::Watch;
use super::{Clock, Takeover, Topology};

const MEMBERS: [&str; 3] = ["first", "second", "third"];
const DATABASE: &str = "twinlock";
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// How often a condition is polled: for two minutes. The slowest is the expiry of a leader's lease.
const LOOKS: u32 = 1_200;

/// How the leader departs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Departure {
    /// Patroni and PostgreSQL on its machine are killed.
    Killed,
    /// An operator switches over to another member, as for maintenance.
    HandedOver,
}

/// The members, etcd, and their folder.
#[derive(Debug)]
pub(crate) struct Patroni {
    departure: Departure,
    leader: usize,
    /// The operator's switchover command while it runs.
    handover: Option<Child>,
    members: Vec<Member>,
    _etcd: Etcd,
    account: Account,
    folder: TempDir,
    _watch: Watch,
}

impl Patroni {
    /// Starts a new cluster, and waits until the leader has a synchronous standby.
    pub(crate) fn start(departure: Departure) -> Result<Self> {
        let folder = TempDir::with_prefix("twinlock-patroni-").context("cannot make a temporary folder")?;
        let account = Account::owning(folder.path())?;
        let watch = Watch::over(folder.path())?;
        let etcd = Etcd::start(&account, folder.path())?;
        let mut members = Vec::new();
        for name in MEMBERS {
            members.push(Member::prepare(name, folder.path(), &account, &etcd.endpoint())?);
        }
        let (handover, leader) = (None, 0);
        let mut this = Self { departure, leader, handover, members, _etcd: etcd, account, folder, _watch: watch };
        this.assemble()?;
        Ok(this)
    }

    /// The first member initializes the cluster, the others copy it.
    fn assemble(&mut self) -> Result<()> {
        let (first, others) = self.members.split_first_mut().context("there are no members")?;
        first.start(&self.account)?;
        wait_for("the first member to lead", || Ok(first.is_primary()))?;
        for member in others {
            member.start(&self.account)?;
        }
        let sync = "select count(*) from pg_stat_replication where sync_state in ('sync', 'quorum')";
        let streaming = "select count(*) from pg_stat_replication where state = 'streaming'";
        wait_for("two standbys, one of them synchronous", || {
            Ok(self.ask_leader(sync)? == "1" && self.ask_leader(streaming)? == "2")
        })?;
        // Until Patroni has noticed it too, it promotes no standby.
        wait_for("Patroni to name the synchronous standby", || {
            let list =
                self.patronictl()?.args(["list", "--format", "json"]).output().context("cannot run patronictl")?;
            Ok(String::from_utf8_lossy(&list.stdout).contains("Sync Standby"))
        })?;
        self.ask_leader("create role twinlock login")?;
        self.ask_leader(&format!("create database {DATABASE} owner twinlock")).map(drop)
    }

    fn leader(&self) -> Result<&Member> {
        self.members.get(self.leader).context("there is no such member")
    }

    fn ask_leader(&self, sql: &str) -> Result<String> {
        query(&self.leader()?.url("postgres"), sql)
    }

    fn patronictl(&self) -> Result<Command> {
        let mut patronictl = self.account.command("patronictl");
        patronictl.arg("-c").arg(self.leader()?.config());
        Ok(patronictl)
    }

    /// Another member that accepts writes.
    fn successor(&self) -> Option<usize> {
        let mut others = self.members.iter().enumerate().filter(|(number, _)| *number != self.leader);
        others.find(|(_, member)| member.is_primary()).map(|(number, _)| number)
    }

    /// Waits until the leader accepts no more writes, or `patronictl` fails.
    fn wait_for_the_handover(&mut self) -> Result<()> {
        for _ in 0..LOOKS {
            if !self.leader()?.is_primary() {
                return Ok(());
            }
            if self.handover.as_mut().is_some_and(|handover| matches!(handover.try_wait(), Ok(Some(_)))) {
                self.finish_handover()?;
            }
            std::thread::sleep(LOOK_AGAIN / 5);
        }
        bail!("the leader does not step down")
    }

    fn finish_handover(&mut self) -> Result<()> {
        let Some(handover) = self.handover.take() else { return Ok(()) };
        let output = handover.wait_with_output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "patronictl could not hand over: {said}");
        Ok(())
    }
}

impl Topology for Patroni {
    fn name(&self) -> &'static str {
        match self.departure {
            Departure::Killed => "Patroni with three members and etcd; the leader's Patroni and PostgreSQL are killed",
            Departure::HandedOver => "Patroni with three members and etcd; `patronictl switchover` to another member",
        }
    }

    fn url(&self) -> String {
        let hosts: Vec<String> = self.members.iter().map(Member::address).collect();
        format!("postgres://twinlock@{}/{DATABASE}?target_session_attrs=read-write", hosts.join(","))
    }

    fn replication(&self) -> Result<String> {
        self.ask_leader("select application_name || ' ' || state || ' ' || sync_state from pg_stat_replication")
    }

    fn fail(&mut self) -> Result<()> {
        if self.departure == Departure::HandedOver {
            let mut patronictl = self.patronictl()?;
            let name = self.leader()?.name();
            patronictl.args(["switchover", "twinlock", "--leader", name, "--force"]);
            patronictl.stdout(Stdio::piped()).stderr(Stdio::inherit());
            self.handover = Some(patronictl.spawn().context("cannot run patronictl")?);
            return self.wait_for_the_handover();
        }
        let leader = self.leader;
        let leader = self.members.get_mut(leader).context("there is no leader to be killed")?;
        leader.kill()
    }

    fn take_over(&mut self, clock: &Clock<'_>) -> Result<Takeover> {
        // At the beginning of a poll that finds no primary there was certainly none; at its end there may have been
        // one.
        let mut begun = clock();
        for _ in 0..LOOKS {
            let looking = clock();
            if let Some(successor) = self.successor() {
                let done = clock();
                self.leader = successor;
                self.finish_handover()?;
                return Ok(Takeover { begun, done });
            }
            begun = looking;
            std::thread::sleep(LOOK_AGAIN / 5);
        }
        bail!("no other member was promoted; logs are in {}", self.folder.path().display())
    }

    fn keep_logs(&self, folder: &Path) -> Result<()> {
        for member in &self.members {
            std::fs::copy(member.log(), folder.join(format!("patroni-{}.log", member.name())))?;
        }
        Ok(())
    }
}

/// Polls a condition for two minutes.
fn wait_for(what: &str, mut there: impl FnMut() -> Result<bool>) -> Result<()> {
    for _ in 0..LOOKS {
        if there()? {
            return Ok(());
        }
        std::thread::sleep(LOOK_AGAIN);
    }
    bail!("waited in vain for {what}")
}
