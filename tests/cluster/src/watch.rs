//! The end of a cluster whose process died without saying so: killed, or stopped by Ctrl-C.

use std::{
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context as _, Result};

use crate::account;

/// Waits for the other end of its input to go away, then for the server to do so, and removes the folder.
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

/// A shell that outlives this process by as long as cleaning up takes.
#[derive(Debug)]
pub(crate) struct Watch {
    shell: Child,
}

impl Watch {
    pub(crate) fn over(folder: &Path) -> Result<Self> {
        let mut shell = Command::new("sh");
        // A group of its own: Ctrl-C in a terminal goes to everybody else.
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
