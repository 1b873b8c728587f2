//! Termination by a signal: the processes that were started end when their owners are dropped, which a signal alone
//! would prevent.

use anyhow::{Result, bail};
use tokio::signal::unix::{SignalKind, signal};

/// Runs `work` until it is done, or SIGINT or SIGTERM arrives; everything that `work` holds is then dropped.
pub async fn unless_told_to_stop(work: impl Future<Output = Result<()>>) -> Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        done = work => done,
        _ = interrupt.recv() => bail!("stopped by Ctrl-C"),
        _ = terminate.recv() => bail!("stopped by SIGTERM"),
    }
}
