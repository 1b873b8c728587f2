//! One throwaway server: made, started, stopped and removed.

use std::{
    fs::{File, OpenOptions},
    io::Write as _,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command},
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result, bail, ensure};
use tempfile::TempDir;

use crate::{
    account::Account,
    options::{Options, line},
    port,
    programs::Programs,
    psql::{self, identifier, output},
    watch::Watch,
};

const USER: &str = "twinlock";
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// How often the state is read before a start fails: for a minute.
const LOOKS: u32 = 3_000;

/// How a server is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// Sessions are ended, and a checkpoint is written.
    Fast,
    /// As after a crash: the next start recovers from the log.
    Immediate,
}

/// A PostgreSQL server on a port of 127.0.0.1, stopped and deleted with its data when this is dropped.
#[derive(Debug)]
pub struct Cluster {
    server: Option<Child>,
    port: u16,
    account: Account,
    programs: Programs,
    // Fields are dropped in this order, so the shell of `_watch` has nothing left to do if all went well.
    folder: TempDir,
    _watch: Watch,
}

impl Cluster {
    /// Creates a cluster, and waits until it accepts connections.
    pub fn start(options: &Options) -> Result<Self> {
        let mut cluster = Self::empty()?;
        let mut initdb = cluster.program("initdb");
        initdb.args(["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]);
        output(initdb.arg(format!("--username={USER}")).arg("--pgdata").arg(cluster.data()))?;
        cluster.first_start(options)?;
        Ok(cluster)
    }

    /// Copies a cluster that runs, by `pg_basebackup`, and starts the copy as a standby that streams from it.
    pub fn start_standby_of(primary: &Self, options: &Options) -> Result<Self> {
        let mut cluster = Self::empty()?;
        let mut copy = cluster.program("pg_basebackup");
        copy.args(["--checkpoint=fast", "--write-recovery-conf", "--no-sync", "--wal-method=stream"]);
        output(copy.arg("--dbname").arg(primary.url("postgres")).arg("--pgdata").arg(cluster.data()))?;
        cluster.first_start(options)?;
        Ok(cluster)
    }

    fn empty() -> Result<Self> {
        let programs = Programs::find()?;
        let folder = TempDir::with_prefix("twinlock-postgres-").context("cannot make a temporary folder")?;
        let account = Account::owning(folder.path())?;
        let watch = Watch::over(folder.path())?;
        Ok(Self { server: None, port: 0, account, programs, folder, _watch: watch })
    }

    fn first_start(&mut self, options: &Options) -> Result<()> {
        self.configure(&options.lines())?;
        // Another process can take the port between our check and the server's start.
        let mut outcome = Ok(());
        for _ in 0..3 {
            self.port = port::free()?;
            self.configure(&line("port", &self.port.to_string()))?;
            outcome = self.start_again();
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }

    fn configure(&self, lines: &str) -> Result<()> {
        let path = self.data().join("postgresql.conf");
        let mut file = OpenOptions::new().append(true).open(&path).with_context(|| format!("no {}", path.display()))?;
        let ours = line("listen_addresses", "127.0.0.1") + &line("unix_socket_directories", &path_text(self.folder())?);
        file.write_all(format!("{ours}{lines}").as_bytes())?;
        Ok(())
    }

    /// Starts the server that was stopped, or died, on the same port and data.
    pub fn start_again(&mut self) -> Result<()> {
        if let Some(mut server) = self.server.take()
            && server.try_wait()?.is_none()
        {
            self.server = Some(server);
            bail!("the cluster runs already");
        }
        let log = OpenOptions::new().create(true).append(true).open(self.log())?;
        let mut postgres = self.program("postgres");
        // A process group of its own: Ctrl-C then signals only the tool, which decides when its database stops.
        postgres.process_group(0).arg("-D").arg(self.data()).stdout(File::try_clone(&log)?).stderr(log);
        self.server = Some(postgres.spawn().context("cannot run postgres")?);
        self.wait_until_ready()
    }

    /// The server writes its state into `postmaster.pid` (`pg_ctl --wait` reads it too).
    fn wait_until_ready(&mut self) -> Result<()> {
        for _ in 0..LOOKS {
            let server = self.server.as_mut().context("the cluster is stopped")?;
            if let Some(status) = server.try_wait()? {
                self.server = None;
                bail!("PostgreSQL ended while it started ({status}):\n{}", self.end_of_log());
            }
            let pid = server.id().to_string();
            let state = std::fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
            let mut state = state.lines().map(str::trim);
            // The first line distinguishes this server's file from one that a crash left behind; the eighth is the
            // state.
            if state.next() == Some(&pid) && state.nth(6) == Some("ready") {
                return Ok(());
            }
            thread::sleep(LOOK_AGAIN);
        }
        bail!("PostgreSQL does not answer:\n{}", self.end_of_log())
    }

    /// Stops the server and keeps its data.
    pub fn stop(&mut self, shutdown: Shutdown) -> Result<()> {
        let mut server = self.server.take().context("the cluster is stopped already")?;
        if server.try_wait()?.is_some() {
            return Ok(());
        }
        let mode = match shutdown {
            Shutdown::Fast => "fast",
            Shutdown::Immediate => "immediate",
        };
        let mut stop = self.program("pg_ctl");
        let stopped = output(stop.args(["stop", "--silent", "--wait", "--mode", mode, "--pgdata"]).arg(self.data()));
        if stopped.is_err() {
            server.kill()?;
        }
        server.wait()?;
        stopped.map(drop)
    }

    /// The URL of a database: `postgres://twinlock@127.0.0.1:<port>/<database>`.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The server's process, while it has one.
    pub fn pid(&self) -> Option<u32> {
        self.server.as_ref().map(Child::id)
    }

    /// The folder with the socket, the log and the data.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The server's log file.
    pub fn log(&self) -> PathBuf {
        self.folder().join("log")
    }

    /// PostgreSQL's data folder.
    pub fn data(&self) -> PathBuf {
        self.folder().join("data")
    }

    /// Another of PostgreSQL's programs, as the account that the server runs as.
    pub fn program(&self, name: &str) -> Command {
        self.account.command(self.programs.path(name))
    }

    /// Runs SQL and returns the rows: a line each, `|` between columns.
    pub fn query(&self, database: &str, sql: &str) -> Result<String> {
        psql::query(&self.url(database), sql)
    }

    pub fn create_database(&self, name: &str) -> Result<()> {
        self.query("postgres", &format!("create database {}", identifier(name)?)).map(drop)
    }

    /// Copies a database that nobody is connected to.
    pub fn create_database_from(&self, template: &str, name: &str) -> Result<()> {
        let sql = format!("create database {} template {}", identifier(name)?, identifier(template)?);
        self.query("postgres", &sql).map(drop)
    }

    /// Removes a database and ends the sessions that it has.
    pub fn drop_database(&self, name: &str) -> Result<()> {
        self.query("postgres", &format!("drop database {} with (force)", identifier(name)?)).map(drop)
    }

    fn end_of_log(&self) -> String {
        let log = std::fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines.get(lines.len().saturating_sub(20)..).unwrap_or_default().join("\n")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.server.is_some() {
            // The data is deleted with the folder, so no checkpoint is needed.
            let _ = self.stop(Shutdown::Immediate);
        }
    }
}

fn path_text(path: &Path) -> Result<String> {
    let text = path.to_str().with_context(|| format!("{} is not UTF-8", path.display()))?;
    // sockaddr_un has 108 bytes for a path; `/.s.PGSQL.65535` comes after the folder.
    ensure!(text.len() < 90, "{text} is too long for a socket: set TMPDIR to a shorter one");
    Ok(text.to_owned())
}
