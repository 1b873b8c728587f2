//! `cargo xtask ha`: runs Twinlock on databases that fail over. The test itself is in `tests/ha`; this installs and
//! builds what it needs.

mod no_starts;

use anyhow::{Result, bail};

use self::no_starts::NoStarts;
use crate::{apt, ci, postgres, shell};

const FLAGS: &str = "--short, --patroni and --only <scenario>";
const PATRONI: [&str; 3] = ["patroni", "patronictl", "etcd"];

/// Builds the server and the test program, and runs the program.
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

/// Checks the flags first, before anything is built.
fn check(flags: &[&str]) -> Result<()> {
    match flags {
        [] => Ok(()),
        ["--short" | "--patroni", rest @ ..] | ["--only", _, rest @ ..] => check(rest),
        [unknown, ..] => bail!("ha knows {FLAGS}, not {unknown}"),
    }
}

/// Makes sure that Patroni and etcd are installed.
fn ensure_patroni() -> Result<()> {
    let missing: Vec<&str> = PATRONI.into_iter().filter(|program| !apt::on_path(program)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    // The test starts members of its own, on free ports, so the packages' services must not start.
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
