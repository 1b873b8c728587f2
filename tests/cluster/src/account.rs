//! The account that the server runs as: PostgreSQL refuses to run as root, and CI often runs as root.

use std::{
    ffi::OsStr,
    os::unix::{
        fs::{MetadataExt as _, chown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};

/// The accounts that the server may run as if we are root, in order of preference.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

/// The account that a cluster's programs run as, in the cluster's folder.
#[derive(Debug)]
pub struct Account {
    folder: PathBuf,
    /// User and group to switch to; `None` if we are not root.
    other: Option<(u32, u32)>,
}

impl Account {
    /// Gives `folder`, which this process just made, to an account that PostgreSQL accepts.
    pub fn owning(folder: &Path) -> Result<Self> {
        let mut other = None;
        // This process has just made the folder, so its owner is our own user id, which the standard library does not
        // offer.
        if folder.metadata()?.uid() == 0 {
            let accounts = std::fs::read_to_string("/etc/passwd").context("cannot read /etc/passwd")?;
            let found = UNPRIVILEGED.iter().find_map(|name| ids(&accounts, name));
            let (user, group) =
                found.context("PostgreSQL refuses root, and /etc/passwd has no postgres and no nobody")?;
            chown(folder, Some(user), Some(group)).with_context(|| format!("cannot give {} away", folder.display()))?;
            other = Some((user, group));
        }
        Ok(Self { folder: folder.to_path_buf(), other })
    }

    /// A command that runs as this account, without the caller's environment.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        clean(&mut command).current_dir(&self.folder);
        if let Some((user, group)) = self.other {
            command.uid(user).gid(group);
        }
        command
    }
}

/// Clears the environment: no `PGHOST`, no `PGOPTIONS`, no locale of the person who runs the tests.
pub(crate) fn clean(command: &mut Command) -> &mut Command {
    command.env_clear().env("LANG", "C.UTF-8").stdin(Stdio::null());
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
}

/// User and group of `name` in the text of `/etc/passwd` (passwd(5)).
fn ids(accounts: &str, name: &str) -> Option<(u32, u32)> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next()? == name).then_some(())?;
        Some((fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        let text = "root:x:0:0::/root:/bin/sh\nnobody2:x:7:8::/:/bin/false\nnobody:x:65534:65533:nobody:/:/bin/false\n";
        assert_eq!(ids(text, "nobody"), Some((65534, 65533)));
        assert_eq!(ids(text, "postgres"), None);
    }
}
