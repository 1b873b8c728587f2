//! Ends Patroni, PostgreSQL and etcd if this program dies without cleaning up. Otherwise they would run for ever.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};

/// Waits until its input is closed, then kills every process whose working folder is in the folder, and removes the
/// folder. Twice, because Patroni may start a server between the listing and the kill.
const SCRIPT: &str = r#"
trap '' HUP
cat >/dev/null
for again in 1 2; do
    for process in /proc/[0-9]*; do
        case "$(readlink "$process/cwd")" in "$1"|"$1"/*) kill -KILL "${process#/proc/}" 2>/dev/null;; esac
    done
    sleep 0.1
done
rm -rf "$1"
"#;

/// A shell that outlives this process until it has cleaned up.
#[derive(Debug)]
pub(super) struct Watch {
    shell: Child,
}

impl Watch {
    pub(super) fn over(folder: &Path) -> Result<Self> {
        let mut shell = Command::new("sh");
        // A process group of its own, because Ctrl-C in a terminal signals the group of this program. It works outside
        // the folder, or it would kill itself.
        shell.process_group(0).current_dir("/").args(["-c", SCRIPT, "sh"]).arg(folder);
        shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        Ok(Self { shell: shell.spawn().context("cannot run sh")? })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}
