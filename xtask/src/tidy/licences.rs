//! Checks `cargo metadata` against `deny.toml`: the accepted licences, the refused crates, and the only allowed source.
//! cargo-deny reads the same file; ADR 0001 says why a tool that takes minutes to build is not part of every run.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use cargo_metadata::Metadata;
use serde::Deserialize;

use super::{Finding, spdx, tree::Tree};

const FILE: &str = "deny.toml";

#[derive(Debug, Deserialize)]
struct Deny {
    licenses: Licences,
    bans: Bans,
    sources: Sources,
}

#[derive(Debug, Deserialize)]
struct Licences {
    allow: Vec<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

#[derive(Debug, Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Debug, Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Sources {
    allow_registry: Vec<String>,
}

/// An external crate.
#[derive(Clone, Copy, Debug)]
struct Outside<'a> {
    name: &'a str,
    licence: Option<&'a str>,
    source: &'a str,
}

pub(super) fn check(tree: &Tree, metadata: &Metadata) -> Result<Vec<Finding>> {
    let deny = read(tree)?;
    let resolve = metadata.resolve.as_ref().context("cargo resolved nothing")?;
    let built: BTreeSet<_> = resolve.nodes.iter().map(|node| &node.id).collect();
    let mut findings = Vec::new();
    let mut names = BTreeSet::new();
    for package in metadata.packages.iter().filter(|package| built.contains(&package.id)) {
        let Some(source) = &package.source else { continue };
        names.insert(package.name.as_str());
        let outside = Outside { name: &package.name, licence: package.license.as_deref(), source: &source.repr };
        findings.extend(deny.judge(outside));
    }
    findings.extend(deny.idle(&names));
    Ok(findings)
}

fn read(tree: &Tree) -> Result<Deny> {
    toml::from_str(tree.text(FILE).context("no deny.toml")?).context("deny.toml cannot be read")
}

impl Deny {
    fn judge(&self, outside: Outside<'_>) -> Vec<Finding> {
        let name = outside.name;
        let mut findings = Vec::new();
        let mut found = |what: String| findings.push(Finding::new(name, what));
        match outside.licence.map(|licence| (licence, spdx::satisfied(licence, &|one| self.accepts(name, one)))) {
            Some((_, Ok(true))) => {}
            Some((licence, Ok(false))) => found(format!("is licensed {licence}, which {FILE} does not accept")),
            Some((licence, Err(error))) => found(format!("is licensed `{licence}`, which cannot be read: {error}")),
            None => found("names no licence".to_owned()),
        }
        if let Some(ban) = self.bans.deny.iter().find(|ban| ban.name == name) {
            found(format!("is refused by {FILE}: {}", ban.reason));
        }
        let registry = |allowed: &String| outside.source == format!("registry+{allowed}");
        if !self.sources.allow_registry.iter().any(registry) {
            found(format!("comes from {}", outside.source));
        }
        findings
    }

    fn accepts(&self, name: &str, licence: &str) -> bool {
        let excepted = self.licenses.exceptions.iter().filter(|exception| exception.name == name);
        self.licenses
            .allow
            .iter()
            .chain(excepted.flat_map(|exception| &exception.allow))
            .any(|allowed| allowed == licence)
    }

    /// Findings for exceptions of crates that are not dependencies any more.
    fn idle(&self, names: &BTreeSet<&str>) -> Vec<Finding> {
        let gone = self.licenses.exceptions.iter().filter(|exception| !names.contains(exception.name.as_str()));
        gone.map(|exception| Finding::new(FILE, format!("excepts {}, which is no dependency", exception.name)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: &str = "registry+https://example.org/index";

    fn deny() -> Deny {
        toml::from_str(
            r#"
            licenses.allow = ["MIT"]
            licenses.exceptions = [{ crate = "driver", allow = ["MPL-2.0"] }]
            bans.deny = [{ crate = "openssl", reason = "one crypto library is enough" }]
            sources.allow-registry = ["https://example.org/index"]
            "#,
        )
        .unwrap()
    }

    fn judged(name: &str, licence: Option<&str>, source: &str) -> usize {
        deny().judge(Outside { name, licence, source }).len()
    }

    #[test]
    fn an_accepted_licence_passes_and_an_exception_is_for_its_crate() {
        assert_eq!(judged("a", Some("MIT OR GPL-3.0"), HOME), 0);
        assert_eq!(judged("driver", Some("MPL-2.0"), HOME), 0);
        assert_eq!(judged("a", Some("MPL-2.0"), HOME), 1);
    }

    #[test]
    fn a_missing_or_unreadable_licence_is_found() {
        assert_eq!(judged("a", None, HOME), 1);
        assert_eq!(judged("a", Some("MIT OR"), HOME), 1);
    }

    #[test]
    fn a_refused_crate_and_a_foreign_source_are_found() {
        assert_eq!(judged("openssl", Some("MIT"), HOME), 1);
        assert_eq!(judged("a", Some("MIT"), "git+https://example.org/a"), 1);
    }

    #[test]
    fn an_exception_for_nothing_is_found() {
        assert_eq!(deny().idle(&BTreeSet::from(["driver"])), []);
        assert_eq!(deny().idle(&BTreeSet::new()).len(), 1);
    }
}
