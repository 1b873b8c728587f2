//! The PostgreSQL that a test run has to itself.

use anyhow::Result;
use twinlock_cluster::{Cluster, Options, PROGRAMS_PACKAGE, Programs};

use crate::apt;

/// A cluster for as long as the value lives. One that Debian's package starts by itself is somebody else's, and left alone.
pub(crate) fn start() -> Result<Cluster> {
    ensure()?;
    Cluster::start(&Options::default())
}

/// Makes sure that a cluster can be started.
pub(crate) fn ensure() -> Result<()> {
    if Programs::find().is_err() {
        apt::install("PostgreSQL", "database", &[PROGRAMS_PACKAGE])?;
    }
    Ok(())
}
