//! The invariants: each one in docs/architecture.md must name a test that exists, or a rule whose tests show it.

use super::{Finding, Tree};

const DOCUMENT: &str = "docs/architecture.md";
const HEADING: &str = "## Invariants";

/// A finding for each test that a document names but that does not exist.
pub(in crate::tidy) fn gone<'a>(
    tree: &Tree,
    document: &'static str,
    names: impl Iterator<Item = &'a str>,
) -> Vec<Finding> {
    names
        .filter(|name| !tree.rust().any(|(_, text)| text.contains(&format!("fn {name}("))))
        .map(|name| Finding::new(document, format!("names `{name}`, and there is no such test")))
        .collect()
}

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let Some((_, section)) = tree.text(DOCUMENT).and_then(|text| text.split_once(HEADING)) else {
        return Vec::new();
    };
    let section = section.split("\n## ").next().unwrap_or_default();
    section.split("\n- ").skip(1).flat_map(|invariant| judge(tree, invariant)).collect()
}

fn judge(tree: &Tree, invariant: &str) -> Vec<Finding> {
    // Every second piece between backticks is code.
    let tests: Vec<&str> = invariant.split('`').skip(1).step_by(2).filter(|code| is_test_name(code)).collect();
    let rules = invariant.split(|c: char| !c.is_alphanumeric()).any(is_rule);
    let mut findings = Vec::new();
    if tests.is_empty() && !rules {
        let start = invariant.split("**").nth(1).unwrap_or(invariant);
        findings.push(Finding::new(DOCUMENT, format!("no test and no rule shows \u{201c}{start}\u{201d}")));
    }
    findings.extend(gone(tree, DOCUMENT, tests.into_iter()));
    findings
}

/// Whether a word looks like a test name, such as `r07_…`.
fn is_test_name(code: &str) -> bool {
    let rest = code.strip_prefix('r').and_then(|rest| rest.split_once('_'));
    rest.is_some_and(|(number, _)| number.parse::<u32>().is_ok())
}

/// Whether a word is a rule, such as `R7`.
fn is_rule(word: &str) -> bool {
    word.strip_prefix('R').is_some_and(|number| number.parse::<u32>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(invariants: &str) -> Vec<String> {
        let text = format!("# A\n\n{HEADING}\n\n{invariants}\n\n## After\n\n- **not one**\n");
        let tree = Tree::of(&[(DOCUMENT, &text), ("a.rs", "fn r07_it_holds() {}")]);
        check(&tree).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn an_invariant_with_a_test_or_a_rule_is_well() {
        assert_eq!(whats("- **It holds**: `r07_it_holds`.\n- **So does this** (R8)."), [""; 0]);
    }

    #[test]
    fn one_without_and_one_whose_test_is_gone_are_found() {
        assert!(whats("- **It holds**, `surely`.").iter().any(|what| what.contains("It holds")));
        assert!(whats("- **It holds**: `r07_it_held`.").iter().any(|what| what.contains("r07_it_held")));
    }
}
