//! Twinlock nodes: several processes with one database, one public URL and one master key.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use twinlock_test_client::http::HttpClient;

use crate::browser;

const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// How often a node is looked at before it counts as one that does not start: 30 seconds.
const LOOKS: u32 = 600;
/// One key for all nodes, as a deployment has it in a secret. Its data goes with the run.
const MASTER_KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// Settings that the run needs: crowds behave as if they came from one address, and owners flip switches for minutes.
const SETTINGS: [(&str, &str); 10] = [
    ("TWINLOCK_MASTER_KEY", MASTER_KEY),
    ("TWINLOCK_LIMITS_PASSWORDS_BY_ADDRESS", "1000000"),
    ("TWINLOCK_LIMITS_PASSWORDS_BY_ACCOUNT", "1000000"),
    ("TWINLOCK_LIMITS_TOKENS_BY_CLIENT", "1000000"),
    ("TWINLOCK_LIMITS_TOKENS_BY_ADDRESS", "1000000"),
    ("TWINLOCK_LIMITS_REQUESTS_BY_ADDRESS", "1000000"),
    ("TWINLOCK_LIMITS_APPS_BY_ACCOUNT", "1000000"),
    ("TWINLOCK_LIFETIMES_PASSWORD_FRESH", "1h"),
    ("TWINLOCK_LIFETIMES_SESSION_IDLE", "2h"),
    ("TWINLOCK_LOG_FILTER", "info,actix_server=warn"),
];

/// The nodes of a run, ended when this is dropped.
#[derive(Debug)]
pub(crate) struct Fleet {
    processes: Vec<Process>,
    pub(crate) nodes: HttpClient,
}

#[derive(Debug)]
struct Process(Child);

impl Fleet {
    /// Starts `count` nodes one after the other, as a rolling start does, and waits until each is ready.
    pub(crate) async fn start(program: &Path, database: &str, count: usize, folder: &Path) -> Result<Self> {
        let ports = free_ports(2 * count)?;
        let (addresses, operations) = ports.split_at(count);
        let host = format!("localhost:{}", addresses.first().context("no node was asked for")?.port());
        let mut processes = Vec::new();
        for (number, (listen, ops)) in addresses.iter().zip(operations).enumerate() {
            let own = folder.join(format!("node-{number}"));
            std::fs::create_dir_all(&own)?;
            let mut command = Command::new(program);
            command.arg("serve").current_dir(&own).stdin(Stdio::null());
            command.env("TWINLOCK_DATABASE_URL", database).env("TWINLOCK_PUBLIC_URL", format!("http://{host}"));
            command.env("TWINLOCK_LISTEN", listen.to_string()).env("TWINLOCK_OPS_LISTEN", ops.to_string());
            command.envs(SETTINGS);
            let log = File::create(own.join("log"))?;
            command.stdout(log.try_clone()?).stderr(log);
            let process = command.spawn().with_context(|| format!("cannot run {}", program.display()))?;
            processes.push(Process(process));
            let process = processes.last_mut().context("it was just put there")?;
            process.wait_until_ready(*ops, &own).await?;
        }
        Ok(Self { processes, nodes: browser::nodes(&host, addresses) })
    }

    /// An error when a node has ended: none may, whatever its database does.
    pub(crate) fn all_run(&mut self) -> Result<()> {
        for (number, process) in self.processes.iter_mut().enumerate() {
            if let Some(status) = process.0.try_wait()? {
                bail!("node {number} has ended ({status})");
            }
        }
        Ok(())
    }
}

impl Process {
    async fn wait_until_ready(&mut self, ops: SocketAddr, folder: &Path) -> Result<()> {
        for _ in 0..LOOKS {
            if let Some(status) = self.0.try_wait()? {
                let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
                bail!("a node ended while it started ({status}):\n{log}");
            }
            let ready = reqwest::get(format!("http://{ops}/readyz")).await;
            if ready.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        bail!("a node does not become ready; its log is in {}", folder.display())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The database goes too, so nothing has to be finished.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Ports on loopback that are free now. All are held until the last is found, so that no two are the same.
fn free_ports(count: usize) -> Result<Vec<SocketAddr>> {
    let held: Vec<TcpListener> =
        (0..count).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).collect::<Result<_, _>>()?;
    Ok(held.iter().map(TcpListener::local_addr).collect::<Result<_, _>>()?)
}
