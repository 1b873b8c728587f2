//! The tasks of the project in one program, so that a fresh clone needs only Cargo: `cargo xtask <task>`.

mod apt;
mod bench;
mod chromium;
mod ci;
mod demo;
mod ha;
mod history;
mod passes;
mod postgres;
mod shell;
mod tidy;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "cargo xtask <task>

  demo [--check] [--dev]   start Twinlock and two demo apps; --check: see that they answer, then stop; --dev: unoptimised
  test [filter]            all tests, those in a real browser and those on PostgreSQL included
  nodes [--toggles n]      two nodes on one database: 10,000 toggles on one, and nobody slips through on the other
  ha [--short] [--patroni] the database fails over under load: nothing acknowledged is lost, and every node serves again
  history [--seconds n] [--seed n] [--seeded bug]
                           two nodes under faults, and a checker of all that they answered; with a bug, it has to be found
  race [--rounds n]        everything that works once, fifty at the same moment on two nodes
  bench [flags]            what an operation costs, on SQLite and PostgreSQL; --help lists the flags, --dev: unoptimised
  tidy                     the rules that no compiler checks
  ci                       everything that has to pass before a change lands";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<()> {
    match arguments {
        ["demo", flags @ ..] => demo::demo(demo::Options::parse(flags)?),
        ["test", filters @ ..] => passes::test(filters),
        ["nodes", flags @ ..] => passes::nodes(flags),
        ["ha", flags @ ..] => ha::ha(flags),
        ["history", flags @ ..] => history::history(flags),
        ["race", flags @ ..] => history::race(flags),
        ["bench", flags @ ..] => bench::bench(flags),
        ["tidy"] => tidy::tidy(),
        ["ci"] => ci::ci(),
        ["help" | "--help" | "-h"] => {
            eprintln!("{USAGE}");
            Ok(())
        }
        _ => bail!("no such task\n\n{USAGE}"),
    }
}
