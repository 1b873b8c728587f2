//! Being told to stop: what was started ends with us, which a signal alone would not see to.

use anyhow::{Result, bail};
use tokio::signal::unix::{SignalKind, signal};

/// Does the work, unless Ctrl-C or a polite kill comes first; then everything that it holds is dropped.
pub async fn unless_told_to_stop(work: impl Future<Output = Result<()>>) -> Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        done = work => done,
        _ = interrupt.recv() => bail!("stopped by Ctrl-C"),
        _ = terminate.recv() => bail!("stopped by SIGTERM"),
    }
}
