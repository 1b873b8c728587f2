//! A throwaway server for somebody at a terminal: its URL is printed, and Ctrl-C or the end of the input ends it.
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
