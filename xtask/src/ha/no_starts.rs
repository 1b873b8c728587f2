//! Installs packages without starting their services: Debian asks a policy program first, which this replaces for a
//! while.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

const POLICY: &str = "/usr/sbin/policy-rc.d";

/// No package starts its service while this value lives.
#[derive(Debug)]
pub(super) struct NoStarts(Option<PathBuf>);

impl NoStarts {
    pub(super) fn begin() -> Result<Self> {
        Self::at(Path::new(POLICY))
    }

    /// An existing policy is kept. If we may not write the policy, we may not install packages either, and the
    /// installation reports that with a better error.
    fn at(policy: &Path) -> Result<Self> {
        let mut file = match OpenOptions::new().write(true).create_new(true).mode(0o755).open(policy) {
            Ok(file) => file,
            Err(error) if matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::PermissionDenied) => {
                return Ok(Self(None));
            }
            Err(error) => return Err(error).with_context(|| format!("cannot write {}", policy.display())),
        };
        let this = Self(Some(policy.to_path_buf()));
        // Exit code 101: forbidden by policy.
        file.write_all(b"#!/bin/sh\nexit 101\n")?;
        Ok(this)
    }
}

impl Drop for NoStarts {
    fn drop(&mut self) {
        if let Some(policy) = &self.0
            && let Err(error) = fs::remove_file(policy)
        {
            eprintln!("xtask: cannot remove {}: {error}", policy.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn our_policy_goes_again_and_somebody_elses_stays() {
        let policy = std::env::temp_dir().join(format!("twinlock-policy-{}", std::process::id()));
        let ours = NoStarts::at(&policy).unwrap();
        assert_eq!(fs::metadata(&policy).unwrap().permissions().mode() & 0o111, 0o111, "it can be run");
        let beside = NoStarts::at(&policy).unwrap();
        drop(beside);
        assert!(policy.exists());
        drop(ours);
        assert!(!policy.exists());
    }
}
