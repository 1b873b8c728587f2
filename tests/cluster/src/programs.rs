//! PostgreSQL's programs: Debian keeps the server's out of the `PATH`, in a folder for each major version.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};

/// Debian's package that contains them.
pub const PROGRAMS_PACKAGE: &str = "postgresql";

const NEEDED: [&str; 4] = ["initdb", "postgres", "pg_ctl", "psql"];

/// The folder of a server's programs.
#[derive(Clone, Debug)]
pub struct Programs {
    folder: PathBuf,
}

impl Programs {
    /// The newest that Debian's packages installed, or those in the folder that `pg_config` prints.
    pub fn find() -> Result<Self> {
        let folders = debian().into_iter().chain(configured());
        let mut complete = folders.filter(|folder| NEEDED.iter().all(|program| folder.join(program).is_file()));
        let folder = complete.next().with_context(|| {
            format!(
                "PostgreSQL's server is not installed: neither /usr/lib/postgresql nor `pg_config --bindir` has {}. \
                 Install Debian's `{PROGRAMS_PACKAGE}`, or what your system calls it",
                NEEDED.join(", ")
            )
        })?;
        Ok(Self { folder })
    }

    /// The path of a program.
    pub fn path(&self, program: &str) -> PathBuf {
        self.folder.join(program)
    }
}

/// `/usr/lib/postgresql/<major>/bin`, newest first.
fn debian() -> Vec<PathBuf> {
    let Ok(entries) = Path::new("/usr/lib/postgresql").read_dir() else { return Vec::new() };
    let version = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let mut versions: Vec<(u32, PathBuf)> =
        entries.flatten().filter_map(|entry| Some((version(&entry.path())?, entry.path().join("bin")))).collect();
    versions.sort();
    versions.into_iter().rev().map(|(_, folder)| folder).collect()
}

fn configured() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
}
