//! Kills or freezes processes and their descendants, found by parent process ids.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

const LOOK_AGAIN: Duration = Duration::from_millis(5);
const LOOKS: usize = 1_000;

/// Kills processes and all their descendants with SIGKILL, parents first, so that none can start another. Returns how
/// many they were.
pub(crate) fn kill_families(processes: &[u32]) -> Result<usize> {
    let family = families(processes)?;
    signal("KILL", &family)?;
    for _ in 0..LOOKS {
        if family.iter().all(|process| state(*process).is_none_or(|state| "ZX".contains(&state))) {
            return Ok(family.len());
        }
        std::thread::sleep(LOOK_AGAIN);
    }
    bail!("processes {family:?} do not end")
}

/// Stops processes and all their descendants with SIGSTOP. Returns how many they were.
pub(crate) fn freeze_families(processes: &[u32]) -> Result<usize> {
    let family = families(processes)?;
    signal("STOP", &family)?;
    Ok(family.len())
}

/// The processes and all their descendants, parents before children.
fn families(processes: &[u32]) -> Result<Vec<u32>> {
    let mut family = processes.to_vec();
    let parents = parents()?;
    let mut looked_at = 0;
    while let Some(parent) = family.get(looked_at).copied() {
        let children = parents.iter().filter(|(child, its)| **its == parent && !family.contains(child));
        let children: Vec<u32> = children.map(|(child, _)| *child).collect();
        family.extend(children);
        looked_at += 1;
    }
    Ok(family)
}

/// If a process has ended meanwhile, `kill` reports an error but signals the others.
fn signal(name: &str, processes: &[u32]) -> Result<()> {
    let numbers = processes.iter().map(u32::to_string);
    Command::new("kill").arg(format!("-{name}")).args(numbers).output().context("cannot run kill")?;
    Ok(())
}

/// The parent of each process (proc(5)).
fn parents() -> Result<BTreeMap<u32, u32>> {
    let numbers = std::fs::read_dir("/proc")?.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    Ok(numbers.filter_map(|process: u32| Some((process, field(process, 1)?.parse().ok()?))).collect())
}

/// The state of a process; `Z` is a zombie. `None` if there is no such process.
fn state(process: u32) -> Option<String> {
    field(process, 0)
}

/// A field of `/proc/<pid>/stat` after the name, which can contain spaces and brackets: 0 is the state, 1 the parent.
fn field(process: u32, number: usize) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_whitespace().nth(number).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::process::Stdio;

    use super::*;

    #[test]
    fn a_family_ends_with_its_children() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "sleep 60 & sleep 60; true"]).stdout(Stdio::null());
        let mut shell = shell.spawn().unwrap();
        let children = || parents().unwrap().into_iter().filter(|(_, its)| *its == shell.id()).map(|it| it.0).collect();
        let mut found: Vec<u32> = children();
        while found.len() < 2 {
            std::thread::yield_now();
            found = children();
        }
        assert_eq!(kill_families(&[shell.id()]).unwrap(), 3);
        assert!(found.into_iter().all(|process| state(process).is_none_or(|state| state == "Z")));
        assert!(!shell.wait().unwrap().success());
    }
}
