//! One member: Patroni with the configuration of the operations guide, and the PostgreSQL that it runs.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Child;

use anyhow::{Context as _, Result, ensure};
use twinlock_cluster::{Account, Programs, free_port, query};

use crate::topology::end::kill_families;

/// The settings of Patroni and PostgreSQL. A lease of 20 seconds is the shortest that tolerates a slow etcd.
const CONFIG: &str = include_str!("patroni.yml");

/// A member.
#[derive(Debug)]
pub(super) struct Member {
    name: &'static str,
    folder: PathBuf,
    port: u16,
    process: Option<Child>,
}

impl Member {
    /// Writes its configuration.
    pub(super) fn prepare(name: &'static str, folder: &Path, account: &Account, etcd: &str) -> Result<Self> {
        let folder = folder.join(name);
        // Created by the account, so that it owns the folder.
        let made = account.command("mkdir").arg(&folder).status()?;
        ensure!(made.success(), "cannot make {}", folder.display());
        let (port, api) = (free_port()?, free_port()?);
        let programs = Programs::find()?.path("postgres");
        let programs = programs.parent().context("PostgreSQL's programs are in no folder")?;
        let config = CONFIG
            .replace("NAME", name)
            .replace("ETCD", etcd)
            .replace("API_PORT", &api.to_string())
            .replace("SQL_PORT", &port.to_string())
            .replace("FOLDER", &folder.to_string_lossy())
            .replace("PROGRAMS", &programs.to_string_lossy());
        std::fs::write(folder.join("patroni.yml"), config)?;
        Ok(Self { name, folder, port, process: None })
    }

    pub(super) fn start(&mut self, account: &Account) -> Result<()> {
        let log = File::options().create(true).append(true).open(self.log())?;
        let mut patroni = account.command("patroni");
        patroni.arg(self.config()).stdout(log.try_clone()?).stderr(log);
        self.process = Some(patroni.spawn().context("cannot run patroni")?);
        Ok(())
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub(super) fn config(&self) -> PathBuf {
        self.folder.join("patroni.yml")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    pub(super) fn url(&self, database: &str) -> String {
        format!("postgres://postgres@{}/{database}", self.address())
    }

    /// Whether it accepts writes now. A member that does not respond counts as not accepting.
    pub(super) fn is_primary(&self) -> bool {
        query(&self.url("postgres"), "select pg_is_in_recovery()").is_ok_and(|answer| answer == "f")
    }

    /// Kills Patroni and PostgreSQL at once, as if the machine had lost power.
    pub(super) fn kill(&mut self) -> Result<()> {
        let mut patroni = self.process.take().with_context(|| format!("{} does not run", self.name))?;
        let state = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap_or_default();
        let postmaster = state.lines().next().and_then(|pid| pid.trim().parse().ok());
        let families: Vec<u32> = [Some(patroni.id()), postmaster].into_iter().flatten().collect();
        kill_families(&families)?;
        patroni.wait()?;
        Ok(())
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        if self.process.is_some()
            && let Err(error) = self.kill()
        {
            eprintln!("cannot end {}: {error:#}", self.name);
        }
    }
}
