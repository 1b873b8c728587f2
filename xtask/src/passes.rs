//! Runs the tests: all of them once, and those over HTTP a second time, on PostgreSQL.

mod tally;

use std::io::Write;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use twinlock_cluster::ADMIN_URL;

use self::tally::Tally;
use crate::{
    chromium,
    ci::{self, FEATURES},
    postgres, shell,
};

/// The environment variable that chooses the store of the tests over HTTP.
const STORE: &str = "TWINLOCK_TEST_STORE";

/// The environment variable with the number of toggles in the nodes' tests: few in every run, many on demand.
const TOGGLES: &str = "TWINLOCK_TEST_TOGGLES";

/// The tests that run only once: for a browser the store makes no difference, and two nodes use PostgreSQL anyway.
const ONCE: [&str; 4] = ["--skip", "browser::", "--skip", "nodes::"];

/// Runs all tests, doc tests included. Filters are passed to the test programs. All tests run, even after one has
/// failed.
pub(crate) fn test(filters: &[&str]) -> Result<()> {
    chromium::ensure()?;
    let cluster = postgres::start()?;
    let admin = cluster.url("postgres");
    let mut all = tests(&admin)?;
    all.arg("--").args(filters);
    let mut again = tests(&admin)?;
    again.env(STORE, "postgres").args(["--test", "integration", "--"]).args(ONCE).args(filters);
    // A test waits for the database most of the time, so several can share a processor.
    again.arg("--test-threads=6");
    let mut shown = std::io::stdout();
    let passes =
        [Pass::run("all tests", &mut all, &mut shown), Pass::run("over HTTP, on PostgreSQL", &mut again, &mut shown)];
    let problems = problems(&passes, filters);
    for pass in &passes {
        let Tally { passed, failed, ignored, .. } = &pass.tally;
        eprintln!("{passed:6} passed {failed:4} failed {ignored:4} ignored  {}", pass.name);
    }
    ensure!(problems.is_empty(), "{}", problems.join("\n"));
    Ok(())
}

/// One run of the test programs, with its result.
#[derive(Debug)]
struct Pass {
    name: &'static str,
    tally: Tally,
    /// Whether Cargo and every test program succeeded, or the error of running them.
    ended_well: Result<bool>,
}

impl Pass {
    fn run(name: &'static str, command: &mut Command, shown: &mut impl Write) -> Self {
        eprintln!("\n== {name}");
        let mut tally = Tally::default();
        let ended_well = shell::watch(command, shown, |line| tally.read(line));
        Self { name, tally, ended_well }
    }
}

/// All problems of the passes, in sentences.
fn problems(passes: &[Pass], filters: &[&str]) -> Vec<String> {
    let mut problems = Vec::new();
    for Pass { name, tally, ended_well } in passes {
        problems.extend(tally.failures().map(|test| format!("{test} failed ({name})")));
        match ended_well {
            // Not visible in the test output: code that does not compile, or a test program that was killed.
            Ok(false) if tally.failures().next().is_none() => {
                problems.push(format!("{name}: did not end well, see above"));
            }
            Ok(_) => {}
            Err(error) => problems.push(format!("{name}: {error:#}")),
        }
    }
    if !problems.is_empty() {
        return problems;
    }
    // Words after the first flag may be its value, not a filter.
    let names = filters.iter().take_while(|filter| !filter.starts_with('-'));
    for name in names.filter(|name| !passes.iter().any(|pass| pass.tally.knows(name))) {
        problems.push(format!("no test has `{name}` in its name"));
    }
    if problems.is_empty() && passes.iter().all(|pass| pass.tally.total() == 0) {
        problems.push("no test ran".to_owned());
    }
    problems
}

/// Runs the tests of two nodes on one database, for longer than every run can take.
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

/// Always tests the whole workspace with the same features, so that nothing is compiled twice.
fn tests(admin: &str) -> Result<Command> {
    let mut command = ci::cargo(&["test", "--workspace", "--no-fail-fast"])?;
    command.args(FEATURES).env(ADMIN_URL, admin);
    Ok(command)
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    fn pass(name: &'static str, output: &str, ended_well: Result<bool>) -> Pass {
        let mut tally = Tally::default();
        output.lines().for_each(|line| tally.read(line));
        Pass { name, tally, ended_well }
    }

    const GOOD: &str = "test a::b ... ok\ntest result: ok. 1 passed; 0 failed; 0 ignored;";
    const BAD: &str = "test a::c ... FAILED\ntest result: FAILED. 0 passed; 1 failed; 0 ignored;";

    #[test]
    fn passes_that_ended_well_are_no_problem() {
        let passes = [pass("one", GOOD, Ok(true)), pass("two", "", Ok(true))];
        assert_eq!(problems(&passes, &[]), [""; 0]);
        assert_eq!(problems(&passes, &["a::b"]), [""; 0]);
        assert_eq!(problems(&passes, &["a::", "--skip", "x"]), [""; 0], "what follows a flag may be the flag's");
    }

    #[test]
    fn every_failure_of_every_pass_is_told() {
        let passes = [pass("one", BAD, Ok(false)), pass("two", BAD, Ok(false)), pass("three", GOOD, Ok(false))];
        let found = problems(&passes, &[]);
        assert_eq!(found, ["a::c failed (one)", "a::c failed (two)", "three: did not end well, see above"]);
        let passes = [pass("one", "", Err(anyhow!("cannot run cargo"))), pass("two", BAD, Ok(false))];
        assert_eq!(problems(&passes, &[]), ["one: cannot run cargo", "a::c failed (two)"]);
    }

    #[test]
    fn a_filter_that_finds_nothing_is_told() {
        let passes = [pass("one", GOOD, Ok(true)), pass("two", "", Ok(true))];
        assert_eq!(problems(&passes, &["a::b", "nothing_like_it"]), ["no test has `nothing_like_it` in its name"]);
        let empty = [pass("one", "test result: ok. 0 passed; 0 failed; 0 ignored;", Ok(true))];
        assert_eq!(problems(&empty, &["--skip", ""]), ["no test ran"]);
    }

    #[test]
    fn the_output_is_read_while_it_is_shown() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo 'test a::c ... FAILED'; exit 1"]);
        // Not to standard output, where the failed tests of this run would be confused with those of the fake one.
        let mut shown = Vec::new();
        let ran = Pass::run("one", &mut command, &mut shown);
        assert!(!ran.ended_well.unwrap());
        assert_eq!(String::from_utf8(shown).unwrap(), "test a::c ... FAILED\n");
        assert_eq!(ran.tally.failures().collect::<Vec<_>>(), ["a::c"]);
    }
}
