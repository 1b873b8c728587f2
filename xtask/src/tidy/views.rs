//! No page has inline styles or scripts: the content security policy would block them silently.

use super::{Finding, tree::Tree};

/// Elements that contain code or style rules.
const ELEMENTS: [&str; 2] = ["script {", "style {"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.rust().filter(|(_, text)| text.contains("html!")) {
        for (at, line) in text.lines().enumerate() {
            if let Some(found) = inline(line) {
                findings.push(Finding::line(
                    path,
                    at + 1,
                    format!("`{found}` is inline: the page's policy forbids it"),
                ));
            }
        }
    }
    findings
}

fn inline(line: &str) -> Option<&str> {
    let line = line.trim_start();
    if line.starts_with("//") {
        return None;
    }
    let attribute = line.split_whitespace().find(|word| {
        word.split_once('=').is_some_and(|(name, value)| {
            let handler = name.strip_prefix("on").is_some_and(|event| event.chars().all(|c| c.is_ascii_lowercase()));
            let written = value.starts_with(['"', '(', '[']);
            written && (name == "style" || handler && name.len() > 4)
        })
    });
    let element =
        ELEMENTS.into_iter().find(|element| line.starts_with(element) || line.contains(&format!(" {element}")));
    attribute.or(element)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(line: &str) -> usize {
        check(&Tree::of(&[("view.rs", &format!("html! {{\n{line}\n}}"))])).len()
    }

    #[test]
    fn what_the_policy_forbids_is_found() {
        for line in [
            r#"p style="color:red" {"#,
            r#"button onclick="go()" {"#,
            "div style=(rule) {",
            "script { (code) }",
            "head { style { (css) } }",
        ] {
            assert_eq!(count(line), 1, "{line}");
        }
    }

    #[test]
    fn what_it_allows_is_not() {
        for line in [
            r#"script src="/x.js" defer {}"#,
            r#"link rel="stylesheet" href="/x.css";"#,
            "let style = (1, 2);",
            r#"p class="on" {"#,
        ] {
            assert_eq!(count(line), 0, "{line}");
        }
    }

    #[test]
    fn a_file_without_pages_is_left_alone() {
        assert_eq!(check(&Tree::of(&[("a.rs", r#"let x = r"p style="a"";"#)])), []);
    }
}
