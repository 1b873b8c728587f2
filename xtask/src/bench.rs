//! `cargo xtask bench`: builds the server as it is shipped and the program that measures it, and lets the one run the other.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::{ci, shell};

/// What the result is written to when it is asked for.
const DOCUMENT: &str = "docs/performance.md";

/// What CI runs, in seconds: the figures mean nothing, but the tool works.
pub(crate) const SMOKE: &[&str] = &["--dev", "--seconds", "0.3", "--connections", "2"];

/// Flags go to the program, but for two: `--dev` measures the unoptimised build, `--write` knows where.
pub(crate) fn bench(flags: &[&str]) -> Result<()> {
    let dev = flags.contains(&"--dev");
    let write = flags.contains(&"--write");
    ensure!(!(dev && write), "figures of the unoptimised build are not written down");
    let folder = if dev { ci::build(&["twinlock", "twinlock-bench"])? } else { release()? };
    let mut bench = shell::command(folder.join("twinlock-bench"))?;
    bench.arg("--server").arg(folder.join("twinlock")).arg("--commit").arg(commit()?);
    bench.args(flags.iter().filter(|flag| !["--dev", "--write"].contains(flag)));
    if write {
        bench.arg("--write").arg(shell::root()?.join(DOCUMENT));
    }
    shell::run(&mut bench)
}

/// Builds the server as it is shipped, and the program that measures it.
fn release() -> Result<PathBuf> {
    let programs = ["--workspace", "--release", "--bin", "twinlock", "--bin", "twinlock-bench"];
    shell::run(ci::cargo(&["build"])?.args(programs))?;
    Ok(shell::target()?.join("release"))
}

/// Which commit is measured, and whether it is that alone.
fn commit() -> Result<String> {
    let described = shell::output(shell::command("git")?.args(["describe", "--always", "--dirty", "--abbrev=10"]))?;
    Ok(described.trim().to_owned())
}
