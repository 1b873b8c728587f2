//! What the tests need besides Rust: installed where it is missing and may be, asked for where it may not.

use std::{path::Path, process::Command};

use anyhow::{Context as _, Result, bail};

use crate::shell;

/// Installs Debian's packages as root, or says what is missing: `missing` names it, `whose` the tests that need it.
pub(crate) fn install(missing: &str, whose: &str, packages: &[&str]) -> Result<()> {
    let need = || format!("the {whose} tests need {missing}");
    if !is_root()? || !on_path("apt-get") {
        let packages = packages.join(" and ");
        bail!("{}: install Debian's {packages}, or what your system calls it", need());
    }
    eprintln!("Installing {missing} for the {whose} tests");
    shell::run(apt_get()?.args(["update", "-qq"]))?;
    shell::run(apt_get()?.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages)).with_context(need)
}

/// Whether a shell would find the program.
pub(crate) fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| Path::new(&folder).join(program).is_file())
}

fn apt_get() -> Result<Command> {
    let mut command = shell::command("apt-get")?;
    command.env("DEBIAN_FRONTEND", "noninteractive");
    Ok(command)
}

fn is_root() -> Result<bool> {
    Ok(shell::output(shell::command("id")?.arg("-u"))?.trim() == "0")
}
