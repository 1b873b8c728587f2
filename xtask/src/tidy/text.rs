//! Checks every file: its head comment, its length, its name, and the absence of unfinished work.

use super::{
    Finding,
    tree::{Tree, is_check, is_test, name_of},
};

const LONGEST: usize = 400;

/// Marks of unfinished work.
const UNFINISHED: [&str; 4] = ["todo!(", "unimplemented!(", "FIXME", "#[ignore"];

/// Paths that exist only on the machine where a file was written.
const WORKPLACES: [&str; 2] = ["../shared", "/work/"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.ending(".rs") {
        if !text.starts_with("//! ") {
            findings.push(Finding::new(path, "opens with no `//!` sentence that says why it exists"));
        }
        let length = text.lines().count();
        if length > LONGEST && !is_test(path) && name_of(path) != "schema.rs" {
            findings.push(Finding::new(path, format!("has {length} lines: more than {LONGEST} are two files")));
        }
        if name_of(path) == "mod.rs" {
            findings.push(Finding::new(path, "is a `mod.rs`: call it after its folder, beside it"));
        }
    }
    for (path, text) in tree.rust() {
        findings.extend(lines_with(path, text, &UNFINISHED, "is not finished"));
    }
    for (path, text) in tree.iter().filter(|(path, _)| !is_check(path)) {
        findings.extend(workplaces(path, text));
    }
    findings
}

fn lines_with(path: &str, text: &str, words: &[&str], what: &str) -> Vec<Finding> {
    let lines = text.lines().enumerate();
    let found = lines.filter_map(|(at, line)| words.iter().find(|word| line.contains(**word)).map(|word| (at, word)));
    found.map(|(at, word)| Finding::line(path, at + 1, format!("says `{word}`: {what}"))).collect()
}

fn workplaces(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for place in WORKPLACES {
            // In `net/work/` or `https://host/home/` the slash follows a name, so they are not paths of a machine.
            let mut hits = line.match_indices(place);
            let own = |start: usize| {
                let before = line.get(..start).and_then(|before| before.chars().next_back());
                !before.is_some_and(|before| before.is_alphanumeric() || "._-}".contains(before))
            };
            if hits.any(|(start, _)| own(start)) {
                findings.push(Finding::line(path, at + 1, format!("names `{place}`, which only one machine has")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)])).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn a_file_opens_with_its_reason() {
        assert_eq!(whats("a.rs", "//! Why.\n"), [""; 0]);
        assert!(whats("a.rs", "use std;\n").iter().any(|what| what.contains("//!")));
    }

    #[test]
    fn a_long_file_is_found_unless_it_is_tests() {
        let long = format!("//! Why.\n{}", "fn f() {}\n".repeat(400));
        assert!(whats("crates/a/src/long.rs", &long).iter().any(|what| what.contains("401 lines")));
        for allowed in ["tests/long.rs", "crates/a/src/long/tests.rs", "crates/a/src/schema.rs"] {
            assert_eq!(whats(allowed, &long), [""; 0], "{allowed}");
        }
    }

    #[test]
    fn a_mod_rs_is_found() {
        assert!(whats("src/a/mod.rs", "//! Why.\n").iter().any(|what| what.contains("mod.rs")));
    }

    #[test]
    fn unfinished_work_is_found() {
        for line in ["todo!()", "unimplemented!()", "// FIXME later", "#[ignore]"] {
            assert!(whats("a.rs", &format!("//! Why.\n{line}\n")).iter().any(|what| what.contains("not finished")));
        }
    }

    #[test]
    fn a_path_of_one_machine_is_found() {
        for line in ["see ../shared/rules.md", "cd /work/main", "(`/work/`)"] {
            assert_eq!(whats("README.md", line).len(), 1, "{line}");
        }
        assert_eq!(whats("README.md", "https://example.org/work/ and net/work/flow"), [""; 0]);
    }
}
