//! Every dependency that was not given needs a line in the ADR that says why it is needed and why this one was chosen.

use anyhow::{Context as _, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Tree};

const MANIFEST: &str = "Cargo.toml";
const RECORD: &str = "docs/adr/0001-dependencies.md";

/// The dependencies that were given. The first paragraph of the ADR names them.
const GIVEN: [&str; 10] = [
    "actix-web",
    "tokio",
    "diesel",
    "diesel_migrations",
    "openidconnect",
    "jsonwebtoken",
    "totp-lite",
    "maud",
    "thiserror",
    "mockall",
];

#[derive(Debug, Deserialize)]
struct Manifest {
    workspace: Workspace,
}

#[derive(Debug, Deserialize)]
struct Workspace {
    dependencies: BTreeMap<String, toml::Value>,
}

pub(super) fn check(tree: &Tree, used: &BTreeSet<&str>) -> Result<Vec<Finding>> {
    let manifest = tree.text(MANIFEST).context("no Cargo.toml")?;
    let manifest: Manifest = toml::from_str(manifest).context("Cargo.toml cannot be read")?;
    let outside =
        |(name, value): &(&String, &toml::Value)| value.get("path").is_none() && !GIVEN.contains(&name.as_str());
    let needed: BTreeSet<&str> =
        manifest.workspace.dependencies.iter().filter(outside).map(|(name, _)| name.as_str()).collect();
    let given: BTreeSet<&str> = recorded(tree.text(RECORD).unwrap_or_default()).collect();
    let missing = needed.difference(&given).map(|name| format!("gives no reason for the dependency `{name}`"));
    let stale = given.difference(&needed).map(|name| format!("gives a reason for `{name}`, which is no dependency"));
    let idle = needed.difference(used).map(|name| format!("is about `{name}`, which no package uses"));
    Ok(missing.chain(stale).chain(idle).map(|what| Finding::new(RECORD, what)).collect())
}

/// The names in the first column of the ADR's tables: ``| `name` | …``.
fn recorded(record: &str) -> impl Iterator<Item = &str> {
    record.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`')).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARGO: &str = "[workspace.dependencies]\nown = { path = 'own' }\ntokio = '1'\nurl = '2'\n";

    fn whats(record: &str) -> Vec<String> {
        let tree = Tree::of(&[(MANIFEST, CARGO), (RECORD, record)]);
        check(&tree, &BTreeSet::from(["tokio", "url"])).unwrap().into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn a_dependency_with_a_line_is_well() {
        assert_eq!(whats("| `url` | redirect URIs | … |"), [""; 0]);
    }

    #[test]
    fn one_that_no_package_uses_is_found() {
        let tree = Tree::of(&[(MANIFEST, CARGO), (RECORD, "| `url` | redirect URIs | … |")]);
        let idle = check(&tree, &BTreeSet::from(["tokio"])).unwrap();
        assert!(idle.iter().any(|finding| finding.what.contains("`url`, which no package uses")), "{idle:?}");
    }

    #[test]
    fn one_without_and_a_line_without_one_are_found() {
        assert!(whats("url is good").iter().any(|what| what.contains("no reason for the dependency `url`")));
        assert!(
            whats("| `url` | a |\n| `uri` | b |").iter().any(|what| what.contains("`uri`, which is no dependency"))
        );
    }
}
