//! One server: started, killed and started again on the same ports, under the clock that it is given.

use std::fs::OpenOptions;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tokio::process::{Child, Command};

use super::free_port;
use crate::clock::{Deadline, now_millis};

/// How long a server may take until it answers.
const STARTS_WITHIN: Duration = Duration::from_secs(20);

/// A server's process and what it is started with.
#[derive(Debug)]
pub struct Node {
    pub index: usize,
    pub listen: SocketAddr,
    pub log: PathBuf,
    ops: SocketAddr,
    program: PathBuf,
    settings: Vec<(String, String)>,
    child: Option<Child>,
}

impl Node {
    pub fn new(program: PathBuf, folder: &Path, index: usize, settings: Vec<(String, String)>) -> Result<Self> {
        let (listen, ops) = (free_port()?, free_port()?);
        let log = folder.join(format!("node-{index}.log"));
        Ok(Self { index, listen, log, ops, program, settings, child: None })
    }

    /// Starts it with its clock so many seconds ahead, and waits until it answers.
    pub async fn start(&mut self, ahead: i64) -> Result<()> {
        let log = OpenOptions::new().create(true).append(true).open(&self.log)?;
        let mut command = Command::new(&self.program);
        command.arg("serve").env_clear().envs(self.settings.iter().cloned());
        command.env("TWINLOCK_LISTEN", self.listen.to_string()).env("TWINLOCK_OPS_LISTEN", self.ops.to_string());
        if ahead != 0 {
            let library = faketime().context("libfaketime is not here: install the package `faketime`")?;
            command.env("LD_PRELOAD", library).env("FAKETIME", format!("{ahead:+}"));
            // Waiting takes as long as ever; only what time it is is wrong.
            command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1").env("DONT_FAKE_MONOTONIC", "1");
        }
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
        self.child = Some(command.spawn().with_context(|| format!("cannot run {}", self.program.display()))?);
        let deadline = Deadline::after(STARTS_WITHIN);
        while !self.is_ready().await {
            self.still_runs()?;
            if deadline.has_passed() {
                bail!("node {} does not answer; see {}", self.index, self.log.display());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    async fn is_ready(&self) -> bool {
        let answer = reqwest::get(format!("http://{}/readyz", self.ops)).await;
        answer.is_ok_and(|answer| answer.status().is_success())
    }

    /// An error once it has ended by itself, which no fault excuses.
    pub fn still_runs(&mut self) -> Result<()> {
        let child = self.child.as_mut().context("it was not started")?;
        match child.try_wait()? {
            Some(status) => bail!("node {} ended by itself ({status})", self.index),
            None => Ok(()),
        }
    }

    /// As a power cut would: SIGKILL.
    pub async fn kill(&mut self) -> Result<()> {
        let mut child = self.child.take().context("it was not started")?;
        Ok(child.kill().await?)
    }

    /// By how many seconds its clock is ahead of ours, read off an answer.
    pub async fn measured_skew(&self) -> Result<i64> {
        let answer = reqwest::get(format!("http://{}/healthz", self.ops)).await?;
        let date =
            answer.headers().get("date").and_then(|date| date.to_str().ok()).context("an answer without a date")?;
        let theirs = second_of_day(date).with_context(|| format!("`{date}` is no date"))?;
        let ours = now_millis().div_euclid(1000).rem_euclid(DAY);
        Ok((theirs - ours + DAY / 2).rem_euclid(DAY) - DAY / 2)
    }
}

const DAY: i64 = 86_400;

/// The time of `Wed, 25 Nov 2026 10:02:32 GMT`.
fn second_of_day(date: &str) -> Option<i64> {
    let time = date.split(' ').nth(4)?;
    let mut parts = time.split(':').map(str::parse::<i64>);
    let (hours, minutes, seconds) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    Some(hours * 3600 + minutes * 60 + seconds)
}

/// The library that changes what time it is for one process.
pub fn faketime() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?.filter_map(Result::ok).map(|entry| entry.path());
    folders.map(|folder| folder.join("faketime/libfaketime.so.1")).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_read_off_a_date() {
        assert_eq!(second_of_day("Wed, 25 Nov 2026 10:02:32 GMT"), Some(36_152));
        assert_eq!(second_of_day("yesterday"), None);
    }
}
