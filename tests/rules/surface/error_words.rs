//! The table of errors in `docs/http.md`, compared with every error that the code returns: nothing missing, nothing
//! made up.

use std::collections::BTreeSet;
use std::path::Path;

use http::StatusCode;
use twinlock_application::accounts::CodeRefusal;
use twinlock_application::oauth::AuthorizationError;
use twinlock_domain::Timestamp;

use super::documents::document;

/// The row of the errors that an app gets in its redirect.
const REDIRECT: &str = "in the redirect";

/// A status, or [`REDIRECT`], and an error code that goes with it.
type Row = (String, String);

fn row(status: &str, word: &str) -> Row {
    (status.to_owned(), word.to_owned())
}

fn documented() -> BTreeSet<Row> {
    let text = document("http.md");
    let section = text.split_once("\n## Errors\n").unwrap().1.split("\n## ").next().unwrap();
    let mut rows = BTreeSet::new();
    for line in section.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| status")) {
        let (statuses, words) = line[2..].split_once(" | ").unwrap();
        // The text between backticks is in the odd pieces.
        for word in words.split('`').skip(1).step_by(2).filter(|word| word.chars().all(is_of_word)) {
            rows.extend(statuses.split(", ").map(|status| row(status, word)));
        }
    }
    rows
}

fn is_of_word(character: char) -> bool {
    character.is_ascii_lowercase() || character == '_'
}

/// The number of a status by its name in the code: `NOT_FOUND`.
fn number(name: &str) -> Option<String> {
    let mut all = (300..600).filter_map(|number| StatusCode::from_u16(number).ok());
    let found = all.find(|status| status.canonical_reason().unwrap_or("").to_uppercase().replace(' ', "_") == name);
    found.map(|status| status.as_str().to_owned())
}

/// The error codes for a code of the second factor that is refused.
fn of_codes() -> [&'static str; 5] {
    let now = Timestamp::from_unix_seconds(0);
    [
        CodeRefusal::Wrong,
        CodeRefusal::AlreadyUsed,
        CodeRefusal::ClockOff { server_time: now },
        CodeRefusal::Wait { until: now },
        CodeRefusal::Stopped,
    ]
    .map(CodeRefusal::as_str)
}

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// The error codes of each `HttpError::new(status, code, …)`.
fn made(source: &str, rows: &mut BTreeSet<Row>, unread: &mut Vec<String>) {
    let source = source.split_whitespace().collect::<Vec<_>>().join(" ");
    let calls = source.match_indices("HttpError::new(").chain(source.match_indices("Self::new("));
    for (at, call) in calls {
        let arguments = source[at + call.len()..].trim_start();
        // It is another type's constructor, unless a status comes first.
        let Some((status, rest)) = arguments.strip_prefix("StatusCode::").and_then(|rest| rest.split_once(", ")) else {
            continue;
        };
        let status = number(status).unwrap_or_else(|| panic!("no status {status}"));
        let code = rest.split_once(", ").map_or("", |(code, _)| code);
        let words = words_of(code, &source, at);
        if words.is_empty() {
            unread.push(arguments.chars().take(80).collect());
        }
        rows.extend(words.iter().map(|word| row(&status, word)));
    }
}

/// The values of the second argument of a call: a literal, a constant, or a choice that was made before.
fn words_of(code: &str, source: &str, at: usize) -> Vec<String> {
    if code.starts_with('"') {
        return literals(code);
    }
    if let Some((_, value)) = source.split_once(&format!("const {code}: &str = ")) {
        return literals(value.split(';').next().unwrap());
    }
    let Some((_, choice)) = source[..at].rsplit_once(&format!("let {code} = ")) else { return Vec::new() };
    // The choice ends where the error is constructed with it.
    let mut words = literals(choice);
    if choice.contains("CodeRefusal") || choice.contains("::Code(") {
        words.extend(of_codes().map(str::to_owned));
    }
    for function in source.split("fn ").skip(1).filter(|function| function.contains("-> &'static str {")) {
        let name = function.split('(').next().unwrap();
        if choice.contains(name) {
            words.extend(literals(function));
        }
    }
    words
}

/// The texts between quotes that look like an error code.
fn literals(code: &str) -> Vec<String> {
    let texts = code.split('"').skip(1).step_by(2).filter(|text| !text.is_empty() && text.chars().all(is_of_word));
    texts.map(str::to_owned).collect()
}

fn in_code() -> BTreeSet<Row> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/http-actix/src"), &mut files);
    let (mut rows, mut unread) = (BTreeSet::new(), Vec::new());
    for file in &files {
        made(file, &mut rows, &mut unread);
    }
    assert!(unread.is_empty(), "this test cannot read: {unread:#?}");
    rows.extend(AuthorizationError::ALL.map(|error| row(REDIRECT, error.as_str())));
    rows
}

#[test]
fn the_guide_to_the_surface_lists_each_error_with_its_status_and_no_other() {
    let (documented, in_code) = (documented(), in_code());
    assert!(in_code.len() > 40, "{in_code:?}");
    let missing: Vec<_> = in_code.difference(&documented).collect();
    let made_up: Vec<_> = documented.difference(&in_code).collect();
    assert!(missing.is_empty() && made_up.is_empty(), "missing: {missing:#?}; made up: {made_up:#?}");
}
