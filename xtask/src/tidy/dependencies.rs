//! The allowed dependencies: Cargo's metadata must match the table in `dependency-rule.toml`, and each dependency needs
//! a written reason.

mod reasons;

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use cargo_metadata::{Dependency, DependencyKind, Metadata, Package};
use serde::Deserialize;

use super::{Finding, tree::Tree};

const TABLE: &str = "xtask/dependency-rule.toml";

/// The whole table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    package: BTreeMap<String, Row>,
    knows: BTreeMap<String, Vec<String>>,
}

/// The rule for one package, or for several with a trailing `*`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// The packages of this workspace that it may depend on; `*` for any.
    workspace: Vec<String>,
    /// The external crates that it may depend on; `None` for any.
    outside: Option<Vec<String>>,
    /// The packages that it may depend on only behind a feature.
    #[serde(default)]
    optional: Vec<String>,
}

/// One dependency.
#[derive(Clone, Copy, Debug)]
struct Edge<'a> {
    from: &'a str,
    to: &'a str,
    inside: bool,
    optional: bool,
}

pub(super) fn check(tree: &Tree, metadata: &Metadata) -> Result<Vec<Finding>> {
    let table = read(tree)?;
    let packages = metadata.workspace_packages();
    let names: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let edges: Vec<Edge<'_>> = packages.iter().flat_map(|package| edges(package)).collect();
    let mut findings = table.strangers(&names);
    findings.extend(edges.iter().flat_map(|edge| table.judge(*edge)));
    let used = packages.iter().flat_map(|package| &package.dependencies).map(|dependency| dependency.name.as_str());
    findings.extend(reasons::check(tree, &used.collect())?);
    Ok(findings)
}

fn read(tree: &Tree) -> Result<Table> {
    let text = tree.text(TABLE).with_context(|| format!("{TABLE} is missing"))?;
    toml::from_str(text).with_context(|| format!("{TABLE} cannot be read"))
}

/// The dependencies of a package, without those of its tests, which the rule does not limit.
fn edges(package: &Package) -> impl Iterator<Item = Edge<'_>> {
    let counts = |dependency: &&Dependency| dependency.kind != DependencyKind::Development;
    package.dependencies.iter().filter(counts).map(|dependency| Edge {
        from: package.name.as_str(),
        to: &dependency.name,
        inside: dependency.path.is_some(),
        optional: dependency.optional,
    })
}

impl Table {
    fn row(&self, package: &str) -> Option<&Row> {
        self.package.get(package).or_else(|| {
            let by_prefix = |pattern: &str| pattern.strip_suffix('*').is_some_and(|prefix| package.starts_with(prefix));
            self.package.iter().find(|(pattern, _)| by_prefix(pattern)).map(|(_, row)| row)
        })
    }

    /// Findings for packages that are not in the table.
    fn strangers(&self, packages: &[&str]) -> Vec<Finding> {
        let unknown = packages.iter().filter(|package| self.row(package).is_none());
        unknown.map(|package| Finding::new(TABLE, format!("says nothing about {package}"))).collect()
    }

    fn judge(&self, edge: Edge<'_>) -> Vec<Finding> {
        let Some(row) = self.row(edge.from) else { return Vec::new() };
        let mut findings = Vec::new();
        let listed = |list: &[String]| list.iter().any(|name| name == edge.to || name == "*");
        let allowed = match &row.outside {
            _ if edge.inside => listed(&row.workspace),
            Some(outside) => listed(outside) || edge.optional && listed(&row.optional),
            None => true,
        };
        if !allowed {
            findings.push(Finding::new(edge.from, format!("may not depend on {} ({TABLE})", edge.to)));
        }
        if let Some(owners) = self.knows.get(edge.to).filter(|owners| !owners.iter().any(|owner| owner == edge.from)) {
            findings
                .push(Finding::new(edge.from, format!("only {} may know {} ({TABLE})", owners.join(", "), edge.to)));
        }
        findings
    }
}

#[cfg(test)]
mod tests;
