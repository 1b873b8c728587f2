//! A throwaway server for use at a terminal: prints its URL, and stops at Ctrl-C or at the end of the input.
//! `TWINLOCK_TEST_POSTGRES=<that URL> cargo test` then runs single tests against it.

use std::io::{Read as _, Write as _};

use anyhow::Result;
use twinlock_cluster::{Cluster, Options};

fn main() -> Result<()> {
    let cluster = Cluster::start(&Options::default())?;
    writeln!(std::io::stdout(), "{}", cluster.url("postgres"))?;
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
