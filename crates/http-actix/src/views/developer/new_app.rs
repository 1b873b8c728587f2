//! The form for an app, new or registered: the same inputs in both.

use maud::{Markup, html};
use twinlock_application::{ClientKind, ClientMetadata};
use twinlock_domain::{RedirectUri, Scope, ScopeSet, ScopeToken};

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
    pub(crate) client_uri: String,
    /// One per line.
    pub(crate) redirect_uris: String,
    pub(crate) public: bool,
    pub(crate) pkce_required: bool,
    pub(crate) machine_access: bool,
    pub(crate) id_token_claims: bool,
    pub(crate) id_token_alg: String,
    /// The standard ones.
    pub(crate) scope: ScopeSet,
    /// One per line, with what it allows.
    pub(crate) own_scopes: String,
    pub(crate) optional_scope: ScopeSet,
}

impl Default for AppDraft {
    fn default() -> Self {
        Self {
            name: String::new(),
            client_uri: String::new(),
            redirect_uris: String::new(),
            public: false,
            pkce_required: true,
            machine_access: false,
            id_token_claims: false,
            id_token_alg: "RS256".into(),
            scope: ScopeSet::STANDARD,
            own_scopes: String::new(),
            optional_scope: ScopeSet::EMPTY,
        }
    }
}

impl AppDraft {
    /// An app as it is registered.
    pub(crate) fn of(metadata: &ClientMetadata) -> Self {
        let own = metadata.scope_descriptions.iter();
        Self {
            name: metadata.client_name.clone(),
            client_uri: metadata.client_uri.as_ref().map_or_else(String::new, |url| url.as_str().to_owned()),
            redirect_uris: metadata.redirect_uris.iter().map(RedirectUri::as_str).collect::<Vec<_>>().join("\n"),
            public: metadata.kind == ClientKind::Public,
            pkce_required: metadata.pkce_required,
            machine_access: metadata.machine_access,
            id_token_claims: metadata.id_token_claims,
            id_token_alg: metadata.id_token_signed_response_alg.as_str().to_owned(),
            scope: metadata.scope.standard().collect(),
            own_scopes: own.map(|(token, words)| format!("{} {words}", token.as_str())).collect::<Vec<_>>().join("\n"),
            optional_scope: metadata.optional_scope.clone(),
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
    let (name_id, link_id, uris_id) = (format!("{scope}-name"), format!("{scope}-link"), format!("{scope}-uris"));
    let uris = Lines {
        id: &uris_id,
        name: "redirect_uris",
        label: "Redirect URIs",
        hint: "One per line, compared byte by byte. https; http on this machine alone; your own scheme such as com.example.app:/done.",
        required: true,
        typed: &draft.redirect_uris,
    };
    html! {
        (Field::text("name", "Name").id(&name_id).value(&draft.name).maximum(80).hint("What people see when they are asked.").render(chrome))
        (Field::text("client_uri", "Home page").id(&link_id).value(&draft.client_uri).optional().maximum(2000).hint("A link that begins with https://.").render(chrome))
        (uris.render(chrome))
    }
}

/// An input of several lines, each of them a value.
struct Lines<'a> {
    id: &'a str,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    required: bool,
    typed: &'a str,
}

impl Lines<'_> {
    /// As high as what is typed needs, within reason.
    fn rows(&self) -> usize {
        self.typed.lines().count().clamp(3, 8)
    }

    fn render(&self, chrome: &Chrome) -> Markup {
        let (hint_id, problem_id) = (format!("{}-hint", self.id), format!("{}-problem", self.id));
        let wrong = chrome.problem_at(self.id).is_some();
        let described = if wrong { format!("{hint_id} {problem_id}") } else { hint_id.clone() };
        html! {
            div.field {
                label for=(self.id) { (self.label) }
                p.hint id=(hint_id) { (self.hint) }
                @if wrong {
                    div id=(problem_id) { @for problem in chrome.problems_at(self.id) { p.wrong { (problem.text) } } }
                }
                textarea id=(self.id) name=(self.name) rows=(self.rows()) required[self.required] spellcheck="false" autocapitalize="none"
                    aria-describedby=(described) aria-invalid=[wrong.then_some("true")] { (self.typed) }
            }
        }
    }
}

/// Scopes, signature, PKCE, machine access.
pub(super) fn choices(chrome: &Chrome, draft: &AppDraft, scope: &str) -> Markup {
    let id = |name: &str| format!("{scope}-{name}");
    let wrong = |name: &str| {
        html! {
            @for problem in chrome.problems_at(&id(name)) { p.wrong id={ (id(name)) "-problem" } { (problem.text) } }
        }
    };
    // Scopes that are not standard ones, with the words that the consent page shows (R29).
    let own_scopes = Lines {
        id: &id("own-scopes"),
        name: "own_scopes",
        label: "Scopes of your own",
        hint: "One per line: the scope, a space, and what it allows. People read that when they are asked. Example: books:read Read your books",
        required: false,
        typed: &draft.own_scopes,
    };
    html! {
        fieldset id=(id("scopes")) tabindex="-1" {
            legend { "Scopes it may ask for" }
            (wrong("scopes"))
            @for value in Scope::ALL {
                (tick(&id(value.as_str()), "scope", value.as_str(), draft.scope.contains(value), &scopes::for_owners(value)))
            }
        }
        (own_scopes.render(chrome))
        fieldset id=(id("optional")) tabindex="-1" {
            legend { "Scopes a user may decline" }
            (wrong("optional"))
            @for value in Scope::ALL.into_iter().filter(|value| *value != Scope::OpenId) {
                (tick(&id(&format!("optional-{}", value.as_str())), "optional_scope", value.as_str(),
                    draft.optional_scope.contains(value), &scopes::for_owners(value)))
            }
            @for token in own_tokens(draft) {
                (tick(&id(&format!("optional-{}", token.as_str())), "optional_scope", token.as_str(),
                    draft.optional_scope.contains_other(&token), &html! { code { (token.as_str()) } }))
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

/// The scopes of the app's own that are typed so far.
fn own_tokens(draft: &AppDraft) -> Vec<ScopeToken> {
    let first = |line: &str| line.split_whitespace().next().and_then(|token| ScopeToken::parse(token).ok());
    draft.own_scopes.lines().filter_map(first).collect()
}
