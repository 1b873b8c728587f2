//! The results of the test programs of one pass, read from their output.

use std::collections::BTreeSet;

/// How many tests ran, and which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) ignored: usize,
    names: BTreeSet<String>,
    failures: BTreeSet<String>,
}

impl Tally {
    /// Reads one line of a test program's output.
    pub(super) fn read(&mut self, line: &str) {
        if let Some(counts) = line.strip_prefix("test result: ") {
            self.passed += before(counts, " passed");
            self.failed += before(counts, " failed");
            self.ignored += before(counts, " ignored");
        } else if let Some((name, verdict)) = line.strip_prefix("test ").and_then(|rest| rest.split_once(" ... ")) {
            self.names.insert(name.to_owned());
            if verdict.starts_with("FAILED") {
                self.failures.insert(name.to_owned());
            }
        }
    }

    /// How many tests were selected.
    pub(super) const fn total(&self) -> usize {
        self.passed + self.failed + self.ignored
    }

    /// Whether a filter matches a test.
    pub(super) fn knows(&self, filter: &str) -> bool {
        self.names.iter().any(|name| name.contains(filter))
    }

    /// The names of the failed tests, as far as they were printed.
    pub(super) fn failures(&self) -> impl Iterator<Item = &str> {
        self.failures.iter().map(String::as_str)
    }
}

/// The number before a word: 3 in `ok. 3 passed; 0 failed`.
fn before(counts: &str, word: &str) -> usize {
    let head = counts.split_once(word).map_or("", |(head, _)| head);
    head.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "
running 4 tests
test gate::a ... ok
test gate::b ... FAILED
test slow ... ignored
test crates/domain/src/gate.rs - gate::Clearance (line 12) - compile fail ... ok

test result: FAILED. 2 passed; 1 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.10s
running 1 test
test gate::c ... ok
test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";

    #[test]
    fn the_counts_of_all_test_programs_are_added_up() {
        let mut tally = Tally::default();
        OUTPUT.lines().for_each(|line| tally.read(line));
        assert_eq!((tally.passed, tally.failed, tally.ignored, tally.total()), (3, 1, 1, 5));
        assert_eq!(tally.failures().collect::<Vec<_>>(), ["gate::b"]);
    }

    #[test]
    fn a_filter_is_known_by_the_names_that_it_found() {
        let mut tally = Tally::default();
        OUTPUT.lines().for_each(|line| tally.read(line));
        assert!(tally.knows("gate::") && tally.knows("Clearance"));
        assert!(!tally.knows("no_such_test") && !tally.knows("filtered"));
    }

    #[test]
    fn what_is_no_report_counts_nothing() {
        let mut tally = Tally::default();
        for line in
            ["", "test", "test result: ", "running 3 tests", "   Compiling test v0.1.0 ... 3 passed", "a test ... ok"]
        {
            tally.read(line);
        }
        assert_eq!(tally, Tally::default());
    }
}
