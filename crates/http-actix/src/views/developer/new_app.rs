//! The form for an app, new or registered: the same inputs in both.

use maud::{Markup, html};
use twinlock_domain::{Scope, ScopeSet};

use crate::views::fields::{Field, form, tick};
use crate::views::layout::Chrome;
use crate::views::{paths, scopes};

const ALGORITHMS: [(&str, &str); 3] = [
    ("RS256", "RS256, what every library knows"),
    ("ES256", "ES256, smaller and faster"),
    ("EdDSA", "EdDSA, if your library has it"),
];

/// An app as typed so far.
#[expect(clippy::struct_excessive_bools, reason = "each is a checkbox of its own")]
#[derive(Clone, Debug)]
pub(crate) struct AppDraft {
    pub(crate) name: String,
    /// One per line.
    pub(crate) redirect_uris: String,
    pub(crate) public: bool,
    pub(crate) pkce_required: bool,
    pub(crate) machine_access: bool,
    pub(crate) id_token_claims: bool,
    pub(crate) id_token_alg: String,
    pub(crate) scope: ScopeSet,
    pub(crate) optional_scope: ScopeSet,
}

impl Default for AppDraft {
    fn default() -> Self {
        Self {
            name: String::new(),
            redirect_uris: String::new(),
            public: false,
            pkce_required: true,
            machine_access: false,
            id_token_claims: false,
            id_token_alg: "RS256".into(),
            scope: ScopeSet::ALL,
            optional_scope: ScopeSet::EMPTY,
        }
    }
}

pub(super) fn form_for(chrome: &Chrome, draft: &AppDraft) -> Markup {
    form(
        chrome,
        paths::NEW_APP,
        &html! {
            (names(chrome, draft, "new"))
            fieldset {
                legend { "Kind" }
                (kind("confidential", !draft.public, "Confidential", "Runs on a server and keeps a secret."))
                (kind("public", draft.public, "Public", "Runs in a browser or on a phone. No secret, PKCE always."))
            }
            (choices(chrome, draft, "new"))
            button.main type="submit" { "Register the app" }
        },
    )
}

fn kind(value: &str, chosen: bool, words: &str, meaning: &str) -> Markup {
    let id = format!("new-{value}");
    html! {
        div.tick {
            input type="radio" id=(id) name="kind" value=(value) checked[chosen];
            label for=(id) { (words) span.soft { " " (meaning) } }
        }
    }
}

/// Name and addresses. `scope` makes the ids the only ones on the page.
pub(super) fn names(chrome: &Chrome, draft: &AppDraft, scope: &str) -> Markup {
    let (name_id, uris_id) = (format!("{scope}-name"), format!("{scope}-uris"));
    let (hint_id, problem_id) = (format!("{uris_id}-hint"), format!("{uris_id}-problem"));
    let wrong = chrome.problem_at(&uris_id).is_some();
    let described = if wrong { format!("{hint_id} {problem_id}") } else { hint_id.clone() };
    html! {
        (Field::text("name", "Name").id(&name_id).value(&draft.name).maximum(80).hint("What people see when they are asked.").render(chrome))
        div.field {
            label for=(uris_id) { "Redirect URIs" }
            p.hint id=(hint_id) { "One per line, compared byte by byte. https; http on this machine alone; your own scheme such as com.example.app:/done." }
            @if wrong {
                div id=(problem_id) { @for problem in chrome.problems_at(&uris_id) { p.wrong { (problem.text) } } }
            }
            textarea id=(uris_id) name="redirect_uris" rows=(rows(&draft.redirect_uris)) required spellcheck="false" autocapitalize="none"
                aria-describedby=(described) aria-invalid=[wrong.then_some("true")] { (draft.redirect_uris) }
        }
    }
}

/// Room for what is typed, within reason.
fn rows(text: &str) -> usize {
    text.lines().count().clamp(3, 8)
}

/// Scopes, signature, PKCE, machine access.
pub(super) fn choices(chrome: &Chrome, draft: &AppDraft, scope: &str) -> Markup {
    let id = |name: &str| format!("{scope}-{name}");
    let wrong = |name: &str| {
        html! {
            @for problem in chrome.problems_at(&id(name)) { p.wrong id={ (id(name)) "-problem" } { (problem.text) } }
        }
    };
    html! {
        fieldset {
            legend { "Scopes it may ask for" }
            @for value in Scope::ALL.into_iter().filter(|value| *value != Scope::OpenId) {
                (tick(&id(value.as_str()), "scope", value.as_str(), draft.scope.contains(value), &scopes::for_owners(value)))
            }
        }
        fieldset id=(id("optional")) tabindex="-1" {
            legend { "Scopes a user may decline" }
            (wrong("optional"))
            @for value in Scope::ALL.into_iter().filter(|value| *value != Scope::OpenId) {
                (tick(&id(&format!("optional-{}", value.as_str())), "optional_scope", value.as_str(),
                    draft.optional_scope.contains(value), &scopes::for_owners(value)))
            }
        }
        div.field {
            label for=(id("alg")) { "Signature of the id_token" }
            select id=(id("alg")) name="id_token_alg" {
                @for (value, words) in ALGORITHMS { option value=(value) selected[draft.id_token_alg == value] { (words) } }
            }
        }
        (tick(&id("claims"), "id_token_claims", "on", draft.id_token_claims, &html! {
            "Name and e-mail in the ID token" span.soft { " For apps that do not ask the userinfo endpoint. What was not allowed stays out." }
        }))
        (wrong("pkce"))
        (tick(&id("pkce"), "pkce_required", "on", draft.pkce_required, &html! {
            "Require PKCE" span.soft { " Lift it only for a confidential app whose library has none." }
        }))
        (wrong("machine"))
        (tick(&id("machine"), "machine_access", "on", draft.machine_access, &html! {
            "Machine access" span.soft { " client_credentials: acts for no person, and no 2FA rule covers it." }
        }))
    }
}
