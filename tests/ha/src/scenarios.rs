//! Which set-ups are tried, how long for, and what is expected of each.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use crate::judge::{CONSENTS, GATE, TOGGLES, Verdict};
use crate::play::{Length, Place, Told, play};
use crate::topology::Topology;
use crate::topology::by_hand::{ByHand, Failure, Replication};
use crate::topology::patroni::{Departure, Patroni};
use crate::topology::spare::Spare;

/// A set-up and what happens to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scenario {
    /// A synchronous standby is promoted by hand after the primary was killed.
    Killed,
    /// The same, the primary's machine having frozen: connections stay open, and nothing answers.
    Frozen,
    /// A set-up that loses data, in which the checks have to find that out.
    Control,
    /// One of two standbys is lost.
    Spare,
    /// Patroni promotes after the leader was killed.
    PatroniKilled,
    /// Patroni hands over because an operator says so.
    PatroniHandedOver,
}

impl Scenario {
    /// Those that need nothing but PostgreSQL. In the short form, those that fit into every run of a CI.
    pub(crate) const fn by_hand(short: bool) -> &'static [Self] {
        if short { &[Self::Control, Self::Killed] } else { &[Self::Control, Self::Spare, Self::Killed, Self::Frozen] }
    }

    /// Those under Patroni.
    pub(crate) const fn patroni() -> &'static [Self] {
        &[Self::PatroniKilled, Self::PatroniHandedOver]
    }

    /// Plays it; an error when something is not as it has to be.
    pub(crate) async fn run(self, short: bool, place: &Place) -> Result<()> {
        let mut topology = self.topology()?;
        eprintln!("\n== {}\n   {}", topology.name(), topology.url());
        let told = play(&mut *topology, self.length(short), place).await?;
        report(&told);
        if self == Self::Control { seen_to_fail(&told) } else { held(&told) }
    }

    /// What it is called, on the command line and among the logs.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Killed => "killed",
            Self::Frozen => "frozen",
            Self::Control => "control",
            Self::Spare => "spare",
            Self::PatroniKilled => "patroni-killed",
            Self::PatroniHandedOver => "patroni-handed-over",
        }
    }

    fn topology(self) -> Result<Box<dyn Topology>> {
        Ok(match self {
            Self::Killed => Box::new(ByHand::start(Replication::Synchronous, Failure::Killed)?),
            Self::Frozen => Box::new(ByHand::start(Replication::Synchronous, Failure::Frozen)?),
            Self::Control => Box::new(ByHand::start(Replication::Cut, Failure::Killed)?),
            Self::Spare => Box::new(Spare::start()?),
            Self::PatroniKilled => Box::new(Patroni::start(Departure::Killed)?),
            Self::PatroniHandedOver => Box::new(Patroni::start(Departure::HandedOver)?),
        })
    }

    /// With Patroni, how long the outage takes is Patroni's affair. Nobody promotes within seconds because a machine is
    /// silent, so that outage is a longer one.
    fn length(self, short: bool) -> Length {
        let (work, outage) = match self {
            Self::Killed | Self::Control if short => (5_000, 1_500),
            Self::Killed | Self::Control => (15_000, 3_000),
            Self::Frozen => (15_000, 20_000),
            Self::Spare | Self::PatroniKilled | Self::PatroniHandedOver => (15_000, 0),
        };
        Length { work: Duration::from_millis(work), outage: Duration::from_millis(outage) }
    }
}

fn report(told: &Told) {
    let failover = told.failover;
    let since = |from: Duration, to: Duration| to.saturating_sub(from).as_secs_f64();
    eprintln!("   replication before: {}", told.replication.replace('\n', ", "));
    eprintln!(
        "   failure at {:.1} s; promotion begun {:.2} s later; it took writes {:.2} s after that",
        failover.failing.as_secs_f64(),
        since(failover.failing, failover.promoting),
        since(failover.promoting, failover.promoted),
    );
    for verdict in &told.verdicts {
        let mark = if verdict.holds() { "ok  " } else { "FAIL" };
        eprintln!("{mark} {}: {}", verdict.check, verdict.evidence);
        for failure in verdict.failures.iter().take(8) {
            eprintln!("       {failure}");
        }
        if verdict.failures.len() > 8 {
            eprintln!("       and {} more", verdict.failures.len() - 8);
        }
    }
    eprintln!("   every request and its answer: {}", told.event_log.display());
}

fn held(told: &Told) -> Result<()> {
    let failed: Vec<&str> = told.verdicts.iter().filter(|one| !one.holds()).map(|one| one.check).collect();
    ensure!(failed.is_empty(), "it does not hold that {}", failed.join("; nor that "));
    Ok(())
}

/// The control has lost what was acknowledged last. Checks that do not see it are worth nothing.
fn seen_to_fail(told: &Told) -> Result<()> {
    for check in [TOGGLES, GATE, CONSENTS] {
        let verdict: Option<&Verdict> = told.verdicts.iter().find(|verdict| verdict.check == check);
        let verdict = verdict.with_context(|| format!("`{check}` was not looked at"))?;
        ensure!(!verdict.holds(), "data was lost, and the check that {check} did not notice");
    }
    eprintln!("   as it has to be: this set-up loses data, and the checks notice");
    Ok(())
}
