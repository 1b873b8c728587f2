//! No function of the product takes a tuple: values that travel together are a struct whose fields have names.

use super::Finding;
use super::tree::Tree;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.rust().filter(|(path, _)| path.starts_with("crates/")) {
        let code: String =
            text.lines().map(|line| line.split("//").next().unwrap_or_default().to_owned() + "\n").collect();
        for (start, _) in code.match_indices("fn ") {
            let line = code[..start].matches('\n').count() + 1;
            let takes = parameters(&code[start..]).into_iter().filter(|parameter| is_tuple(parameter));
            findings.extend(
                takes.map(|parameter| {
                    Finding::line(path, line, format!("takes a tuple, `{parameter}`: make it a struct"))
                }),
            );
        }
    }
    findings
}

/// The parameters of a function, as text.
fn parameters(code: &str) -> Vec<String> {
    let Some(open) = code.find('(') else { return Vec::new() };
    let mut depth = 0_i32;
    let mut all = vec![String::new()];
    for c in code[open..].chars() {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            // The `>` of an arrow closes no bracket.
            '>' if !all.last().is_some_and(|last| last.ends_with('-')) => depth -= 1,
            _ => {}
        }
        match (c, depth, all.last_mut()) {
            (_, 0, _) => break,
            (',', 1, _) => all.push(String::new()),
            (_, _, Some(last)) => last.push(c),
            (_, _, None) => {}
        }
    }
    all.into_iter().map(|parameter| parameter.trim_start_matches('(').trim().to_owned()).collect()
}

fn is_tuple(parameter: &str) -> bool {
    let Some((_, kind)) = parameter.split_once(": ") else { return false };
    let kind = kind.trim_start_matches(['&', ' ']).trim_start_matches("mut ");
    kind.starts_with('(') && !kind.starts_with("()")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(code: &str) -> usize {
        check(&Tree::of(&[("crates/a/src/b.rs", code)])).len()
    }

    #[test]
    fn a_tuple_among_the_parameters_is_found() {
        for code in [
            "fn f(a: (u8, u8)) {}",
            "async fn f(\n    &self,\n    when: (Timestamp, &Origin),\n) -> u8 {",
            "fn f(a: Vec<u8>, b: &(u8, u8)) -> bool {",
            "fn f<T: Fn(u8) -> u8>(a: T) {} fn g((a, b): (u8, u8)) {}",
        ] {
            assert_eq!(count(code), 1, "{code}");
        }
    }

    #[test]
    fn what_only_looks_like_one_is_not() {
        for code in [
            "fn f(a: u8, b: impl Fn((u8, u8)) -> u8) {}",
            "fn f() -> (u8, u8) {}",
            "fn f(nothing: ()) {}",
            "// fn f(a: (u8, u8)) {}",
            "let a: (u8, u8) = f(1, 2);",
        ] {
            assert_eq!(count(code), 0, "{code}");
        }
        assert_eq!(check(&Tree::of(&[("tests/b.rs", "fn f(a: (u8, u8)) {}")])).len(), 0);
    }
}
