//! Scopes in plain words: what an app gets, not what the protocol calls it.

use maud::{Markup, html};
use twinlock_domain::{Scope, ScopeSet};

/// A short line and what it means.
pub(super) const fn words(scope: Scope) -> (&'static str, &'static str) {
    match scope {
        Scope::OpenId => {
            ("Know that it is you", "A number that stands for you in this app. Other apps get another one.")
        }
        Scope::Profile => ("See your name", "The display name of your account, and the user name made of it."),
        Scope::Email => ("See your e-mail address", "And whether it was verified."),
        Scope::OfflineAccess => ("Stay connected while you are away", "Without asking you to sign in each time."),
    }
}

/// What a scope allows, in two lines.
pub(super) fn described(scope: Scope) -> Markup {
    let (short, meaning) = words(scope);
    html! { strong { (short) } " " span.soft { (meaning) } }
}

/// The short lines alone, in a list.
pub(super) fn short_list(scopes: ScopeSet) -> Markup {
    html! {
        ul.short-scopes {
            @for scope in scopes.iter() { li { (words(scope).0) } }
        }
    }
}

/// The value and its short line, for those who know the value.
pub(super) fn for_owners(scope: Scope) -> Markup {
    html! { code { (scope.as_str()) } span.soft { " " (words(scope).0) } }
}
