//! A PostgreSQL cluster that is used only by a test run.

use anyhow::Result;
use twinlock_cluster::{Cluster, Options, PROGRAMS_PACKAGE, Programs};

use crate::apt;

/// Starts a cluster that runs as long as the value lives. The one that Debian's package starts is not used.
pub(crate) fn start() -> Result<Cluster> {
    ensure()?;
    Cluster::start(&Options::default())
}

/// Makes sure that PostgreSQL is installed.
pub(crate) fn ensure() -> Result<()> {
    if Programs::find().is_err() {
        apt::install("PostgreSQL", "database", &[PROGRAMS_PACKAGE])?;
    }
    Ok(())
}
