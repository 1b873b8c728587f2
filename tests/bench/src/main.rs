//! The program behind `cargo xtask bench`.

use std::{io::Write as _, process::ExitCode};

use clap::Parser as _;
use twinlock_bench::{Options, contention, long, nodes, scale};

/// A single thread, to leave the rest of the machine to the server.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = Options::parse();
    let report = if options.contention {
        contention::run(&options).await
    } else if options.scale {
        scale::run(&options).await
    } else if options.nodes {
        nodes::run(&options).await
    } else if options.long {
        long::run(&options).await
    } else {
        twinlock_bench::run(&options).await
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
