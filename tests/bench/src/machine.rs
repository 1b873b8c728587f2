//! The machine of the measurement, without which its figures mean nothing.

use std::{fs, process::Command};

use anyhow::{Context as _, Result};

/// Describes cores, memory, system and time.
pub(crate) fn describe() -> Result<String> {
    let cores = std::thread::available_parallelism()?;
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = first(&processor, "model name").unwrap_or("an unnamed processor");
    let memory = fs::read_to_string("/proc/meminfo")?;
    let memory = first(&memory, "MemTotal").and_then(|text| text.strip_suffix(" kB")?.parse::<u64>().ok());
    let gibibytes = memory.unwrap_or_default().div_ceil(1024 * 1024);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let load = fs::read_to_string("/proc/loadavg")?;
    let load = load.split(' ').next().unwrap_or_default();
    Ok(format!("{cores} cores ({processor}), {gibibytes} GiB, Linux {}, load {load} before it began", kernel.trim()))
}

/// Today's date in ISO 8601.
pub(crate) fn today() -> Result<String> {
    let date = Command::new("date").arg("+%F").output().context("cannot run date")?;
    Ok(String::from_utf8(date.stdout)?.trim().to_owned())
}

fn first<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix(':').map(str::trim))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_its_name() {
        assert_eq!(first("model name\t: Fast 9\nMemTotal:   7 kB\n", "model name"), Some("Fast 9"));
        assert_eq!(first("MemTotal:   7 kB\n", "MemTotal"), Some("7 kB"));
    }
}
