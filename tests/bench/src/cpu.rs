//! CPU time of a process and its children, from `/proc`. On a shared machine it varies much less than throughput.

use std::{fs, time::Duration};

use anyhow::{Context as _, Result};

/// Linux counts CPU time in ticks of 10 ms (`USER_HZ`), on every platform that this runs on.
const TICK: Duration = Duration::from_millis(10);

/// A process, as in `/proc/<pid>/stat`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stat {
    parent: u32,
    own: u64,
    waited_for: u64,
}

/// The CPU time of `root`, of its live children, and of those that ended and were waited for. PostgreSQL's background
/// processes and connections are all children of its postmaster.
pub(crate) fn of_family(root: u32) -> Result<Duration> {
    let mut ticks = {
        let stat = read(root).with_context(|| format!("process {root} is gone"))?;
        stat.own + stat.waited_for
    };
    for entry in fs::read_dir("/proc").context("no /proc here")? {
        let name = entry?.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse().ok()) else { continue };
        // A child that ends meanwhile is counted by its parent from then on.
        if let Some(stat) = read(pid).filter(|stat| stat.parent == root) {
            ticks += stat.own + stat.waited_for;
        }
    }
    Ok(time(ticks))
}

/// The CPU time of one process with all its threads.
pub(crate) fn of_process(pid: u32) -> Result<Duration> {
    read(pid).map(|stat| time(stat.own)).with_context(|| format!("process {pid} is gone"))
}

fn time(ticks: u64) -> Duration {
    TICK * u32::try_from(ticks).unwrap_or(u32::MAX)
}

fn read(pid: u32) -> Option<Stat> {
    parse(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// Parses the fields after the last bracket, because the second field is a name in brackets that may contain anything.
fn parse(stat: &str) -> Option<Stat> {
    let (_, rest) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let number = |place: usize| fields.get(place)?.parse::<u64>().ok();
    Some(Stat {
        parent: u32::try_from(number(1)?).ok()?,
        own: number(11)? + number(12)?,
        waited_for: number(13)? + number(14)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_and_spaces_moves_no_field() {
        let stat = "7 (a) b (c) S 5 7 7 0 -1 4194560 1 2 3 4 10 20 30 40 20 0 1 0 99 1 1 1";
        assert_eq!(parse(stat), Some(Stat { parent: 5, own: 30, waited_for: 70 }));
    }

    #[test]
    fn this_process_has_a_cpu_time() {
        assert!(of_family(std::process::id()).is_ok());
    }
}
