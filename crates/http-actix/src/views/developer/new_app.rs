//! The form for an app, new or registered: the same inputs in both.

use maud::{Markup, html};
use twinlock_application::{ClientKind, ClientMetadata};
use twinlock_domain::{RedirectUri, Scope, ScopeSet, ScopeToken};

use crate::paths;
use crate::text::{Code, Message, Texts, message};
use crate::views::fields::{Field, form, tick};
use crate::views::layout::Chrome;
use crate::views::scopes;

fn algorithms() -> [(&'static str, Message); 3] {
    [("RS256", message::app_rs256()), ("ES256", message::app_es256()), ("EdDSA", message::app_eddsa())]
}

/// An app as typed so far.
#[expect(clippy::struct_excessive_bools, reason = "each is a checkbox of its own")]
#[derive(Clone, Debug)]
pub(crate) struct AppDraft {
    pub(crate) name: String,
    pub(crate) client_uri: String,
    /// One redirect URI per line.
    pub(crate) redirect_uris: String,
    pub(crate) public: bool,
    pub(crate) pkce_required: bool,
    pub(crate) machine_access: bool,
    pub(crate) id_token_claims: bool,
    pub(crate) id_token_alg: String,
    /// The standard scopes.
    pub(crate) scope: ScopeSet,
    /// The app's own scopes, one per line, each with what it allows.
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
    /// The draft of an app as it is registered.
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
    let texts = chrome.texts;
    let confidential = Kind {
        value: "confidential",
        words: message::app_confidential(),
        meaning: message::app_confidential_meaning(),
    };
    let public = Kind { value: "public", words: message::app_public(), meaning: message::app_public_meaning() };
    form(
        chrome,
        paths::NEW_APP,
        &html! {
            (names(chrome, draft, "new"))
            fieldset {
                legend { (texts.html(message::app_kind())) }
                (confidential.render(texts, !draft.public))
                (public.render(texts, draft.public))
            }
            (choices(chrome, draft, "new"))
            button.main type="submit" { (texts.html(message::app_submit())) }
        },
    )
}

/// A kind of app, to be chosen.
struct Kind {
    value: &'static str,
    words: Message,
    meaning: Message,
}

impl Kind {
    fn render(&self, texts: Texts, chosen: bool) -> Markup {
        let id = format!("new-{}", self.value);
        html! {
            div.tick {
                input type="radio" id=(id) name="kind" value=(self.value) checked[chosen];
                label for=(id) { (texts.html(&self.words)) span.soft { " " (texts.html(&self.meaning)) } }
            }
        }
    }
}

/// The inputs for name, home page and redirect URIs. `scope` makes their ids unique on the page.
pub(super) fn names(chrome: &Chrome, draft: &AppDraft, scope: &str) -> Markup {
    let (name_id, link_id, uris_id) = (format!("{scope}-name"), format!("{scope}-link"), format!("{scope}-uris"));
    let uris = Lines {
        id: &uris_id,
        name: "redirect_uris",
        label: message::app_uris(),
        hint: message::app_uris_hint(),
        required: true,
        typed: &draft.redirect_uris,
    };
    html! {
        (Field::text("name", message::app_name()).id(&name_id).value(&draft.name).maximum(80)
            .hint(message::app_name_hint()).render(chrome))
        (Field::text("client_uri", message::app_home_page()).id(&link_id).value(&draft.client_uri).optional().maximum(2000)
            .hint(message::app_home_page_hint()).render(chrome))
        (uris.render(chrome))
    }
}

/// An input of several lines, each of them a value.
struct Lines<'a> {
    id: &'a str,
    name: &'static str,
    label: Message,
    hint: Message,
    required: bool,
    typed: &'a str,
}

impl Lines<'_> {
    /// The height of the input: as many lines as were typed, within limits.
    fn rows(&self) -> usize {
        self.typed.lines().count().clamp(3, 8)
    }

    fn render(&self, chrome: &Chrome) -> Markup {
        let texts = chrome.texts;
        let (hint_id, problem_id) = (format!("{}-hint", self.id), format!("{}-problem", self.id));
        let wrong = chrome.problem_at(self.id).is_some();
        let described = if wrong { format!("{hint_id} {problem_id}") } else { hint_id.clone() };
        html! {
            div.field {
                label for=(self.id) { (texts.html(&self.label)) }
                p.hint id=(hint_id) { (texts.html(&self.hint)) }
                @if wrong {
                    div id=(problem_id) { @for problem in chrome.problems_at(self.id) { p.wrong { (texts.html(&problem.text)) } } }
                }
                textarea id=(self.id) name=(self.name) rows=(self.rows()) required[self.required] spellcheck="false" autocapitalize="none"
                    aria-describedby=(described) aria-invalid=[wrong.then_some("true")] { (self.typed) }
            }
        }
    }
}

/// The inputs for scopes, signature, PKCE and machine access.
pub(super) fn choices(chrome: &Chrome, draft: &AppDraft, scope: &str) -> Markup {
    let texts = chrome.texts;
    let id = |name: &str| format!("{scope}-{name}");
    let wrong = |name: &str| {
        html! {
            @for problem in chrome.problems_at(&id(name)) { p.wrong id={ (id(name)) "-problem" } { (texts.html(&problem.text)) } }
        }
    };
    // Scopes that are not standard ones, with the words that the consent page shows (R29).
    let own_scopes = Lines {
        id: &id("own-scopes"),
        name: "own_scopes",
        label: message::app_own_scopes(),
        hint: message::app_own_scopes_hint(Code(texts.plain(message::app_own_scopes_example()))),
        required: false,
        typed: &draft.own_scopes,
    };
    html! {
        fieldset id=(id("scopes")) tabindex="-1" {
            legend { (texts.html(message::app_scopes())) }
            (wrong("scopes"))
            @for value in Scope::ALL {
                (tick(&id(value.as_str()), "scope", value.as_str(), draft.scope.contains(value), &scopes::for_owners(texts, value)))
            }
        }
        (own_scopes.render(chrome))
        fieldset id=(id("optional")) tabindex="-1" {
            legend { (texts.html(message::app_optional_scopes())) }
            (wrong("optional"))
            @for value in Scope::ALL.into_iter().filter(|value| *value != Scope::OpenId) {
                (tick(&id(&format!("optional-{}", value.as_str())), "optional_scope", value.as_str(),
                    draft.optional_scope.contains(value), &scopes::for_owners(texts, value)))
            }
            @for token in own_tokens(draft) {
                (tick(&id(&format!("optional-{}", token.as_str())), "optional_scope", token.as_str(),
                    draft.optional_scope.contains_other(&token), &html! { code { (token.as_str()) } }))
            }
        }
        div.field {
            label for=(id("alg")) { (texts.html(message::app_signature())) }
            select id=(id("alg")) name="id_token_alg" {
                @for (value, words) in algorithms() { option value=(value) selected[draft.id_token_alg == value] { (texts.html(words)) } }
            }
        }
        (tick(&id("claims"), "id_token_claims", "on", draft.id_token_claims, &html! {
            (texts.html(message::app_claims())) span.soft { " " (texts.html(message::app_claims_meaning())) }
        }))
        (wrong("pkce"))
        (tick(&id("pkce"), "pkce_required", "on", draft.pkce_required, &html! {
            (texts.html(message::app_pkce())) span.soft { " " (texts.html(message::app_pkce_meaning())) }
        }))
        (wrong("machine"))
        (tick(&id("machine"), "machine_access", "on", draft.machine_access, &html! {
            (texts.html(message::app_machine())) span.soft { " " (texts.html(message::app_machine_meaning())) }
        }))
    }
}

/// The names of the app's own scopes that are typed so far.
fn own_tokens(draft: &AppDraft) -> Vec<ScopeToken> {
    let first = |line: &str| line.split_whitespace().next().and_then(|token| ScopeToken::parse(token).ok());
    draft.own_scopes.lines().filter_map(first).collect()
}
