//! What has to pass before a change lands, in the order in which a mistake shows soonest, with the time that each step takes.

use std::process::Command;

use anyhow::{Context as _, Result};

use crate::{bench, demo, ha, history, passes, shell, tidy};

/// The port crate's mocks and contract suite are code that only tests switch on; they are checked with the rest.
pub(crate) const FEATURES: [&str; 2] = ["--features", "twinlock-ports/mocks,twinlock-ports/contract"];

/// A step's name and what it does.
type Step = (&'static str, fn() -> Result<()>);

const STEPS: [Step; 12] = [
    ("format", || shell::run(&mut cargo(&["fmt", "--all", "--check"])?)),
    ("tidy", tidy::tidy),
    ("clippy", clippy),
    ("domain without std", || shell::run(&mut cargo(&["check", "-p", "twinlock-domain", "--no-default-features"])?)),
    ("test", || passes::test(&[])),
    ("doc", doc),
    ("demo", || demo::demo(demo::Options { check: true, dev: true })),
    ("failover", || ha::ha(&["--short"])),
    ("race", || history::race(&["--rounds", "20"])),
    ("history", || history::history(&["--seconds", "120"])),
    ("planted bugs", history::short),
    ("bench, that it works", || bench::bench(bench::SMOKE)),
];

/// Runs every step; the first that fails ends it.
pub(crate) fn ci() -> Result<()> {
    let mut times = Vec::new();
    for (name, step) in STEPS {
        eprintln!("\n== {name}");
        let (outcome, seconds) = timed(step);
        times.push((name, seconds));
        if outcome.is_err() {
            report(&times);
        }
        outcome.with_context(|| format!("the step `{name}` failed"))?;
    }
    report(&times);
    Ok(())
}

fn doc() -> Result<()> {
    let mut command = cargo(&["doc", "--workspace", "--no-deps"])?;
    shell::run(command.args(FEATURES).env("RUSTDOCFLAGS", "-D warnings"))
}

fn clippy() -> Result<()> {
    shell::run(cargo(&["clippy", "--workspace", "--all-targets"])?.args(FEATURES).args(["--", "-D", "warnings"]))
}

/// Cargo as every step calls it. A CI compiles once, so writing incremental data would be time lost.
pub(crate) fn cargo(arguments: &[&str]) -> Result<Command> {
    let mut command = shell::cargo()?;
    command.args(arguments);
    if std::env::var_os("CI").is_some() {
        command.env("CARGO_INCREMENTAL", "0");
    }
    Ok(command)
}

#[expect(clippy::disallowed_methods, reason = "how long a chore takes is told to a person and decides nothing")]
fn timed(step: fn() -> Result<()>) -> (Result<()>, f64) {
    let start = std::time::Instant::now();
    (step(), start.elapsed().as_secs_f64())
}

fn report(times: &[(&str, f64)]) {
    eprintln!();
    for (name, seconds) in times {
        eprintln!("{seconds:8.1} s  {name}");
    }
    eprintln!("{:8.1} s  in all", times.iter().map(|(_, seconds)| seconds).sum::<f64>());
}
