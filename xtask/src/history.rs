//! `cargo xtask history` and `cargo xtask race`: two servers on one PostgreSQL database under faults, and a checker of
//! the recorded history.

use anyhow::{Result, bail, ensure};
use twinlock_cluster::{PROGRAMS_PACKAGE, Programs};

use crate::{apt, ci, shell};

/// The one seeded bug that is in the database's configuration and needs no faulty server.
const FORGETFUL: &str = "forgetful-database";

/// The path of the library that changes the clock of one process, as Debian installs it.
const FAKETIME: &str = "faketime/libfaketime.so.1";

/// Records and checks a history of `--seconds`, with `--seed`. With `--seeded`, the server has that bug, and the
/// checker has to find it.
pub(crate) fn history(flags: &[&str]) -> Result<()> {
    let known = ["--seconds", "--seed", "--seeded"];
    let flags = pairs(flags, &known)?;
    let seeded = flags.iter().any(|(flag, bug)| *flag == "--seeded" && *bug != FORGETFUL);
    prepare()?;
    let server = if seeded { "twinlock-faulty" } else { "twinlock" };
    let folder = ci::build(&[server, "twinlock-history"])?;
    run(&folder, "twinlock-history", server, &flags)
}

/// Runs `--rounds` of races for everything that works only once.
pub(crate) fn race(flags: &[&str]) -> Result<()> {
    let flags = pairs(flags, &["--rounds"])?;
    prepare()?;
    let folder = ci::build(&["twinlock", "twinlock-race"])?;
    run(&folder, "twinlock-race", "twinlock", &flags)
}

/// The histories of every CI run, each with another kind of seeded bug that has to be found.
pub(crate) fn short() -> Result<()> {
    for bug in ["policy-remembered", "code-twice", FORGETFUL] {
        history(&["--seeded", bug, "--seconds", "30"])?;
    }
    Ok(())
}

fn pairs<'a>(flags: &[&'a str], known: &[&str]) -> Result<Vec<(&'a str, &'a str)>> {
    let (pairs, rest) = flags.as_chunks();
    let unknown = pairs.iter().map(|[flag, _]| *flag).chain(rest.iter().copied()).find(|flag| !known.contains(flag));
    if let Some(flag) = unknown {
        bail!("{flag}? Known are {}", known.join(", "));
    }
    ensure!(rest.is_empty(), "{} wants a value", rest.join(" "));
    Ok(pairs.iter().map(|[flag, value]| (*flag, *value)).collect())
}

fn prepare() -> Result<()> {
    if Programs::find().is_err() {
        apt::install("PostgreSQL", "history", &[PROGRAMS_PACKAGE])?;
    }
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    if !folders.map(|folder| folder.path().join(FAKETIME)).any(|library| library.is_file()) {
        apt::install("libfaketime", "history", &["faketime"])?;
    }
    Ok(())
}

fn run(folder: &std::path::Path, tool: &str, server: &str, flags: &[(&str, &str)]) -> Result<()> {
    let mut command = shell::command(folder.join(tool))?;
    command.arg("--program").arg(folder.join(server));
    shell::run(command.args(flags.iter().flat_map(|(flag, value)| [flag, value])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_come_with_values() {
        assert_eq!(pairs(&["--seed", "7"], &["--seed"]).unwrap(), [("--seed", "7")]);
        assert!(pairs(&["--seed"], &["--seed"]).is_err());
        assert!(pairs(&["--sede", "7"], &["--seed"]).is_err());
    }
}
