//! The rules of this code base that the compiler does not check. Each check is a function from the tracked files, or
//! from Cargo's metadata, to findings. Each has a test in which it fails.

mod circles;
mod dependencies;
mod documents;
mod licences;
mod names;
mod prose;
mod rules;
mod seeded;
mod spdx;
mod text;
mod tree;
mod tuples;
mod views;

use anyhow::{Result, ensure};
use cargo_metadata::Metadata;

use self::tree::Tree;
use crate::shell;

/// A violation of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    place: String,
    what: String,
}

impl Finding {
    fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }

    fn line(path: &str, number: usize, what: impl Into<String>) -> Self {
        Self::new(format!("{path}:{number}"), what)
    }
}

/// Runs every check and prints what it finds.
pub(crate) fn tidy() -> Result<()> {
    let findings = findings()?;
    for Finding { place, what } in &findings {
        eprintln!("{place}: {what}");
    }
    ensure!(findings.is_empty(), "tidy found {} things", findings.len());
    Ok(())
}

fn findings() -> Result<Vec<Finding>> {
    let tree = Tree::of_checkout()?;
    let metadata = metadata()?;
    let mut findings: Vec<Finding> = [
        text::check,
        names::check,
        views::check,
        documents::check,
        seeded::check,
        tuples::check,
        circles::check,
        prose::check,
    ]
    .iter()
    .flat_map(|check| check(&tree))
    .collect();
    findings.extend(rules::check(&tree)?);
    findings.extend(dependencies::check(&tree, &metadata)?);
    findings.extend(licences::check(&tree, &metadata)?);
    findings.sort();
    Ok(findings)
}

/// The packages of a build on Linux, without those that only other systems need.
fn metadata() -> Result<Metadata> {
    let options = ["--locked", "--filter-platform", "x86_64-unknown-linux-gnu"].map(str::to_owned);
    Ok(cargo_metadata::MetadataCommand::new().current_dir(shell::root()?).other_options(options.to_vec()).exec()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_checkout_is_tidy() {
        let findings = findings().unwrap();
        assert!(findings.is_empty(), "{findings:#?}");
    }
}
