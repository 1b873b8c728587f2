//! The program behind `cargo xtask bench`.

use std::time::Duration;

use anyhow::{Context as _, Result};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let argument = |place: usize| arguments.get(place).context("database postmaster connections seconds");
    let options = twinlock_bench::contention::Options {
        database: argument(0)?.clone(),
        postmaster: argument(1)?.parse()?,
        connections: argument(2)?.parse()?,
        rounds: argument(4)?.parse()?,
        span: Duration::from_secs(argument(3)?.parse()?),
    };
    let table = twinlock_bench::contention::run(&options).await?;
    std::fs::write("/tmp/bench-contention.md", &table)?;
    Ok(())
}
