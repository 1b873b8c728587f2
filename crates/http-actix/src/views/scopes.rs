//! Scopes in plain words: what an app gets, not what the protocol calls it. Standard scopes are described in our words,
//! the app's own in those that its owner registered (R29).

use std::collections::BTreeMap;

use maud::{Markup, html};
use twinlock_domain::{Scope, ScopeSet, ScopeToken};

use crate::text::{Message, Texts, message};

/// The owner's description of each scope of the app's own.
pub(crate) type Descriptions = BTreeMap<ScopeToken, String>;

/// One scope of a set, as people read it.
pub(super) struct Described<'a> {
    /// The scope value.
    pub(super) value: &'a str,
    /// What it allows, in a few words.
    short: Markup,
    /// What that means, for a standard scope.
    meaning: Option<Markup>,
}

impl Described<'_> {
    /// What it allows, on two lines.
    pub(super) fn lines(&self) -> Markup {
        html! { strong { (self.short) } @if let Some(meaning) = &self.meaning { " " span.soft { (meaning) } } }
    }
}

/// The scopes of a set, in a fixed order. A scope whose description was removed is shown by its value.
pub(super) fn described<'a>(texts: Texts, set: &'a ScopeSet, descriptions: &'a Descriptions) -> Vec<Described<'a>> {
    let standard = set.standard().map(|scope| Described {
        value: scope.as_str(),
        short: texts.html(short(scope)),
        meaning: Some(texts.html(meaning(scope))),
    });
    let others = set.others().iter().map(|token| {
        let words = descriptions.get(token).map_or(token.as_str(), String::as_str);
        Described { value: token.as_str(), short: html! { bdi { (words) } }, meaning: None }
    });
    standard.chain(others).collect()
}

/// The short description of a standard scope.
fn short(scope: Scope) -> Message {
    match scope {
        Scope::OpenId => message::scope_openid(),
        Scope::Profile => message::scope_profile(),
        Scope::Email => message::scope_email(),
        Scope::OfflineAccess => message::scope_offline_access(),
    }
}

/// What a standard scope means.
fn meaning(scope: Scope) -> Message {
    match scope {
        Scope::OpenId => message::scope_openid_meaning(),
        Scope::Profile => message::scope_profile_meaning(),
        Scope::Email => message::scope_email_meaning(),
        Scope::OfflineAccess => message::scope_offline_access_meaning(),
    }
}

/// The short descriptions alone, in a list.
pub(super) fn short_list(texts: Texts, set: &ScopeSet, descriptions: &Descriptions) -> Markup {
    html! {
        ul.short-scopes {
            @for scope in described(texts, set, descriptions) { li { (scope.short) } }
        }
    }
}

/// The scope value and its short description, for owners, who know the values.
pub(super) fn for_owners(texts: Texts, scope: Scope) -> Markup {
    html! { code { (scope.as_str()) } span.soft { " " (texts.html(short(scope))) } }
}
