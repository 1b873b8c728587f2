//! Finds type names that say nothing, and `_` arms in presenters, which would swallow a new variant.

use super::{
    Finding,
    tree::{Tree, is_test},
};

/// Suffixes of type names that say nothing about the type's purpose.
const EMPTY: [&str; 7] = ["Manager", "Service", "Helper", "Util", "Utils", "Common", "Impl"];

/// Prefixes of the files and folders that turn outcomes and errors into responses.
const PRESENTERS: [&str; 2] = ["presenter", "http_error"];

const DECLARATIONS: [&str; 4] = ["struct", "enum", "trait", "type"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.rust() {
        for (at, line) in code_lines(text) {
            if let Some(name) = declared(line).filter(|name| EMPTY.iter().any(|suffix| name.ends_with(suffix))) {
                findings.push(Finding::line(path, at, format!("`{name}` says nothing: name what it is")));
            }
            if presents(path) && line.split_whitespace().collect::<Vec<_>>().windows(2).any(|pair| pair == ["_", "=>"])
            {
                findings.push(Finding::line(path, at, "a presenter names every case: no `_ =>`"));
            }
        }
    }
    findings
}

/// Whether a file is a presenter: `presenter.rs`, `presenters/page.rs`, `http_error/oauth.rs`; but not its tests.
fn presents(path: &str) -> bool {
    !is_test(path) && path.split('/').any(|segment| PRESENTERS.iter().any(|start| segment.starts_with(start)))
}

fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(at, line)| (at + 1, line)).filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// The name of the type that a line declares.
fn declared(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace().skip_while(|word| !DECLARATIONS.contains(word));
    words.next()?;
    words.next()?.split(|c: char| !c.is_alphanumeric() && c != '_').next().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn an_empty_name_is_found() {
        for line in
            ["pub(crate) struct AppManager {", "trait StoreService: Send {", "enum Util<T> {", "pub type XImpl = u8;"]
        {
            assert_eq!(count("a.rs", line), 1, "{line}");
        }
    }

    #[test]
    fn a_good_name_is_not() {
        for line in
            ["struct Managers;", "impl Service for Gate {", "// struct AppManager", "use x::AppManager;", "enum Kind {"]
        {
            assert_eq!(count("a.rs", line), 0, "{line}");
        }
    }

    #[test]
    fn a_presenter_without_every_case_is_found() {
        let arm = "match outcome {\n    _ => page(),\n}";
        assert_eq!(count("crates/h/src/presenter.rs", arm), 1);
        assert_eq!(count("crates/h/src/presenters/page.rs", arm), 1);
        assert_eq!(count("crates/h/src/http_error/page.rs", arm), 1);
        assert_eq!(count("crates/h/src/presenter/tests.rs", arm), 0);
        assert_eq!(count("crates/h/src/other.rs", arm), 0);
        assert_eq!(count("crates/h/src/presenter.rs", "Some(_) => page(),"), 0);
    }
}
