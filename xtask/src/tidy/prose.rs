//! Text for users must be in the catalogue, `crates/http-actix/text`, and not in the code that shows it, because a
//! sentence in a view would not be translated.

use super::{Finding, tree::Tree};

/// The files that make pages and their sentences.
const PLACES: [&str; 4] = [
    "crates/http-actix/src/views/",
    "crates/http-actix/src/pages/",
    "crates/http-actix/src/http_error",
    "crates/http-actix/src/text/refusals.rs",
];

/// The sample pages, which contain names of people and apps.
const EXAMPLES: &str = "crates/http-actix/src/views/gallery";

/// Attributes that are shown or read aloud.
const READ: [&str; 4] = ["aria-label", "title", "alt", "placeholder"];

/// What precedes a text that may be English: sentences for developers of clients, causes for the log, reasons of lints.
const FOR_OTHERS: [&str; 5] = ["for_clients(", "invalid(", "challenge(", "broken(", "reason ="];

/// Texts that users never see.
const ALLOWED: [&str; 3] = ["width=device-width, initial-scale=1", "light dark", "TWINLOCK_PUBLIC_URL="];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let places = tree.rust().filter(|(path, _)| PLACES.iter().any(|place| path.starts_with(place)));
    let mut findings = Vec::new();
    for (path, text) in places.filter(|(path, _)| !path.starts_with(EXAMPLES)) {
        let product = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
        for literal in literals(product).into_iter().filter(Literal::is_read) {
            let what = format!("`{}` is a text outside the catalogue: make it a message", literal.text);
            findings.push(Finding::line(path, literal.line, what));
        }
    }
    findings
}

/// A string literal, with its line and context.
#[derive(Debug, Default)]
struct Literal {
    line: usize,
    text: String,
    /// The code before it, without trailing white space.
    before: String,
    /// Whether it is inside `html!`, but not inside the braces of an attribute.
    among_elements: bool,
}

impl Literal {
    fn is_read(&self) -> bool {
        let says = self.text.chars().any(char::is_alphabetic);
        let is_node = self.among_elements && self.before.ends_with(['{', '}', ';', ')', '>', '"']);
        let is_attribute = READ.iter().any(|name| self.before.ends_with(&format!(" {name}=")));
        let for_others = FOR_OTHERS.iter().any(|others| self.before.ends_with(others));
        says && !for_others
            && !ALLOWED.contains(&self.text.as_str())
            && (is_node || is_attribute || is_prose(&self.text))
    }
}

/// Whether a text has two words with a space between them.
fn is_prose(text: &str) -> bool {
    text.split(' ').collect::<Vec<_>>().windows(2).any(|pair| {
        let [left, right] = pair else { return false };
        left.ends_with(|c: char| c.is_alphabetic() || c == ',') && right.starts_with(char::is_alphabetic)
    })
}

/// The string literals of a file. Comments are skipped, and a quote within a `char` does not begin a literal.
fn literals(code: &str) -> Vec<Literal> {
    let mut found = Vec::new();
    let mut before = String::new();
    // For each open brace, whether elements may be inside it.
    let mut braces: Vec<bool> = Vec::new();
    let mut line = 1;
    let mut rest = code;
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        if rest.starts_with("//") {
            rest = after.find('\n').map_or("", |end| &after[end..]);
            continue;
        }
        if rest.starts_with("'\"'") {
            rest = &rest[3..];
            continue;
        }
        match character {
            '"' => {
                let (text, remaining) = literal(after);
                let among_elements = braces.last().copied().unwrap_or_default();
                found.push(Literal { line, text: text.into(), before: before.trim_end().into(), among_elements });
                line += text.matches('\n').count();
                before.push('"');
                rest = remaining;
                continue;
            }
            '{' => {
                let ahead = before.trim_end();
                let elements = !ahead.ends_with('=') && braces.last().copied().unwrap_or_default();
                braces.push(ahead.ends_with("html!") || elements);
            }
            '}' => {
                braces.pop();
            }
            '\n' => line += 1,
            _ => {}
        }
        before.push(character);
        rest = after;
    }
    found
}

/// The text up to the closing quote, and the rest after it.
fn literal(code: &str) -> (&str, &str) {
    let mut escaped = false;
    for (at, character) in code.char_indices() {
        match character {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return (&code[..at], &code[at + 1..]),
            _ => escaped = false,
        }
    }
    (code, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &str) -> usize {
        check(&Tree::of(&[("crates/http-actix/src/views/page.rs", code)])).len()
    }

    #[test]
    fn a_text_in_a_page_is_found_wherever_it_stands() {
        for code in [
            r#"html! { h1 { "Security" } }"#,
            r#"html! { h1 { (name) " is on" } }"#,
            r#"html! { p { @match on { true => "On", false => (off) } } }"#,
            r#"html! { @if on { "On" } }"#,
            r#"html! { input; "Name" }"#,
            r#"html! { nav aria-label="Dashboard" {} }"#,
            r#"html! { a title="Home" {} }"#,
            r#"Problem::at("code", "That code is wrong.")"#,
            "let sentence = \"Sign in\n    again\";",
        ] {
            assert_eq!(found(code), 1, "{code}");
        }
    }

    #[test]
    fn what_nobody_reads_is_not() {
        for code in [
            r"html! { h1 { (texts.html(message::security_title())) } }",
            r#"html! { p.soft id="x" class="wide" { (a) " · " (b) } }"#,
            r##"html! { a href={ "#" (field) } id={ "app-" (id) } {} }"##,
            r#"html! { form method="post" { (hidden("continue", to)) } }"#,
            r#"html! { svg viewBox="0 0 28 20" { path d="M14 2.5a8.5 8.5 0 0 1 0 15z" {} } }"#,
            r#"html! { meta content="width=device-width, initial-scale=1"; }"#,
            r#"Message::for_clients("a scope that does not exist")"#,
            r#"HttpError::invalid("password is missing")"#,
            r#"#[expect(clippy::x, reason = "each is a fact of its own")]"#,
            r#"// says "this and that""#,
            r#"let quote = '"'; let id = format!("{scope}-code");"#,
        ] {
            assert_eq!(found(code), 0, "{code}");
        }
    }

    #[test]
    fn tests_examples_and_other_crates_may_say_what_they_like() {
        let code = "html! { h1 { \"Security\" } }";
        for path in ["crates/http-actix/src/views/gallery/door_pages.rs", "crates/server/src/a.rs"] {
            assert_eq!(check(&Tree::of(&[(path, code)])), []);
        }
        assert_eq!(found("fn f() {}\n\n#[cfg(test)]\nmod tests {\n    const A: &str = \"two words\";\n}\n"), 0);
    }

    #[test]
    fn the_line_is_the_literals_own() {
        let findings =
            check(&Tree::of(&[("crates/http-actix/src/text/refusals.rs", "// a\n\nlet a =\n    \"two words\";\n")]));
        assert_eq!(
            findings.first().map(|finding| finding.place.as_str()),
            Some("crates/http-actix/src/text/refusals.rs:4")
        );
    }
}
