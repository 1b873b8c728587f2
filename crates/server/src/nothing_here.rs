//! The error of a command that finds no database or no master key.

use std::path::PathBuf;

/// There is no database or no master key: most likely the command runs in the wrong folder.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NothingHere {
    /// No database, or one without tables.
    #[error(
        "there is no database at {0}; `twinlock serve` or `twinlock migrate` creates it, and --database-url names another"
    )]
    Database(String),
    /// No master key, and the database holds nothing encrypted under one.
    #[error(
        "there is no master key at {}; `twinlock serve` creates it, and TWINLOCK_MASTER_KEY or --data-dir names another",
        .0.display()
    )]
    MasterKey(PathBuf),
}
