//! The `twinlock` program: reads its arguments, runs the command, and turns its outcome into output and an exit code.

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;
use twinlock_server::cli::Cli;

/// Gives memory back: each password that is hashed takes 19 MiB for a moment, which the system's allocator keeps.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    Cli::parse().run()
}
