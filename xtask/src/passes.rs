//! The tests, each where it has to pass: everything once, and what goes over HTTP a second time, on PostgreSQL.

use std::process::Command;

use anyhow::{Context as _, Result, bail};
use twinlock_cluster::ADMIN_URL;

use crate::{
    chromium,
    ci::{self, FEATURES},
    postgres, shell,
};

/// The environment variable by which the tests over HTTP choose their store.
const STORE: &str = "TWINLOCK_TEST_STORE";

/// How many toggles the nodes' tests make: few in every run, many on demand.
const TOGGLES: &str = "TWINLOCK_TEST_TOGGLES";

/// What runs once only: a browser sees no store, and two nodes are on PostgreSQL anyway.
const ONCE: [&str; 4] = ["--skip", "browser::", "--skip", "nodes::"];

/// All tests, doc tests included. Filters go to the test programs.
pub(crate) fn test(filters: &[&str]) -> Result<()> {
    chromium::ensure()?;
    let cluster = postgres::start()?;
    let admin = cluster.url("postgres");
    shell::run(tests(&admin)?.arg("--").args(filters))?;
    eprintln!("\nThe tests over HTTP again, on PostgreSQL");
    let mut again = tests(&admin)?;
    again.env(STORE, "postgres").args(["--test", "integration", "--"]).args(ONCE).args(filters);
    // A test waits for the database most of its time, and leaves the processor to others.
    shell::run(again.arg("--test-threads=6"))
}

/// Two nodes on one database, for longer than every run can wait.
pub(crate) fn nodes(flags: &[&str]) -> Result<()> {
    let toggles = match flags {
        [] => 10_000,
        ["--toggles", number] => number.parse::<u32>().with_context(|| format!("`{number}` is no number"))?,
        _ => bail!("nodes knows --toggles <number>"),
    };
    let cluster = postgres::start()?;
    let mut nodes = tests(&cluster.url("postgres"))?;
    nodes.env(TOGGLES, toggles.to_string()).args(["--test", "integration", "--", "--nocapture", "nodes::"]);
    shell::run(&mut nodes)
}

/// Always of the whole workspace with the same features, so that nothing is compiled twice.
fn tests(admin: &str) -> Result<Command> {
    let mut command = ci::cargo(&["test", "--workspace"])?;
    command.args(FEATURES).env(ADMIN_URL, admin);
    Ok(command)
}
