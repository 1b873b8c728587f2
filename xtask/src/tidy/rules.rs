//! The product's rules in docs/rules.md: each has a test named after it, or a written reason for having none; each
//! number that code or documents cite is listed; and each test that the page names exists.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::documents::gone;
use super::{Finding, tree::Tree};

/// The list of the rules.
const PAGE: &str = "docs/rules.md";

/// The reasons for rules without a test.
const UNCLAIMED: &str = "xtask/rules-without-test.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unclaimed {
    reasons: BTreeMap<String, String>,
}

pub(super) fn check(tree: &Tree) -> Result<Vec<Finding>> {
    let page = tree.text(PAGE).with_context(|| format!("{PAGE} is missing"))?;
    let text = tree.text(UNCLAIMED).with_context(|| format!("{UNCLAIMED} is missing"))?;
    let unclaimed: Unclaimed = toml::from_str(text).with_context(|| format!("{UNCLAIMED} cannot be read"))?;
    let listed: Vec<u32> = page.lines().filter_map(heading).collect();
    let mut findings = out_of_order(&listed);
    findings.extend(untested(tree, &listed, &unclaimed));
    findings.extend(unlisted(tree, &listed));
    let named =
        page.split('`').skip(1).step_by(2).filter(|code| tests_of(code).next().is_some() && !code.ends_with('…'));
    findings.extend(gone(tree, PAGE, named));
    Ok(findings)
}

/// The rule number of a heading like `## R7 The gate`.
fn heading(line: &str) -> Option<u32> {
    line.strip_prefix("## R")?.split(' ').next()?.parse().ok()
}

fn out_of_order(listed: &[u32]) -> Vec<Finding> {
    let wrong = (1..).zip(listed).find(|(expected, found)| expected != *found);
    wrong
        .map(|(expected, found)| Finding::new(PAGE, format!("R{found} stands where R{expected} belongs")))
        .into_iter()
        .collect()
}

fn untested(tree: &Tree, listed: &[u32], unclaimed: &Unclaimed) -> Vec<Finding> {
    let tested: BTreeSet<u32> = tree.rust().flat_map(|(_, text)| text.lines().flat_map(tested_by)).collect();
    let mut findings = Vec::new();
    for rule in listed {
        let reason = unclaimed.reasons.get(&format!("R{rule}"));
        match (tested.contains(rule), reason) {
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
    let known = |name: &String| listed.iter().any(|rule| *name == format!("R{rule}"));
    let strangers = unclaimed.reasons.keys().filter(|name| !known(name));
    findings.extend(strangers.map(|name| Finding::new(UNCLAIMED, format!("there is no rule {name}"))));
    findings
}

/// Findings for rules that are cited but not listed.
fn unlisted(tree: &Tree, listed: &[u32]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.rust().chain(tree.ending(".md")) {
        for (at, line) in text.lines().enumerate() {
            let cited = line.split(|c: char| !c.is_alphanumeric()).filter_map(cited).chain(tested_by(line));
            for rule in cited.filter(|rule| !listed.contains(rule)) {
                findings.push(Finding::line(path, at + 1, format!("cites R{rule}, which {PAGE} does not list")));
            }
        }
    }
    findings
}

/// The number of a rule cited as a word like `R7`.
fn cited(word: &str) -> Option<u32> {
    word.strip_prefix('R')?.parse().ok()
}

/// The rules that a test declared like `fn r13_r14_…` shows.
fn tested_by(line: &str) -> impl Iterator<Item = u32> {
    tests_of(line.split_once("fn ").map_or("", |(_, name)| name))
}

/// The rules that a test's name begins with.
fn tests_of(name: &str) -> impl Iterator<Item = u32> {
    name.split('_').map_while(|word| word.strip_prefix('r')?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: u32 = 8;

    fn page(rules: impl Iterator<Item = u32>) -> String {
        rules.map(|rule| format!("## R{rule} Title\n\n*Tests:* `r{rule:02}_x`\n\n")).collect::<Vec<_>>().concat()
    }

    fn whats(page: &str, code: &str, reasons: &str) -> Vec<String> {
        let reasons = format!("[reasons]\n{reasons}");
        let tree = Tree::of(&[("a.rs", code), (PAGE, page), (UNCLAIMED, &reasons)]);
        check(&tree).unwrap().into_iter().map(|finding| finding.what).collect()
    }

    fn code(rules: impl Iterator<Item = u32>) -> String {
        rules.map(|rule| format!("fn r{rule:02}_x() {{}}\n")).collect::<Vec<_>>().concat()
    }

    #[test]
    fn a_page_and_tests_that_agree_are_well() {
        assert_eq!(whats(&page(1..=RULES), &code(1..=RULES), ""), [""; 0]);
        assert_eq!(tested_by("    async fn r13_r14_both_are_shown() {").collect::<Vec<_>>(), [13, 14]);
        assert_eq!(tested_by("fn rotate() {").count(), 0);
    }

    #[test]
    fn a_rule_without_test_is_found_unless_there_is_a_reason() {
        let (page, code) = (page(1..=RULES).replace("`r07_x`", ""), code((1..=RULES).filter(|rule| *rule != 7)));
        assert!(whats(&page, &code, "").iter().any(|what| what.contains("fn r07_")));
        assert!(whats(&page, &code, "R7 = ' '").iter().any(|what| what.contains("fn r07_")));
        assert_eq!(whats(&page, &code, "R7 = 'shown by no test because …'"), [""; 0]);
    }

    #[test]
    fn a_reason_that_is_no_longer_needed_is_found() {
        let (page, code) = (page(1..=RULES), code(1..=RULES));
        assert!(whats(&page, &code, "R7 = 'later'").iter().any(|what| what.contains("strike")));
        assert!(whats(&page, &code, "R9 = 'later'").iter().any(|what| what.contains("no rule R9")));
    }

    #[test]
    fn a_number_that_the_page_does_not_list_is_found() {
        let page = page(1..=RULES);
        for line in ["// as the rule says (R9)\n", "fn r09_y() {}\n"] {
            let found = whats(&page, &(code(1..=RULES) + line), "");
            assert!(found.iter().any(|what| what.contains("cites R9")), "{line}: {found:?}");
        }
    }

    #[test]
    fn a_gap_and_a_test_that_is_gone_are_found() {
        let all = code(1..=RULES);
        let gap = whats(&page((1..=RULES).filter(|rule| *rule != 3)), &all, "");
        assert!(gap.iter().any(|what| what == "R4 stands where R3 belongs"), "{gap:?}");
        let gone = whats(&page(1..=RULES).replace("r05_x", "r05_y"), &all, "");
        assert!(gone.iter().any(|what| what.contains("names `r05_y`")), "{gone:?}");
    }
}
