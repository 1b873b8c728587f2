//! Clearing away what ended: it changes no answer, so it may run at any time, on any node.

use std::time::Duration;

use crate::{Failure, Twinlock};

/// How long what has ended is kept.
const KEPT: Duration = Duration::from_hours(24);

impl Twinlock {
    /// Removes up to `most` rows of each kind that ended a day ago or earlier; answers how many.
    ///
    /// # Errors
    /// When a port fails.
    pub async fn sweep(&self, most: u32) -> Result<u64, Failure> {
        let before = self.now() - KEPT;
        self.write(async |tx| Ok(tx.sweep(before, most).await?)).await
    }
}
