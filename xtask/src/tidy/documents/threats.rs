//! The two lists of docs/threats.md must be complete: each row is there once, in order, and names a test or says why
//! there is none. The same holds for the findings in docs/reviews.md.

use super::invariants::gone;
use super::{Finding, Tree};

const THREATS: &str = "docs/threats.md";
const REVIEWS: &str = "docs/reviews.md";

/// A list in docs/threats.md with this number of rows.
struct List {
    heading: &'static str,
    rows: usize,
}

const LISTS: [List; 2] = [
    List { heading: "## Published bypasses of other providers", rows: 75 },
    List { heading: "## Checklist", rows: 84 },
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for path in [THREATS, REVIEWS] {
        let text = tree.text(path).unwrap_or_default();
        findings.extend(gone(tree, path, names(text)));
    }
    if let Some(text) = tree.text(THREATS) {
        findings.extend(LISTS.iter().flat_map(|list| whole(text, list)));
    }
    findings.extend(tree.text(REVIEWS).into_iter().flat_map(reviewed));
    findings
}

/// The words between backticks that look like names of tests.
fn names(text: &str) -> impl Iterator<Item = &str> {
    // A pair of backticks never spans two lines.
    let code = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    code.filter(|code| {
        let letters = code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        // Names of metrics have the same form.
        letters && code.matches('_').count() >= 3 && !code.starts_with("twinlock_")
    })
}

/// The cells of each row of the tables in a text, without headers.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let rows = text.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let cells = rows.map(|row| row.split(" | ").map(str::trim).collect::<Vec<_>>());
    cells.filter(|cells| !matches!(cells.first().copied(), Some("#" | "id")))
}

fn whole(text: &str, list: &List) -> Vec<Finding> {
    let List { heading, rows: wanted } = list;
    let Some((_, section)) = text.split_once(heading) else {
        return vec![Finding::new(THREATS, format!("has no part {heading:?}"))];
    };
    let section = section.split("\n## ").next().unwrap_or_default();
    let mut findings = Vec::new();
    let found: Vec<_> = rows(section).collect();
    let numbers: Vec<_> = found.iter().map(|cells| cells.first().copied().unwrap_or_default().to_owned()).collect();
    let all: Vec<_> = (1..=*wanted).map(|number| number.to_string()).collect();
    if numbers != all {
        let first_wrong = numbers.iter().zip(&all).find(|(is, should)| is != should).map_or("the end", |(is, _)| is);
        let what =
            format!("{heading:?} does not have the rows 1 to {wanted}, each once and in order: see {first_wrong}");
        findings.push(Finding::new(THREATS, what));
    }
    for cells in &found {
        let claim = cells.last().copied().unwrap_or_default();
        let reason =
            ["Cannot happen", "Not applicable", "[accepted on purpose]"].iter().any(|it| claim.starts_with(it));
        if cells.len() != 3 || !(reason || names(claim).next().is_some()) {
            let number = cells.first().copied().unwrap_or_default();
            findings.push(Finding::new(
                THREATS,
                format!("{heading:?}, row {number}: no test, and no reason why there is none"),
            ));
        }
    }
    findings
}

/// Checks that each finding has four cells and occurs once, and that its last cell has a test or a reason.
fn reviewed(text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = Vec::new();
    for cells in rows(text) {
        let id = cells.first().copied().unwrap_or_default();
        // Findings from outside the reviews have no id.
        if id != "–" && seen.contains(&id) {
            findings.push(Finding::new(REVIEWS, format!("{id} is there twice")));
        }
        seen.push(id);
        // The last cell is a test's name, another finding, or a sentence.
        let last = cells.last().copied().unwrap_or_default();
        if cells.len() != 4
            || !(names(last).next().is_some()
                || ["see ", "as "].iter().any(|word| last.starts_with(word))
                || last.split(' ').count() > 3)
        {
            findings.push(Finding::new(REVIEWS, format!("{id}: no test, and no sentence that says why")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(list: &List, text: &str) -> Vec<String> {
        whole(text, list).into_iter().map(|finding| finding.what).collect()
    }

    const TWO: List = List { heading: "## Checklist", rows: 2 };

    #[test]
    fn a_list_that_is_whole_is_well() {
        let text = "## Checklist\n\n| # | must | shown by |\n|---|---|---|\n| 1 | a | `it_is_so_here` |\n| 2 | b | Not applicable: c |\n";
        assert_eq!(whats(&TWO, text), [""; 0]);
    }

    #[test]
    fn a_row_that_is_missing_doubled_or_without_a_test_is_found() {
        let row = |number: u32, last: &str| format!("| {number} | a | {last} |\n");
        let text = |rows: &[String]| format!("## Checklist\n\n{}\n## After\n| 9 | x |\n", rows.concat());
        let good = "`it_is_so_here`";
        for rows in [
            vec![row(1, good)],
            vec![row(1, good), row(1, good)],
            vec![row(2, good), row(1, good)],
            vec![row(1, good), row(2, good), row(3, good)],
        ] {
            assert!(whats(&TWO, &text(&rows)).iter().any(|what| what.contains("rows 1 to 2")), "{rows:?}");
        }
        assert!(whats(&TWO, &text(&[row(1, good), row(2, "surely")])).iter().any(|what| what.contains("row 2")));
        assert!(whats(&TWO, "nothing").iter().any(|what| what.contains("has no part")));
    }

    #[test]
    fn a_test_that_is_gone_is_found_in_both_documents() {
        let tree = Tree::of(&[
            (THREATS, "`it_holds_so_far` `it_held_until_now` `redirect_uri`"),
            (REVIEWS, "| h1 | a | b | `h1_it_held_until_now` |"),
            ("a.rs", "fn it_holds_so_far() {}"),
        ]);
        let whats: Vec<String> = check(&tree).into_iter().map(|finding| finding.what).collect();
        for name in ["it_held_until_now", "h1_it_held_until_now"] {
            assert!(whats.contains(&format!("names `{name}`, and there is no such test")), "{whats:?}");
        }
        assert!(!whats.iter().any(|what| what.contains("it_holds_so_far") || what.contains("`redirect_uri`")));
    }

    #[test]
    fn a_finding_without_a_test_or_told_twice_is_found() {
        let whats = |text: &str| reviewed(text).into_iter().map(|finding| finding.what).collect::<Vec<_>>();
        assert_eq!(
            whats(
                "| id | w | h | t |\n| H1 | a | b | `h1_it_holds_so_far` |\n| I2 | a | b | left as it was, because … |"
            ),
            [""; 0]
        );
        assert!(whats("| H1 | a | b | – |").iter().any(|what| what.starts_with("H1: no test")));
        assert!(
            whats("| H1 | a | b | `h1_it_holds_so_far` |\n| H1 | a | b | `h1_it_holds_so_far` |")
                .iter()
                .any(|what| what.contains("twice"))
        );
    }
}
