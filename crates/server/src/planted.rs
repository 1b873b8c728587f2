//! The `twinlock` program with a bug in it, for the history checker to find. Which one, the variable `PLANTED_BUG` says. It is
//! a program of its own, so that nothing is ever called `twinlock` that can do this.

use std::process::ExitCode;

use clap::Parser;
use twinlock_server::cli::Cli;

fn main() -> ExitCode {
    Cli::parse().run()
}
