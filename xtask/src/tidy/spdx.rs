//! Licence expressions (SPDX 2.3, annex D), as far as needed to decide whether the licences that we accept satisfy one.

use anyhow::{Result, bail, ensure};

/// Whether `expression` can be satisfied with licences for which `accepted` returns true.
pub(super) fn satisfied(expression: &str, accepted: &dyn Fn(&str) -> bool) -> Result<bool> {
    // The oldest crates write `MIT/Apache-2.0` for a choice.
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    let answer = choice(&mut words, accepted)?;
    ensure!(words.peek().is_none(), "`{expression}` goes on where it should end");
    Ok(answer)
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn choice(words: &mut Words<'_>, accepted: &dyn Fn(&str) -> bool) -> Result<bool> {
    let mut any = all(words, accepted)?;
    while words.next_if_eq(&"OR").is_some() {
        any |= all(words, accepted)?;
    }
    Ok(any)
}

fn all(words: &mut Words<'_>, accepted: &dyn Fn(&str) -> bool) -> Result<bool> {
    let mut every = one(words, accepted)?;
    while words.next_if_eq(&"AND").is_some() {
        every &= one(words, accepted)?;
    }
    Ok(every)
}

fn one(words: &mut Words<'_>, accepted: &dyn Fn(&str) -> bool) -> Result<bool> {
    match words.next() {
        Some("(") => {
            let inner = choice(words, accepted)?;
            ensure!(words.next() == Some(")"), "a bracket is not closed");
            Ok(inner)
        }
        None | Some("OR" | "AND" | "WITH" | ")") => bail!("a licence is missing"),
        Some(licence) => {
            if words.next_if_eq(&"WITH").is_none() {
                return Ok(accepted(licence));
            }
            let Some(exception) = words.next() else { bail!("an exception is missing") };
            Ok(accepted(&format!("{licence} WITH {exception}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(expression: &str) -> bool {
        satisfied(expression, &|licence| ["MIT", "ISC", "A WITH b"].contains(&licence)).unwrap()
    }

    #[test]
    fn a_choice_needs_one_and_a_sum_needs_all() {
        for yes in ["MIT", "GPL-3.0 OR MIT", "GPL-3.0/MIT", "MIT AND ISC", "ISC AND (GPL-3.0 OR MIT)", "A WITH b"] {
            assert!(asked(yes), "{yes}");
        }
        for no in ["GPL-3.0", "MIT AND GPL-3.0", "GPL-3.0 OR ISC AND X", "(MIT OR ISC) AND X", "A", "MIT WITH b"] {
            assert!(!asked(no), "{no}");
        }
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for broken in ["", "MIT OR", "(MIT", "MIT ISC", "WITH b", "A WITH"] {
            assert!(satisfied(broken, &|_| true).is_err(), "{broken:?}");
        }
    }
}
