//! `cargo xtask ha`: does Twinlock keep its word when its database fails over?

mod browser;
mod chronicle;
mod judge;
mod load;
mod node;
mod person;
mod read_back;
mod scenario;
mod topology;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};

use self::scenario::{Length, Place, Told, play};
use self::topology::Topology;
use self::topology::by_hand::{ByHand, Replication};
use self::topology::patroni::{Departure, Patroni};

const USAGE: &str = "twinlock-ha --twinlock PROGRAM --folder FOLDER [--short] [--control | --patroni | --switchover]";

/// What was asked for.
#[derive(Debug)]
struct Options {
    twinlock: PathBuf,
    folder: PathBuf,
    short: bool,
    which: Which,
}

/// Which set-up is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    ByHand,
    /// A set-up that loses data, in which the checks have to find that out.
    Control,
    /// Patroni promotes after the leader was killed.
    Patroni,
    /// Patroni hands over because an operator says so.
    Switchover,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let (mut twinlock, mut folder, mut short, mut which) = (None, None, false, Which::ByHand);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--twinlock" => twinlock = arguments.next(),
                "--folder" => folder = arguments.next(),
                "--short" => short = true,
                "--control" => which = Which::Control,
                "--patroni" => which = Which::Patroni,
                "--switchover" => which = Which::Switchover,
                other => bail!("no such flag: {other}\n{USAGE}"),
            }
        }
        let twinlock = twinlock.context(USAGE)?.into();
        Ok(Self { twinlock, folder: folder.context(USAGE)?.into(), short, which })
    }

    fn length(&self) -> Length {
        // With Patroni, the outage is Patroni's affair.
        let (work, outage) = match (self.short, self.which) {
            (_, Which::Patroni | Which::Switchover) => (15_000, 0),
            (true, Which::ByHand | Which::Control) => (5_000, 1_500),
            (false, Which::ByHand | Which::Control) => (15_000, 3_000),
        };
        Length { work: Duration::from_millis(work), outage: Duration::from_millis(outage) }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(error) => return failed(&error),
    };
    match run(&options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("ha: {error:#}");
    ExitCode::FAILURE
}

async fn run(options: &Options) -> Result<()> {
    let folder = fresh(&options.folder)?;
    let place = Place { twinlock: options.twinlock.canonicalize().context("where is the server?")?, folder };
    let mut topology = options.which.topology()?;
    eprintln!("{}\n{}", topology.name(), topology.url());
    let told = play(&mut *topology, options.length(), &place).await?;
    report(&told);
    if options.which == Which::Control { seen_to_fail(&told) } else { held(&told) }
}

impl Which {
    fn topology(self) -> Result<Box<dyn Topology>> {
        Ok(match self {
            Self::ByHand => Box::new(ByHand::start(Replication::Synchronous)?),
            Self::Control => Box::new(ByHand::start(Replication::Cut)?),
            Self::Patroni => Box::new(Patroni::start(Departure::Killed)?),
            Self::Switchover => Box::new(Patroni::start(Departure::HandedOver)?),
        })
    }
}

/// An empty folder there.
fn fresh(folder: &Path) -> Result<PathBuf> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("cannot clear {}", folder.display()))?;
    }
    std::fs::create_dir_all(folder)?;
    Ok(folder.canonicalize()?)
}

fn report(told: &Told) {
    let failover = told.failover;
    let since = |from: Duration, to: Duration| to.saturating_sub(from).as_secs_f64();
    eprintln!("replication before the failure: {}", told.replication.replace('\n', ", "));
    eprintln!(
        "primary killed at {:.1} s; promotion begun {:.2} s later; it took writes {:.2} s after that",
        failover.failing.as_secs_f64(),
        since(failover.failing, failover.promoting),
        since(failover.promoting, failover.promoted),
    );
    for verdict in &told.verdicts {
        let mark = if verdict.holds() { "ok  " } else { "FAIL" };
        eprintln!("{mark} {}: {}", verdict.check, verdict.evidence);
        for failure in verdict.failures.iter().take(10) {
            eprintln!("       {failure}");
        }
        if verdict.failures.len() > 10 {
            eprintln!("       and {} more", verdict.failures.len() - 10);
        }
    }
    eprintln!("the record of every request: {}", told.chronicle.display());
}

fn held(told: &Told) -> Result<()> {
    let failed = told.verdicts.iter().filter(|verdict| !verdict.holds()).count();
    ensure!(failed == 0, "{failed} checks failed");
    Ok(())
}

/// The control has lost what was acknowledged last. Checks that do not see it are worth nothing.
fn seen_to_fail(told: &Told) -> Result<()> {
    for check in [judge::TOGGLES, judge::CONSENTS] {
        let verdict = told.verdicts.iter().find(|verdict| verdict.check == check);
        ensure!(verdict.is_some_and(|verdict| !verdict.holds()), "data was lost, and `{check}` did not notice");
    }
    eprintln!("The checks noticed what this set-up loses, as they have to");
    Ok(())
}
