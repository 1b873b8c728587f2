//! Removes the cluster of a process that ended without dropping it: killed, or stopped by Ctrl-C.

use std::{
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context as _, Result};

use crate::account;

/// Waits until its input is closed, stops the server if it still runs, and removes the folder.
const SCRIPT: &str = r#"
trap '' HUP
cat >/dev/null
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
# The number may be somebody else's by now: a server works in its data folder.
runs() { [ -n "$pid" ] && [ "$(readlink "/proc/$pid/cwd")" = "$1/data" ]; }
if runs "$1"; then
    kill -QUIT "$pid"
    tries=0
    while runs "$1" && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
fi
rm -rf "$1"
"#;

/// A shell that outlives this process until the cleanup is done.
#[derive(Debug)]
pub(crate) struct Watch {
    shell: Child,
}

impl Watch {
    pub(crate) fn over(folder: &Path) -> Result<Self> {
        let mut shell = Command::new("sh");
        // A process group of its own, so that Ctrl-C in a terminal does not reach the shell.
        account::clean(&mut shell).process_group(0);
        shell.args(["-c", SCRIPT, "sh"]).arg(folder).stdin(Stdio::piped());
        shell.stdout(Stdio::null()).stderr(Stdio::null());
        Ok(Self { shell: shell.spawn().context("cannot run sh")? })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}
