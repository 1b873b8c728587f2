//! The end of Patroni, PostgreSQL and etcd when this program dies without saying so: each of them would go on for ever.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};

/// Waits for the other end of its input to go away, then ends whatever works in the folder, and removes it. Twice, since
/// Patroni may have started a server between the look and the kill.
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

/// A shell that outlives this process by as long as cleaning up takes.
#[derive(Debug)]
pub(super) struct Watch {
    shell: Child,
}

impl Watch {
    pub(super) fn over(folder: &Path) -> Result<Self> {
        let mut shell = Command::new("sh");
        // A group of its own: Ctrl-C in a terminal goes to everybody else. It works elsewhere, or it would end itself.
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
