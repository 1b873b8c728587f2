//! A single etcd, which stores the leader's lease. A deployment has three, on separate machines.

use std::fs::File;
use std::path::Path;
use std::process::Child;

use anyhow::{Context as _, Result};
use twinlock_cluster::{Account, free_port};

use crate::topology::end::kill_families;

/// A running etcd.
#[derive(Debug)]
pub(super) struct Etcd {
    process: Child,
    client: u16,
}

impl Etcd {
    pub(super) fn start(account: &Account, folder: &Path) -> Result<Self> {
        let (client, peer) = (free_port()?, free_port()?);
        let (client_url, peer_url) = (format!("http://127.0.0.1:{client}"), format!("http://127.0.0.1:{peer}"));
        let log = File::create(folder.join("etcd.log"))?;
        let mut etcd = account.command("etcd");
        etcd.args(["--name", "etcd", "--data-dir"]).arg(folder.join("etcd"));
        etcd.args(["--listen-client-urls", &client_url, "--advertise-client-urls", &client_url]);
        etcd.args(["--listen-peer-urls", &peer_url, "--initial-advertise-peer-urls", &peer_url]);
        etcd.args(["--initial-cluster", &format!("etcd={peer_url}"), "--logger", "zap"]);
        etcd.stdout(log.try_clone()?).stderr(log);
        let process = etcd.spawn().context("cannot run etcd")?;
        Ok(Self { process, client })
    }

    /// The endpoint for the members.
    pub(super) fn endpoint(&self) -> String {
        format!("127.0.0.1:{}", self.client)
    }
}

impl Drop for Etcd {
    fn drop(&mut self) {
        if let Err(error) = kill_families(&[self.process.id()]) {
            eprintln!("cannot end etcd: {error:#}");
        }
        let _ = self.process.wait();
    }
}
