//! Scopes in plain words: what an app gets, not what the protocol calls it. The standard ones in our words, the app's own in
//! those that its owner registered (R29).

use std::collections::BTreeMap;

use maud::{Markup, html};
use twinlock_domain::{Scope, ScopeSet, ScopeToken};

/// What the owner says of each scope of the app's own.
pub(crate) type Descriptions = BTreeMap<ScopeToken, String>;

/// One scope of a set, as people read it.
pub(super) struct Described<'a> {
    /// The scope value.
    pub(super) value: &'a str,
    /// What it allows, in a few words.
    short: &'a str,
    /// What that means, for a standard scope.
    meaning: Option<&'static str>,
}

impl Described<'_> {
    /// What it allows, on two lines.
    pub(super) fn lines(&self) -> Markup {
        html! { strong { bdi { (self.short) } } @if let Some(meaning) = self.meaning { " " span.soft { (meaning) } } }
    }
}

/// The scopes of a set, in a fixed order. A scope whose description was removed is shown by its value.
pub(super) fn described<'a>(set: &'a ScopeSet, descriptions: &'a Descriptions) -> Vec<Described<'a>> {
    let standard = set.standard().map(|scope| {
        let (short, meaning) = words(scope);
        Described { value: scope.as_str(), short, meaning: Some(meaning) }
    });
    let others = set.others().iter().map(|token| {
        let short = descriptions.get(token).map_or(token.as_str(), String::as_str);
        Described { value: token.as_str(), short, meaning: None }
    });
    standard.chain(others).collect()
}

/// A short line and what it means.
const fn words(scope: Scope) -> (&'static str, &'static str) {
    match scope {
        Scope::OpenId => ("Know that it is you", "A private ID that only this app sees."),
        Scope::Profile => ("See your name", "The display name of your account, and the user name made of it."),
        Scope::Email => ("See your e-mail address", "And whether it was verified."),
        Scope::OfflineAccess => ("Stay connected while you are away", "Without asking you to sign in each time."),
    }
}

/// The short lines alone, in a list.
pub(super) fn short_list(set: &ScopeSet, descriptions: &Descriptions) -> Markup {
    html! {
        ul.short-scopes {
            @for scope in described(set, descriptions) { li { bdi { (scope.short) } } }
        }
    }
}

/// The value and its short line, for those who know the value.
pub(super) fn for_owners(scope: Scope) -> Markup {
    html! { code { (scope.as_str()) } span.soft { " " (words(scope).0) } }
}
