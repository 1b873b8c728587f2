//! The memory of a process, now and at its peak, from `/proc`.

use std::fs;

use anyhow::{Context as _, Result};

/// Resident memory in MiB.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Memory {
    pub(crate) now: f64,
    /// The peak.
    pub(crate) most: f64,
}

/// The memory of one process.
pub(crate) fn of(pid: u32) -> Result<Memory> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).with_context(|| format!("process {pid} is gone"))?;
    parse(&status).context("/proc/<pid>/status has no VmRSS and VmHWM")
}

fn parse(status: &str) -> Option<Memory> {
    let mebibytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().strip_suffix(" kB")?.parse::<u32>().ok().map(|kibibytes| f64::from(kibibytes) / 1024.0)
    };
    Some(Memory { now: mebibytes("VmRSS:")?, most: mebibytes("VmHWM:")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kibibytes_become_mebibytes() {
        let status = "Name:\tx\nVmHWM:\t    4096 kB\nVmRSS:\t    2048 kB\n";
        assert_eq!(parse(status), Some(Memory { now: 2.0, most: 4.0 }));
    }
}
