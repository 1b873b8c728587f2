//! SQL through `psql`: the only client that a crate without a database driver needs.

use std::process::{Command, Output};

use anyhow::{Context as _, Result, ensure};

use crate::{account, programs::Programs};

/// Runs SQL on the database of `url`, in one transaction, and returns the rows: a line each, `|` between columns.
pub fn query(url: &str, sql: &str) -> Result<String> {
    let mut psql = Command::new(Programs::find()?.path("psql"));
    account::clean(&mut psql).env("PGCONNECT_TIMEOUT", "10");
    psql.args(["-XAtq", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql]);
    output(&mut psql)
}

/// Runs a program and returns its output; if it fails, its stderr is in the error.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let Output { status, stdout, stderr } = command.output().with_context(|| format!("cannot run {program}"))?;
    let complaint = String::from_utf8_lossy(&stderr);
    ensure!(status.success(), "{program} failed ({status}): {}", complaint.trim());
    Ok(String::from_utf8(stdout).with_context(|| format!("{program} prints no UTF-8"))?.trim_end().to_owned())
}

/// A quoted SQL identifier. Only plain names are accepted, so that they need no escape in a URL either.
pub(crate) fn identifier(name: &str) -> Result<String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    ensure!(!name.is_empty() && name.chars().all(plain), "`{name}` is no name of a database: a-z, 0-9 and _ only");
    ensure!(name.len() < 64, "`{name}` is longer than PostgreSQL's names");
    Ok(format!("\"{name}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_become_identifiers() {
        assert_eq!(identifier("a_1").unwrap(), "\"a_1\"");
        for bad in ["", "a\"b", "A", "a b", "a/b", &"a".repeat(64)] {
            assert!(identifier(bad).is_err(), "{bad}");
        }
    }
}
