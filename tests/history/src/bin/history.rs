//! `cargo xtask history` runs this: `history --program PATH [--seconds N] [--seed S] [--store sqlite] [--seeded NAME]`.
//! `history --judge LOG` checks the log of an earlier run.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use twinlock_history::clock::now_millis;
use twinlock_history::run::{Faults, Run, judge_again, run};
use twinlock_history::site::{Plan, Store};
use twinlock_history::stop::unless_told_to_stop;
use twinlock_history::summary::{summary, vacuous};

/// The seeded bug of the database: it acknowledges commits before they are on disk.
const FORGETFUL: &str = "forgetful-database";

/// The arguments of the command line.
struct Arguments {
    program: PathBuf,
    seconds: u64,
    seed: u64,
    store: Store,
    seeded: Option<String>,
    log: PathBuf,
}

impl Arguments {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self> {
        let (mut program, mut seconds, mut seed, mut store) = (None, 120, None, Store::Postgres);
        let (mut seeded, mut log) = (None, PathBuf::from("target/history.jsonl"));
        while let Some(word) = words.next() {
            let value = words.next().with_context(|| format!("{word} wants a value"))?;
            match word.as_str() {
                "--program" => program = Some(PathBuf::from(value)),
                "--seconds" => seconds = value.parse().context("--seconds wants a number")?,
                "--seed" => seed = Some(value.parse().context("--seed wants a number")?),
                "--store" if value == "sqlite" => store = Store::Sqlite,
                "--store" if value == "postgres" => store = Store::Postgres,
                "--seeded" => seeded = Some(value),
                "--log" => log = PathBuf::from(value),
                _ => bail!("what is {word} {value}?"),
            }
        }
        // Any seed will do, as long as it is printed.
        let seed = seed.unwrap_or_else(|| now_millis().unsigned_abs() % 1_000_000);
        Ok(Self { program: program.context("--program is missing")?, seconds, seed, store, seeded, log })
    }

    fn run(&self) -> Run {
        let seeded = self.seeded.iter().map(|bug| ("SEEDED_BUG".to_owned(), bug.clone()));
        let forgetful = self.seeded.as_deref() == Some(FORGETFUL);
        let (program, store) = (self.program.clone(), self.store);
        let plan = Plan { program, store, seed: self.seed, environment: seeded.collect(), forgetful };
        let faults = match self.seeded {
            None => Faults::All,
            Some(_) if forgetful => Faults::Crashes,
            Some(_) => Faults::None,
        };
        Run { plan, span: Duration::from_secs(self.seconds), faults, log: self.log.clone() }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match unless_told_to_stop(judge()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("history: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn judge() -> Result<()> {
    if let [word, log] = std::env::args().skip(1).collect::<Vec<_>>().as_slice()
        && word == "--judge"
    {
        let outcome = judge_again(Path::new(log))?;
        say(&summary(&outcome));
        ensure!(outcome.anomalies.is_empty(), "{} anomalies", outcome.anomalies.len());
        return Ok(());
    }
    let arguments = Arguments::read(std::env::args().skip(1))?;
    say(&format!("seed {}, {} s, log {}", arguments.seed, arguments.seconds, arguments.log.display()));
    let outcome = run(&arguments.run()).await?;
    say(&summary(&outcome));
    let found = outcome.anomalies.len();
    if let Some(bug) = &arguments.seeded {
        ensure!(found > 0, "the seeded bug `{bug}` was not found");
        say(&format!("the seeded bug `{bug}` was found"));
        return Ok(());
    }
    if found > 0 {
        bail!("{found} anomalies; seed {}, log {}", arguments.seed, arguments.log.display());
    }
    let missing = vacuous(&outcome);
    if !missing.is_empty() {
        bail!("vacuous: {}", missing.join("; "));
    }
    Ok(())
}

fn say(text: &str) {
    // stderr may be closed; the exit code reports the result all the same.
    let _ = writeln!(std::io::stderr(), "{text}");
}
