//! The `twinlock` program: parses its arguments, runs the command, and turns its result into output and an exit code.

use std::process::ExitCode;

use clap::Parser;
use twinlock_server::cli::Cli;

fn main() -> ExitCode {
    Cli::parse().run()
}
