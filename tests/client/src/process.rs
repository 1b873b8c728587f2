//! A server as a process of its own: on free ports, configured by its environment, and ready before it is used.

use std::fs::OpenOptions;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tokio::process::{Child, Command};

const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// How often a server is asked whether it is ready before its start counts as failed: 30 seconds.
const LOOKS: u32 = 1500;

/// Rate limits so high that a test's users, who all come from one address, never reach them.
pub const NO_LIMITS: [(&str, &str); 8] = [
    ("TWINLOCK_LIMITS_PASSWORDS_BY_ADDRESS", "100000000"),
    ("TWINLOCK_LIMITS_PASSWORDS_BY_ACCOUNT", "100000000"),
    ("TWINLOCK_LIMITS_CODES_BY_ADDRESS", "100000000"),
    ("TWINLOCK_LIMITS_LINKS_BY_ADDRESS", "100000000"),
    ("TWINLOCK_LIMITS_TOKENS_BY_CLIENT", "100000000"),
    ("TWINLOCK_LIMITS_TOKENS_BY_ADDRESS", "100000000"),
    ("TWINLOCK_LIMITS_REQUESTS_BY_ADDRESS", "100000000"),
    ("TWINLOCK_LIMITS_APPS_BY_ACCOUNT", "100000000"),
];

/// A server that can be started, killed and started again on the same ports. It is killed when this is dropped.
#[derive(Debug)]
pub struct ServerProcess {
    /// The address at which it serves users and apps.
    pub listen: SocketAddr,
    /// The file of its log, over all its starts.
    pub log: PathBuf,
    operations: SocketAddr,
    program: PathBuf,
    folder: PathBuf,
    child: Option<Child>,
}

impl ServerProcess {
    /// A server that is not started yet, with a folder of its own in `folder` to run in.
    ///
    /// # Errors
    ///
    /// If there is no such program, the folder cannot be created, or no port is free.
    pub fn new(program: &Path, folder: &Path, name: &str) -> Result<Self> {
        let program = program.canonicalize().with_context(|| format!("no {}", program.display()))?;
        let folder = folder.join(name);
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        // Both are held until both are found, so that they differ.
        let ports = [(); 2].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)));
        let [listen, operations] = ports;
        let (listen, operations) = (listen?.local_addr()?, operations?.local_addr()?);
        Ok(Self { listen, log: folder.join("log"), operations, program, folder, child: None })
    }

    /// Starts the server and waits until it is ready. Its environment is `settings`, and where it listens.
    ///
    /// # Errors
    ///
    /// If it cannot be run, ends, or is not ready in time.
    pub async fn start(&mut self, settings: impl IntoIterator<Item = (String, String)>) -> Result<()> {
        let log = OpenOptions::new().create(true).append(true).open(&self.log)?;
        let mut command = Command::new(&self.program);
        command.arg("serve").current_dir(&self.folder).env_clear().envs(settings);
        command.env("TWINLOCK_LISTEN", self.listen.to_string());
        command.env("TWINLOCK_OPS_LISTEN", self.operations.to_string());
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
        self.child = Some(command.spawn().with_context(|| format!("cannot run {}", self.program.display()))?);
        for _ in 0..LOOKS {
            self.still_runs()?;
            if self.ask("/readyz").await.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        bail!("a server does not become ready; its log is {}", self.log.display())
    }

    /// Sends a GET to its listener for operators.
    ///
    /// # Errors
    ///
    /// If it does not respond.
    pub async fn ask(&self, path: &str) -> reqwest::Result<reqwest::Response> {
        reqwest::get(format!("http://{}{path}", self.operations)).await
    }

    /// Checks that the server has not ended by itself, which no fault that a test causes excuses.
    ///
    /// # Errors
    ///
    /// If it has ended, with its log; or if it was not started.
    pub fn still_runs(&mut self) -> Result<()> {
        let child = self.child.as_mut().context("the server was not started")?;
        let Some(status) = child.try_wait()? else { return Ok(()) };
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        bail!("the server that logs to {} ended by itself ({status}):\n{log}", self.log.display())
    }

    /// Kills the server with SIGKILL, which is like a power cut.
    ///
    /// # Errors
    ///
    /// If it was not started, or cannot be killed.
    pub async fn kill(&mut self) -> Result<()> {
        let mut child = self.child.take().context("the server was not started")?;
        Ok(child.kill().await?)
    }
}
