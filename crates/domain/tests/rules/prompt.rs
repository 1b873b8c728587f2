//! The `prompt` parameter (OIDC Core 3.1.2.1).

use twinlock_domain::{InvalidPrompt, Prompt};

#[test]
fn every_list_of_up_to_three_values_means_what_the_spec_says() {
    let values = ["", "none", "login", "select_account", "consent", "create", "NONE"];
    for a in values {
        for b in values {
            for c in values {
                let has = |value| [a, b, c].contains(&value);
                let known =
                    Prompt { none: has("none"), login: has("login") || has("select_account"), consent: has("consent") };
                let valid = !has("create") && !has("NONE") && !(known.none && (known.login || known.consent));
                let expected = if valid { Ok(known) } else { Err(InvalidPrompt) };
                assert_eq!(Prompt::parse(&[a, b, c].join(" ")), expected, "{a:?} {b:?} {c:?}");
            }
        }
    }
}

#[test]
fn only_a_space_separates() {
    for text in ["login,consent", "login\tconsent", "login\u{a0}consent", "\n"] {
        assert_eq!(Prompt::parse(text), Err(InvalidPrompt), "{text:?}");
    }
}
