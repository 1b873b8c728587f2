//! `cargo xtask race` runs this: `twinlock-race --program PATH [--rounds N] [--store sqlite]`.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail, ensure};
use twinlock_history::race::race;
use twinlock_history::site::{Plan, Store};
use twinlock_history::stop::unless_told_to_stop;

#[tokio::main]
async fn main() -> ExitCode {
    match unless_told_to_stop(judge()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("race: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn judge() -> Result<()> {
    let (mut program, mut rounds, mut store) = (None, 1000, Store::Postgres);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().with_context(|| format!("{word} wants a value"))?;
        match word.as_str() {
            "--program" => program = Some(PathBuf::from(value)),
            "--rounds" => rounds = value.parse().context("--rounds wants a number")?,
            "--store" if value == "sqlite" => store = Store::Sqlite,
            "--store" if value == "postgres" => store = Store::Postgres,
            _ => bail!("what is {word} {value}?"),
        }
    }
    let program = program.context("--program is missing")?;
    let plan = Plan { program, store, seed: 1, environment: Vec::new(), forgetful: false };
    let log = PathBuf::from("target/race.jsonl");
    let (scores, anomalies) = race(&plan, rounds, log.clone()).await?;
    for score in &scores {
        say(&format!("{:>6} rounds, {:>3} wrong  {}", score.rounds, score.wrong.len(), score.what));
        score.wrong.iter().take(5).for_each(|wrong| say(&format!("         {wrong}")));
    }
    for anomaly in anomalies.iter().take(5) {
        say(&format!("{}: {}, operations {:?}", anomaly.kind.as_str(), anomaly.what, anomaly.ops));
    }
    let wrong: usize = scores.iter().map(|score| score.wrong.len()).sum();
    ensure!(scores.iter().all(|score| score.rounds > 0), "vacuous: something was never raced for");
    ensure!(
        wrong == 0 && anomalies.is_empty(),
        "{wrong} rounds went wrong, {} anomalies; see {}",
        anomalies.len(),
        log.display()
    );
    Ok(())
}

fn say(text: &str) {
    // stderr may be closed; the exit code reports the result all the same.
    let _ = writeln!(std::io::stderr(), "{text}");
}
