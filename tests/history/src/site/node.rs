//! One server, whose clock can be set ahead.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use twinlock_test_client::process::ServerProcess;

use crate::clock::now_millis;

/// A server's process and the settings that it is started with.
#[derive(Debug)]
pub struct Node {
    pub index: usize,
    pub process: ServerProcess,
    settings: Vec<(String, String)>,
}

impl Node {
    pub fn new(program: &Path, folder: &Path, index: usize, settings: Vec<(String, String)>) -> Result<Self> {
        Ok(Self { index, process: ServerProcess::new(program, folder, &format!("node-{index}"))?, settings })
    }

    /// Starts the server with its clock `ahead` seconds ahead, and waits until it answers.
    pub async fn start(&mut self, ahead: i64) -> Result<()> {
        let mut settings = self.settings.clone();
        if ahead != 0 {
            let library = faketime().context("libfaketime is not here: install the package `faketime`")?;
            // Only the wall clock is faked. The monotonic clock, and with it every timeout, stays right.
            let clock = [
                ("LD_PRELOAD", library.display().to_string()),
                ("FAKETIME", format!("{ahead:+}")),
                ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
                ("DONT_FAKE_MONOTONIC", "1".to_owned()),
            ];
            settings.extend(clock.map(|(name, value)| (name.to_owned(), value)));
        }
        self.process.start(settings).await.with_context(|| format!("node {} does not start", self.index))
    }

    /// By how many seconds the server's clock is ahead of ours, by the `Date` header of an answer.
    pub async fn measured_skew(&self) -> Result<i64> {
        let answer = self.process.ask("/healthz").await?;
        let date =
            answer.headers().get("date").and_then(|date| date.to_str().ok()).context("an answer without a date")?;
        let theirs = second_of_day(date).with_context(|| format!("`{date}` is no date"))?;
        let ours = now_millis().div_euclid(1000).rem_euclid(DAY);
        Ok((theirs - ours + DAY / 2).rem_euclid(DAY) - DAY / 2)
    }
}

const DAY: i64 = 86_400;

/// The second of the day in a date such as `Wed, 25 Nov 2026 10:02:32 GMT`.
fn second_of_day(date: &str) -> Option<i64> {
    let time = date.split(' ').nth(4)?;
    let mut parts = time.split(':').map(str::parse::<i64>);
    let (hours, minutes, seconds) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    Some(hours * 3600 + minutes * 60 + seconds)
}

/// The library that fakes the wall clock for one process, if it is installed.
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
