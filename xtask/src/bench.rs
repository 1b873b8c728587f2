//! `cargo xtask bench`: builds the release server, the bare one that it is compared with and the program that measures
//! both, and runs that program.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::{ci, shell};

/// The document that `--write` updates.
const DOCUMENT: &str = "docs/performance.md";

/// The flags of the smoke test in CI. Its figures mean nothing, but it shows that the tool works.
pub(crate) const SMOKE: &[&str] = &["--dev", "--seconds", "0.3", "--connections", "2", "--rounds", "1"];

/// The server, the floor of its cost, and the program that measures both.
const PROGRAMS: [&str; 3] = ["twinlock", "twinlock-floor", "twinlock-bench"];

/// Passes the flags to the program, except two: `--dev` measures the unoptimised build, `--write` updates [`DOCUMENT`].
pub(crate) fn bench(flags: &[&str]) -> Result<()> {
    let dev = flags.contains(&"--dev");
    let write = flags.contains(&"--write");
    ensure!(!(dev && write), "figures of the unoptimised build are not written down");
    let folder = if dev { ci::build(&PROGRAMS)? } else { release()? };
    let mut bench = shell::command(folder.join("twinlock-bench"))?;
    bench.arg("--server").arg(folder.join("twinlock")).arg("--floor").arg(folder.join("twinlock-floor"));
    bench.arg("--commit").arg(commit()?);
    bench.args(flags.iter().filter(|flag| !["--dev", "--write"].contains(flag)));
    if write {
        bench.arg("--write").arg(shell::root()?.join(DOCUMENT));
    }
    shell::run(&mut bench)
}

/// Builds [`PROGRAMS`] as they are released.
fn release() -> Result<PathBuf> {
    let mut build = ci::cargo(&["build", "--workspace", "--release"])?;
    shell::run(build.args(PROGRAMS.iter().flat_map(|program| ["--bin", program])))?;
    Ok(shell::target()?.join("release"))
}

/// The commit that is measured, marked if the work tree has other changes.
fn commit() -> Result<String> {
    let described = shell::output(shell::command("git")?.args(["describe", "--always", "--dirty", "--abbrev=10"]))?;
    Ok(described.trim().to_owned())
}
