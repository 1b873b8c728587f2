//! `cargo xtask ha`: Twinlock on databases that fail over. What it does is in `tests/ha`; here is what it needs.

mod no_starts;

use anyhow::{Result, bail};

use self::no_starts::NoStarts;
use crate::{apt, ci, postgres, shell};

const FLAGS: &str = "--short, --patroni and --only <scenario>";
const PATRONI: [&str; 3] = ["patroni", "patronictl", "etcd"];

/// Builds the server and the program that tries it, and runs that.
pub(crate) fn ha(flags: &[&str]) -> Result<()> {
    check(flags)?;
    postgres::ensure()?;
    if flags.contains(&"--patroni") {
        ensure_patroni()?;
    }
    let programs = ci::build(&["twinlock", "twinlock-ha"])?;
    let mut program = shell::command(programs.join("twinlock-ha"))?;
    program.arg("--twinlock").arg(programs.join("twinlock")).arg("--folder").arg(shell::target()?.join("ha"));
    shell::run(program.args(flags))
}

/// Before anything is built for nothing.
fn check(flags: &[&str]) -> Result<()> {
    match flags {
        [] => Ok(()),
        ["--short" | "--patroni", rest @ ..] | ["--only", _, rest @ ..] => check(rest),
        [unknown, ..] => bail!("ha knows {FLAGS}, not {unknown}"),
    }
}

/// Makes sure that Patroni and etcd can be started.
fn ensure_patroni() -> Result<()> {
    let missing: Vec<&str> = PATRONI.into_iter().filter(|program| !apt::on_path(program)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    // The members are ours, on ports of their own.
    let _quiet = NoStarts::begin()?;
    apt::install(&missing.join(" and "), "failover", &["patroni", "etcd-server"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_flag_is_refused() {
        assert!(check(&["--short", "--only", "killed", "--patroni"]).is_ok());
        for wrong in ["--patrony", "--only"] {
            let error = check(&["--short", wrong]).unwrap_err().to_string();
            assert!(error.contains(&format!("not {wrong}")), "{error}");
        }
    }
}
