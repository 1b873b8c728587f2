//! Installs what the tests need besides Rust, or reports what is missing if it may not install.

use std::{path::Path, process::Command};

use anyhow::{Context as _, Result, bail};

use crate::shell;

/// Installs Debian packages as root; otherwise fails and names what is `missing` and `whose` tests need it.
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

/// Whether a program is on the path.
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
