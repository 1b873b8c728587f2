//! Patroni and etcd from Debian's packages: installed where they are missing and may be, asked for where they may not.

use std::fs::{self, OpenOptions, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

const PROGRAMS: [&str; 3] = ["patroni", "patronictl", "etcd"];
const PACKAGES: [&str; 2] = ["patroni", "etcd-server"];
/// Debian asks this before a package starts its service.
const POLICY: &str = "/usr/sbin/policy-rc.d";

/// Makes sure that the programs can be started.
pub(super) fn ensure_installed() -> Result<()> {
    let missing: Vec<&str> = PROGRAMS.into_iter().filter(|program| !on_path(program)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let is_root = fs::metadata("/proc/self")?.uid() == 0;
    let (missing, packages) = (missing.join(", "), PACKAGES.join(" and "));
    ensure!(
        is_root && on_path("apt-get"),
        "{missing} not found: install Debian's {packages}, or what your system calls them"
    );
    eprintln!("Installing {packages}");
    let _quiet = NoStarts::begin()?;
    apt_get(&["update", "-qq"])?;
    apt_get(&[&["install", "-y", "-qq", "--no-install-recommends"], &PACKAGES[..]].concat())
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let mut apt_get = Command::new("apt-get");
    apt_get.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    let output = apt_get.output().context("cannot run apt-get")?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "apt-get {} failed: {complaint}", arguments.join(" "));
    Ok(())
}

fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| Path::new(&folder).join(program).is_file())
}

/// While it lives, what is installed starts no service: the members here are ours, on ports of their own.
#[derive(Debug)]
struct NoStarts(Option<PathBuf>);

impl NoStarts {
    /// Where somebody has a policy already, it is theirs and stays.
    fn begin() -> Result<Self> {
        let policy = PathBuf::from(POLICY);
        if policy.exists() {
            return Ok(Self(None));
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o755).open(&policy)?;
        // 101: the action is forbidden by policy.
        file.write_all(b"#!/bin/sh\nexit 101\n")?;
        fs::set_permissions(&policy, Permissions::from_mode(0o755))?;
        Ok(Self(Some(policy)))
    }
}

impl Drop for NoStarts {
    fn drop(&mut self) {
        if let Some(policy) = &self.0 {
            let _ = fs::remove_file(policy);
        }
    }
}
