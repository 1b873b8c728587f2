//! A program of the demo. It is ended by its process id when the demo ends, for whatever reason.

use std::{
    process::{Command, ExitStatus},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};

use crate::shell;

/// How many tenths of a second a program has to end before it is killed.
const PATIENCE: u32 = 50;

/// A running program.
#[derive(Debug)]
pub(super) struct Child {
    name: &'static str,
    process: std::process::Child,
}

impl Child {
    pub(super) fn start(name: &'static str, mut command: Command) -> Result<Self> {
        let process = command.spawn().with_context(|| format!("cannot start {name}"))?;
        Ok(Self { name, process })
    }

    /// Fails if the program has ended by itself.
    pub(super) fn still_runs(&mut self) -> Result<()> {
        match self.process.try_wait()? {
            Some(status) => bail!("{} has ended ({status})", self.name),
            None => Ok(()),
        }
    }

    /// Asks the program to end and waits; kills it if it does not end in time.
    fn end(&mut self) -> Result<ExitStatus> {
        if let Some(status) = self.process.try_wait()? {
            return Ok(status);
        }
        shell::run(shell::command("kill")?.arg("-TERM").arg(self.process.id().to_string()))?;
        for _ in 0..PATIENCE {
            if let Some(status) = self.process.try_wait()? {
                return Ok(status);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        self.process.kill()?;
        Ok(self.process.wait()?)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("xtask: cannot end {}: {error:#}", self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Child {
        let mut command = shell::command("sh").unwrap();
        command.arg("-c").arg(script);
        Child::start("sh", command).unwrap()
    }

    #[test]
    fn a_child_ends_when_it_is_asked() {
        let mut child = sh("exec sleep 60");
        child.still_runs().unwrap();
        let status = child.end().unwrap();
        assert!(!status.success(), "it did not end by itself");
        assert!(child.still_runs().is_err());
    }

    #[test]
    fn a_child_that_fails_is_named() {
        let mut child = sh("exit 3");
        child.process.wait().unwrap();
        let error = child.still_runs().unwrap_err().to_string();
        assert!(error.contains("sh has ended") && error.contains('3'), "{error}");
    }
}
