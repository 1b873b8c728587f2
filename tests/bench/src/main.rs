//! The program behind `cargo xtask bench`.

use std::{io::Write as _, process::ExitCode};

use clap::Parser as _;
use twinlock_bench::{Instead, Options, contention, memory_over_time, nodes, scale};

/// A single thread, to leave the rest of the machine to the server.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = Options::parse();
    let report = match options.instead {
        None => twinlock_bench::run(&options).await,
        Some(Instead::Scale) => scale::run(&options).await,
        Some(Instead::Nodes) => nodes::run(&options).await,
        Some(Instead::Memory) => memory_over_time::run(&options).await,
        Some(Instead::Contention) => contention::run(&options).await,
    };
    let told = report.and_then(|report| Ok(std::io::stdout().write_all(report.as_bytes())?));
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}
