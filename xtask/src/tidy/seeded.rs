//! No seeded bug may be in production source: what makes a server faulty for the history checker belongs in `tests/`,
//! behind the ports.

use super::Finding;
use super::tree::Tree;

/// Words that only a seeded bug would contain.
const WORDS: [&str; 3] = ["seeded_bug", "seeded-bug", "planted"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.iter().filter(|(path, _)| path.starts_with("crates/")) {
        for (at, line) in text.lines().enumerate() {
            let line = line.to_ascii_lowercase();
            if let Some(word) = WORDS.iter().find(|word| line.contains(**word)) {
                findings.push(Finding::line(path, at + 1, format!("speaks of `{word}`: bugs are seeded in tests/")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bug_in_production_source_is_found() {
        for line in ["if planted(Bug::CodeTwice) {", "std::env::var(\"SEEDED_BUG\")", "seeded-bugs = []"] {
            assert_eq!(check(&Tree::of(&[("crates/a/src/b.rs", line)])).len(), 1, "{line}");
            assert_eq!(check(&Tree::of(&[("tests/faulty-server/src/main.rs", line)])).len(), 0, "{line}");
        }
    }
}
