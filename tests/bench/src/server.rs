//! The server under test as an operator runs it: a process configured by environment, and its commands. The process of
//! the floor is started in the same way.

use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use tempfile::TempDir;

use crate::wire::{Connection, Target};

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// A fixed key, because its value does not affect the measurement and commands do not create one.
const MASTER_KEY: &str = "0707070707070707070707070707070707070707070707070707070707070707";

/// The files and settings of a server and its commands.
#[derive(Debug)]
pub(crate) struct Installation {
    program: PathBuf,
    folder: TempDir,
    database: String,
    target: Target,
}

/// A running server, killed when this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    process: Child,
}

impl Installation {
    /// `database` is a URL; `None` is an SQLite file in the installation's own folder.
    pub(crate) fn new(program: &Path, database: Option<String>) -> Result<Self> {
        let folder = TempDir::with_prefix("twinlock-bench-").context("cannot make a temporary folder")?;
        let file = || format!("sqlite://{}", folder.path().join("twinlock.db").display());
        let database = database.unwrap_or_else(file);
        // Absolute, because the program runs in another folder.
        let program = program.canonicalize().with_context(|| format!("no {}", program.display()))?;
        Ok(Self { program, folder, database, target: Target::free()? })
    }

    /// Another server on the same database and under the same public URL, at an address of its own.
    pub(crate) fn another(&self) -> Result<Self> {
        let folder = TempDir::with_prefix("twinlock-bench-").context("cannot make a temporary folder")?;
        let target = Target { address: Target::free()?.address, ..self.target() };
        Ok(Self { program: self.program.clone(), folder, database: self.database.clone(), target })
    }

    pub(crate) fn target(&self) -> Target {
        self.target.clone()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(self.folder.path()).env_clear().stdin(Stdio::null()).args(arguments);
        let (listen, url) = (self.target.address.to_string(), self.target.url());
        // No rate limit may reject a measured request, and nothing that was prepared may expire meanwhile.
        for (key, value) in [
            ("DATABASE_URL", self.database.as_str()),
            ("LISTEN", &listen),
            ("PUBLIC_URL", &url),
            ("OPS_LISTEN", "off"),
            ("MASTER_KEY", MASTER_KEY),
            ("LIFETIMES_CODE", "10m"),
            ("LIFETIMES_ACCESS_TOKEN", "2h"),
            ("LIFETIMES_SESSION_IDLE", "12h"),
            ("LIFETIMES_PASSWORD_FRESH", "12h"),
            ("LIMITS_PASSWORDS_BY_ADDRESS", "100000000"),
            ("LIMITS_PASSWORDS_BY_ACCOUNT", "100000000"),
            ("LIMITS_TOKENS_BY_CLIENT", "100000000"),
            ("LIMITS_TOKENS_BY_ADDRESS", "100000000"),
            ("LIMITS_REQUESTS_BY_ADDRESS", "100000000"),
            ("LIMITS_APPS_BY_ACCOUNT", "100000000"),
        ] {
            command.env(format!("TWINLOCK_{key}"), value);
        }
        command
    }

    /// Runs a command of the operator, and returns its JSON.
    pub(crate) fn operate(&self, arguments: &[&str], input: &str) -> Result<serde_json::Value> {
        let mut command = self.command(arguments);
        command.arg("--json").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().with_context(|| format!("cannot run {}", self.program.display()))?;
        process.stdin.take().context("no input")?.write_all(input.as_bytes())?;
        let output = process.wait_with_output()?;
        let complaint = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "twinlock {} failed: {complaint}", arguments.join(" "));
        serde_json::from_slice(&output.stdout).context("a command answered no JSON")
    }

    /// Registers a confidential app that signs with ES256. Returns its id and secret.
    pub(crate) fn register(&self, name: &str, redirect_uri: &str, owner: &str) -> Result<(String, String)> {
        let arguments = ["app", "create", "--name", name, "--redirect-uri", redirect_uri, "--owner", owner];
        let app = self.operate(&[&arguments[..], &["--id-token-alg", "ES256"]].concat(), "")?;
        let told = |name: &str| app.get(name).and_then(|text| text.as_str()).with_context(|| format!("no {name}"));
        Ok((told("client_id")?.to_owned(), told("client_secret")?.to_owned()))
    }

    /// From the next start on, the server connects to the database at this port.
    pub(crate) fn move_database(&mut self, from: u16, to: u16) {
        self.database = self.database.replace(&format!(":{from}/"), &format!(":{to}/"));
    }

    /// Starts the server. Returns it with the time until its first response.
    pub(crate) async fn serve(&self) -> Result<(Server, Duration)> {
        Server::start(self.command(&["serve"]), &self.target(), &self.folder.path().join("log")).await
    }
}

impl Server {
    /// Starts a server that will listen at `target`. Returns it with the time until its first response.
    #[expect(clippy::disallowed_methods, reason = "it measures")]
    pub(crate) async fn start(mut command: Command, target: &Target, log: &Path) -> Result<(Self, Duration)> {
        let output = File::options().create(true).append(true).open(log)?;
        command.stdout(output.try_clone()?).stderr(output);
        let begun = Instant::now();
        let process = command.spawn().with_context(|| format!("cannot run {}", command.get_program().display()))?;
        let mut server = Self { process };
        let request = target.get("/.well-known/openid-configuration", &[]);
        while begun.elapsed() < PATIENCE {
            if let Ok(mut connection) = Connection::open(target).await {
                connection.send(&request).await?.expect(200)?;
                return Ok((server, begun.elapsed()));
            }
            if let Some(status) = server.process.try_wait()? {
                bail!("the server ended ({status}):\n{}", std::fs::read_to_string(log).unwrap_or_default());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        bail!("the server does not answer")
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // No data is kept, so it need not shut down cleanly.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
