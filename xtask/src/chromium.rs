//! The browser that the tests drive: installed where it is missing and may be, asked for where it may not.

use std::{path::Path, process::Command};

use anyhow::{Context as _, Result, bail};

use crate::shell;

const PROGRAMS: [&str; 2] = ["chromium", "chromedriver"];

/// Makes sure that chromium and chromedriver can be started.
pub(crate) fn ensure() -> Result<()> {
    let missing: Vec<&str> = PROGRAMS.into_iter().filter(|program| !on_path(program)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let missing = missing.join(" and ");
    if !is_root()? || !on_path("apt-get") {
        bail!(
            "the browser tests need {missing}: install Debian's chromium and chromium-driver, or what your system calls them"
        );
    }
    eprintln!("Installing {missing} for the browser tests");
    shell::run(apt_get()?.args(["update", "-qq"]))?;
    shell::run(apt_get()?.args(["install", "-y", "-qq", "--no-install-recommends", "chromium", "chromium-driver"]))
        .with_context(|| format!("the browser tests need {missing}"))
}

fn apt_get() -> Result<Command> {
    let mut command = shell::command("apt-get")?;
    command.env("DEBIAN_FRONTEND", "noninteractive");
    Ok(command)
}

fn is_root() -> Result<bool> {
    Ok(shell::output(shell::command("id")?.arg("-u"))?.trim() == "0")
}

fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| Path::new(&folder).join(program).is_file())
}
