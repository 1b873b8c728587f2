//! `cargo xtask ha`: tests that Twinlock keeps its guarantees when its database fails over.

mod browser;
mod event_log;
mod judge;
mod load;
mod node;
mod person;
mod play;
mod read_back;
mod scenarios;
mod topology;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail, ensure};

use self::play::Place;
use self::scenarios::Scenario;

const USAGE: &str = "twinlock-ha --twinlock PROGRAM --folder FOLDER [--short] [--patroni] [--only SCENARIO]";

/// The arguments.
#[derive(Debug)]
struct Options {
    twinlock: PathBuf,
    folder: PathBuf,
    short: bool,
    patroni: bool,
    only: Option<String>,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let (mut twinlock, mut folder, mut only) = (None, None, None);
        let (mut short, mut patroni) = (false, false);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--twinlock" => twinlock = arguments.next(),
                "--folder" => folder = arguments.next(),
                "--short" => short = true,
                "--patroni" => patroni = true,
                "--only" => only = Some(arguments.next().context(USAGE)?),
                other => bail!("no such flag: {other}\n{USAGE}"),
            }
        }
        let twinlock = twinlock.context(USAGE)?.into();
        Ok(Self { twinlock, folder: folder.context(USAGE)?.into(), short, patroni, only })
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(std::env::args().skip(1)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ha: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs all scenarios, even after one that failed.
async fn run(arguments: impl Iterator<Item = String>) -> Result<()> {
    let options = Options::parse(arguments)?;
    let twinlock = options.twinlock.canonicalize().context("the server's program is not there")?;
    let scenarios = if options.patroni { Scenario::patroni() } else { Scenario::by_hand(options.short) };
    let chosen = |scenario: &&Scenario| options.only.as_deref().is_none_or(|only| scenario.name() == only);
    let scenarios: Vec<&Scenario> = scenarios.iter().filter(chosen).collect();
    ensure!(!scenarios.is_empty(), "there is no such scenario here");
    let mut failed = Vec::new();
    for scenario in scenarios {
        let folder = fresh(&options.folder.join(scenario.name()))?;
        let place = Place { twinlock: twinlock.clone(), folder };
        if let Err(error) = scenario.run(options.short, &place).await {
            eprintln!("FAIL {error:#}");
            failed.push(scenario.name());
        }
    }
    ensure!(failed.is_empty(), "failed: {}", failed.join(", "));
    Ok(())
}

/// Returns the folder, emptied.
fn fresh(folder: &Path) -> Result<PathBuf> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("cannot clear {}", folder.display()))?;
    }
    std::fs::create_dir_all(folder)?;
    Ok(folder.canonicalize()?)
}
