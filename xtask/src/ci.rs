//! The steps that must pass before a change is merged. Steps that find mistakes quickly come first; each step's time is
//! printed.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Error, Result, ensure};

use crate::{bench, demo, ha, history, passes, shell, tidy};

/// The features of the mocks and the contract tests of the ports crate, so that they are checked with the rest.
pub(crate) const FEATURES: [&str; 2] = ["--features", "twinlock-ports/mocks,twinlock-ports/contract"];

/// One step that must pass.
struct Step {
    name: &'static str,
    run: fn() -> Result<()>,
}

impl Step {
    const fn new(name: &'static str, run: fn() -> Result<()>) -> Self {
        Self { name, run }
    }
}

/// The result of a step.
struct Ended {
    name: &'static str,
    seconds: f64,
    error: Option<Error>,
}

const STEPS: [Step; 12] = [
    Step::new("format", || shell::run(&mut cargo(&["fmt", "--all", "--check"])?)),
    Step::new("tidy", tidy::tidy),
    Step::new("clippy", clippy),
    Step::new("domain without std", || {
        shell::run(&mut cargo(&["check", "-p", "twinlock-domain", "--no-default-features"])?)
    }),
    Step::new("test", || passes::test(&[])),
    Step::new("doc", doc),
    Step::new("demo", || demo::demo(demo::Options { check: true, dev: true })),
    Step::new("failover", || ha::ha(&["--short"])),
    Step::new("race", || history::race(&["--rounds", "10"])),
    Step::new("history", || history::history(&["--seconds", "90"])),
    Step::new("seeded bugs", history::short),
    Step::new("bench, that it works", || bench::bench(bench::SMOKE)),
];

/// Runs every step, even after one that failed, and then reports all results.
pub(crate) fn ci() -> Result<()> {
    let ended = run(&STEPS);
    eprintln!("\n{}", report(&ended));
    let failed: Vec<_> = ended.iter().filter(|step| step.error.is_some()).map(|step| step.name).collect();
    ensure!(failed.is_empty(), "failed: {}", failed.join(", "));
    Ok(())
}

fn run(steps: &[Step]) -> Vec<Ended> {
    let mut ended = Vec::new();
    for step in steps {
        eprintln!("\n== {}", step.name);
        let step = timed(step);
        if let Some(error) = &step.error {
            eprintln!("{} failed: {error:#}", step.name);
        }
        ended.push(step);
    }
    ended
}

/// With the examples, for the reason given at [`build`].
fn doc() -> Result<()> {
    let mut command = cargo(&["doc", "--workspace", "--no-deps", "--lib", "--bins", "--examples"])?;
    shell::run(command.args(FEATURES).env("RUSTDOCFLAGS", "-D warnings"))
}

fn clippy() -> Result<()> {
    shell::run(cargo(&["clippy", "--workspace", "--all-targets"])?.args(FEATURES).args(["--", "-D", "warnings"]))
}

/// Builds programs unoptimised, with the same features as the tests, so that nothing is compiled twice. Returns the
/// folder of the programs. The example is built too, because cargo unifies the features of dev-dependencies with the
/// others only if tests or examples are built.
pub(crate) fn build(programs: &[&str]) -> Result<PathBuf> {
    let mut command = cargo(&["build", "--workspace", "--example", "demo_rp"])?;
    command.args(programs.iter().flat_map(|program| ["--bin", program]));
    shell::run(command.args(FEATURES))?;
    Ok(shell::target()?.join("debug"))
}

/// The cargo command of every step. CI compiles only once, so incremental data would be written for nothing.
pub(crate) fn cargo(arguments: &[&str]) -> Result<Command> {
    let mut command = shell::cargo()?;
    command.args(arguments);
    if std::env::var_os("CI").is_some() {
        command.env("CARGO_INCREMENTAL", "0");
    }
    Ok(command)
}

#[expect(clippy::disallowed_methods, reason = "how long a chore takes is told to a person and decides nothing")]
fn timed(step: &Step) -> Ended {
    let start = std::time::Instant::now();
    let error = (step.run)().err();
    Ended { name: step.name, seconds: start.elapsed().as_secs_f64(), error }
}

/// A line for each step, and at the end the errors of those that failed.
fn report(ended: &[Ended]) -> String {
    let mut report = String::new();
    let mut line = |text: String| {
        report.push_str(&text);
        report.push('\n');
    };
    for Ended { name, seconds, error } in ended {
        let word = if error.is_some() { "FAILED" } else { "ok" };
        line(format!("{seconds:8.1} s  {word:6}  {name}"));
    }
    let all: f64 = ended.iter().map(|step| step.seconds).sum();
    line(format!("{all:8.1} s          in all"));
    for Ended { name, error, .. } in ended {
        if let Some(error) = error {
            line(format!("\n{name}: {error:#}"));
        }
    }
    report
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    const MIXED: [Step; 3] = [
        Step::new("first", || bail!("why the first failed")),
        Step::new("second", || Ok(())),
        Step::new("third", || bail!("why the third failed")),
    ];

    #[test]
    fn a_step_that_fails_keeps_no_other_from_running() {
        let ended = run(&MIXED);
        let failed: Vec<_> = ended.iter().filter(|step| step.error.is_some()).map(|step| step.name).collect();
        assert_eq!((ended.len(), failed), (3, vec!["first", "third"]));
    }

    #[test]
    fn the_report_names_every_step_and_why_it_failed() {
        let report = report(&run(&MIXED));
        for words in
            ["FAILED  first", "ok      second", "FAILED  third", "why the first failed", "why the third failed"]
        {
            assert!(report.contains(words), "{words}: {report}");
        }
    }
}
