//! The scenarios: topology, duration, and the expected result of each.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use crate::judge::{CONSENTS, GATE, TOGGLES, Verdict};
use crate::play::{Length, Place, Told, play};
use crate::topology::Topology;
use crate::topology::by_hand::{ByHand, Failure, Replication};
use crate::topology::patroni::{Departure, Patroni};
use crate::topology::spare::Spare;

/// A topology and the failure that it suffers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scenario {
    /// A synchronous standby is promoted by hand after the primary was killed.
    Killed,
    /// Like [`Self::Killed`], but the primary's machine is frozen: connections stay open, and nothing responds.
    Frozen,
    /// A topology that loses data, which the checks have to find.
    Control,
    /// One of two standbys is lost.
    Spare,
    /// Patroni promotes after the leader was killed.
    PatroniKilled,
    /// Patroni switches over at an operator's command.
    PatroniHandedOver,
}

impl Scenario {
    /// The scenarios that need only PostgreSQL; in the short form, those that are fast enough for every CI run.
    pub(crate) const fn by_hand(short: bool) -> &'static [Self] {
        if short { &[Self::Control, Self::Killed] } else { &[Self::Control, Self::Spare, Self::Killed, Self::Frozen] }
    }

    /// The scenarios with Patroni.
    pub(crate) const fn patroni() -> &'static [Self] {
        &[Self::PatroniKilled, Self::PatroniHandedOver]
    }

    /// Runs the scenario. Fails if the result is not as expected.
    pub(crate) async fn run(self, short: bool, place: &Place) -> Result<()> {
        let mut topology = self.topology()?;
        eprintln!("\n== {}\n   {}", topology.name(), topology.url());
        let told = play(&mut *topology, self.length(short), place).await?;
        report(&told);
        if self == Self::Control { seen_to_fail(&told) } else { held(&told) }
    }

    /// The name on the command line and of the logs.
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

    /// With Patroni, the length of the outage depends on Patroni. The frozen scenario has a longer outage, because
    /// nobody promotes within seconds when a machine merely does not respond.
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

/// The control loses what was acknowledged last. The checks must find that, or they prove nothing.
fn seen_to_fail(told: &Told) -> Result<()> {
    for check in [TOGGLES, GATE, CONSENTS] {
        let verdict: Option<&Verdict> = told.verdicts.iter().find(|verdict| verdict.check == check);
        let verdict = verdict.with_context(|| format!("`{check}` was not looked at"))?;
        ensure!(!verdict.holds(), "data was lost, and the check that {check} did not notice");
    }
    eprintln!("   as it has to be: this set-up loses data, and the checks notice");
    Ok(())
}
