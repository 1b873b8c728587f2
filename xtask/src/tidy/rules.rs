//! The product's rules R1 to R26: each has a test named after it, or a written reason why not.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::{Finding, tree::Tree};

const RULES: u32 = 26;

/// Where a rule without a test says why.
const UNCLAIMED: &str = "xtask/rules-without-test.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unclaimed {
    reasons: BTreeMap<String, String>,
}

pub(super) fn check(tree: &Tree) -> Result<Vec<Finding>> {
    let text = tree.text(UNCLAIMED).with_context(|| format!("{UNCLAIMED} is missing"))?;
    let unclaimed: Unclaimed = toml::from_str(text).with_context(|| format!("{UNCLAIMED} cannot be read"))?;
    let tested: BTreeSet<u32> = tree.rust().flat_map(|(_, text)| text.lines().flat_map(tested_by)).collect();
    let mut findings = Vec::new();
    for rule in 1..=RULES {
        let reason = unclaimed.reasons.get(&format!("R{rule}"));
        match (tested.contains(&rule), reason) {
            (true, None) => {}
            (false, Some(reason)) if !reason.trim().is_empty() => {}
            (false, _) => findings.push(Finding::new(
                format!("R{rule}"),
                format!("no test `fn r{rule:02}_…` shows this rule, and {UNCLAIMED} gives no reason"),
            )),
            (true, Some(_)) => {
                findings.push(Finding::new(UNCLAIMED, format!("R{rule} has a test by now: strike the line")));
            }
        }
    }
    let known = |name: &String| (1..=RULES).any(|rule| *name == format!("R{rule}"));
    let strangers = unclaimed.reasons.keys().filter(|name| !known(name));
    findings.extend(strangers.map(|name| Finding::new(UNCLAIMED, format!("there is no rule {name}"))));
    Ok(findings)
}

/// The rules that a line like `fn r13_r14_…` names.
fn tested_by(line: &str) -> impl Iterator<Item = u32> {
    let name = line.split_once("fn ").map_or("", |(_, name)| name);
    name.split('_').map_while(|word| word.strip_prefix('r')?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(tests: impl Fn(u32) -> bool, reasons: &str) -> Vec<String> {
        let tested = (1..=RULES).filter(|rule| tests(*rule));
        let code = tested.map(|rule| format!("fn r{rule:02}_x() {{}}")).collect::<Vec<_>>().join("\n");
        let tree = Tree::of(&[("a.rs", &code), (UNCLAIMED, &format!("[reasons]\n{reasons}"))]);
        check(&tree).unwrap().into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn every_rule_with_a_test_is_well() {
        assert_eq!(whats(|_| true, ""), [""; 0]);
        assert_eq!(tested_by("    async fn r13_r14_both_are_shown() {").collect::<Vec<_>>(), [13, 14]);
        assert_eq!(tested_by("fn rotate() {").count(), 0);
    }

    #[test]
    fn a_rule_without_test_is_found_unless_there_is_a_reason() {
        assert!(whats(|rule| rule != 7, "").iter().any(|what| what.contains("fn r07_")));
        assert!(whats(|rule| rule != 7, "R7 = ' '").iter().any(|what| what.contains("fn r07_")));
        assert_eq!(whats(|rule| rule != 7, "R7 = 'shown by no test because …'"), [""; 0]);
    }

    #[test]
    fn a_reason_that_is_no_longer_needed_is_found() {
        assert!(whats(|_| true, "R7 = 'later'").iter().any(|what| what.contains("strike")));
        assert!(whats(|_| true, "R27 = 'later'").iter().any(|what| what.contains("no rule R27")));
    }
}
