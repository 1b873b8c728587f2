//! A program of the demo, ended by its own process id when the demo ends, however it ends.

use std::{
    process::{Command, ExitStatus},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};

use crate::shell;

/// How often, a tenth of a second apart, a program is looked at before it is ended the hard way.
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

    /// An error once it has ended by itself.
    pub(super) fn still_runs(&mut self) -> Result<()> {
        match self.process.try_wait()? {
            Some(status) => bail!("{} has ended ({status})", self.name),
            None => Ok(()),
        }
    }

    /// Asks it to end and waits; ends it where it does not listen.
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
