//! How each fault is injected, and how it is verified that it had an effect.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use twinlock_cluster::Shutdown;

use super::{Fault, Nemesis};
use crate::clock::Deadline;
use crate::proxy::{Control, Mode};
use crate::record::{Event, Phase};
use crate::site::{CONNECTIONS, Site};

/// How long a cut waits for the request that it is meant for.
const WAITS_FOR_REQUEST: Duration = Duration::from_secs(3);

impl Nemesis<'_> {
    /// Injects a fault and undoes it. Returns a description of what happened, or `None` if the fault had no effect.
    pub(super) async fn inflict(&mut self, fault: Fault) -> Result<Option<String>> {
        let node = usize::try_from(self.rng.below(self.site.nodes.len() as u64)).unwrap_or(0);
        match fault {
            Fault::Kill => self.kill(node).await.map(Some),
            Fault::Skew(seconds) => self.skew(node, seconds).await.map(Some),
            Fault::RestartFast => self.restart_database(Shutdown::Fast).await.map(Some),
            Fault::RestartImmediate => self.restart_database(Shutdown::Immediate).await.map(Some),
            Fault::Cut(request, moment) => self.cut(node, Mode::Cut(request, moment)).await,
            Fault::Stall => self.hold(node, Mode::Stall).await.map(Some),
            Fault::Refuse => self.hold(node, Mode::Refuse).await.map(Some),
            Fault::Lock => Ok(self.lock().await),
            Fault::Exhaust => self.exhaust().await,
        }
    }

    async fn kill(&mut self, node: usize) -> Result<String> {
        let rest = self.rng.millis(700);
        let server = self.site.nodes.get_mut(node).context("no such node")?;
        server.process.kill().await?;
        tokio::time::sleep(rest).await;
        server.start(0).await?;
        Ok(format!("node {node}"))
    }

    async fn skew(&mut self, node: usize, seconds: i64) -> Result<String> {
        let span = Duration::from_secs(3) + self.rng.millis(3000);
        let measured = self.restart_with_skew(node, seconds).await?;
        ensure!((measured - seconds).abs() <= 2, "node {node} is ahead by {measured} s, not by {seconds}");
        tokio::time::sleep(span).await;
        self.restart_with_skew(node, 0).await?;
        Ok(format!("node {node} was ahead by {measured} s for {} s", span.as_secs()))
    }

    async fn restart_with_skew(&mut self, node: usize, seconds: i64) -> Result<i64> {
        self.recorder.note(Event::Skew { node, seconds, phase: Phase::Begin });
        let server = self.site.nodes.get_mut(node).context("no such node")?;
        server.process.kill().await?;
        server.start(seconds).await?;
        self.recorder.note(Event::Skew { node, seconds, phase: Phase::End });
        server.measured_skew().await
    }

    async fn restart_database(&mut self, shutdown: Shutdown) -> Result<String> {
        self.site.restart_database(shutdown).await?;
        Ok(format!("{shutdown:?}"))
    }

    fn control(&self, node: usize) -> Result<&Control> {
        Ok(&self.site.proxies.get(node).context("no such proxy")?.control)
    }

    async fn cut(&mut self, node: usize, mode: Mode) -> Result<Option<String>> {
        let control = self.control(node)?;
        let before = control.cuts();
        control.set(mode);
        let deadline = Deadline::after(WAITS_FOR_REQUEST);
        while control.cuts() == before && !deadline.has_passed() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        control.set(Mode::Pass);
        Ok((control.cuts() > before).then(|| format!("node {node}")))
    }

    async fn hold(&mut self, node: usize, mode: Mode) -> Result<String> {
        let span = Duration::from_millis(800) + self.rng.millis(2200);
        let control = self.control(node)?;
        control.set(mode);
        tokio::time::sleep(span).await;
        control.set(Mode::Pass);
        Ok(format!("node {node} for {} ms", span.as_millis()))
    }

    /// Locks the rows of all apps for a while: statements that change an app wait.
    async fn lock(&mut self) -> Option<String> {
        let held = self.site.sql("select id from apps for update; select pg_sleep(1.2)").await.ok()?;
        let rows = held.lines().filter(|line| !line.is_empty()).count();
        (rows > 0).then(|| format!("{rows} apps for 1.2 s"))
    }

    /// Opens every connection that PostgreSQL accepts, and terminates those of the nodes.
    async fn exhaust(&mut self) -> Result<Option<String>> {
        let address = self.site.database_address().context("there is no PostgreSQL")?;
        let mut taken = Vec::new();
        let theirs =
            format!("datname = '{}' and pid <> pg_backend_pid() and application_name <> '{US}'", Site::database());
        let end_theirs = format!("select count(pg_terminate_backend(pid)) from pg_stat_activity where {theirs}");
        let mut ended = 0_u32;
        // The nodes reconnect at once and may succeed, so opening and terminating alternate.
        for _ in 0..4 {
            while taken.len() < usize::from(CONNECTIONS) {
                let Some(connection) = connection(address).await? else { break };
                taken.push(connection);
            }
            // The session that terminates theirs needs a connection itself.
            taken.truncate(taken.len().saturating_sub(2));
            tokio::time::sleep(Duration::from_millis(50)).await;
            ended += self.site.sql(&end_theirs).await.ok().and_then(|count| count.parse().ok()).unwrap_or(0);
        }
        while let Some(connection) = connection(address).await? {
            taken.push(connection);
        }
        tokio::time::sleep(Duration::from_millis(1500)).await;
        Ok((ended > 0).then(|| format!("{} taken, {ended} ended", taken.len())))
    }
}

/// The `application_name` of the connections that only use up a slot.
const US: &str = "nemesis";

/// An idle connection to PostgreSQL; `None` if it has no slot left (it then sends an error and closes).
async fn connection(address: std::net::SocketAddr) -> Result<Option<TcpStream>> {
    let mut stream = TcpStream::connect(address).await?;
    // StartupMessage of version 3.0.
    let body = format!("user\0twinlock\0database\0{}\0application_name\0{US}\0\0", Site::database());
    let length = u32::try_from(body.len() + 8)?;
    stream.write_all(&[&length.to_be_bytes()[..], &196_608_u32.to_be_bytes(), body.as_bytes()].concat()).await?;
    let mut first = [0];
    stream.read_exact(&mut first).await?;
    // `R`: AuthenticationOk, since the cluster trusts every client.
    Ok((first == [b'R']).then_some(stream))
}
