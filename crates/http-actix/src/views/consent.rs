//! The consent question: which app asks, for what, where the response goes, for how long, and how to revoke it.

use std::time::Duration;

use maud::{Markup, html};
use twinlock_domain::{AuthorizationRequestId, Scope, ScopeSet};

use super::app_summary::{AppSummary, signed_in_as};
use super::fields::{form, hidden, tick};
use super::layout::{Chrome, Page, Width, page};
use super::scopes;
use super::scopes::Descriptions;
use crate::paths;
use crate::text::{Link, Message, Strong, message};

/// `/consent?request=…` where the gate passes.
pub(crate) struct ConsentPage {
    pub(crate) request: AuthorizationRequestId,
    pub(crate) app: AppSummary,
    /// The owner's display name.
    pub(crate) owner: String,
    /// Requested scopes that cannot be declined.
    pub(crate) required: ScopeSet,
    /// Requested scopes that can be declined.
    pub(crate) optional: ScopeSet,
    /// Scopes that are allowed already.
    pub(crate) stored_consent: ScopeSet,
    /// The owner's description of each scope of the app's own.
    pub(crate) scope_descriptions: Descriptions,
    /// How long an access token lasts.
    pub(crate) access_token: Duration,
    /// How long refresh tokens last unused, and at most; `None` when the request asks for none.
    pub(crate) refresh: Option<(Duration, Duration)>,
}

impl ConsentPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let body = html! {
            (self.app.crest())
            h1 { (texts.html(message::consent_heading(&self.app.name))) }
            p.soft { (texts.html(message::consent_registered_by(Strong(self.owner.clone())))) }
            (signed_in_as(chrome, &self.request.to_string(), message::not_you()))
            (form(chrome, paths::CONSENT_DECISION, &self.question(chrome)))
        };
        page(chrome, Width::Narrow, message::consent_title(&self.app.name), &body)
    }

    fn question(&self, chrome: &Chrome) -> Markup {
        let texts = chrome.texts;
        let apps = Link { href: paths::APPS.into(), words: message::section_apps() };
        html! {
            (hidden("request", &self.request.to_string()))
            div.card {
                h2 { (texts.html(message::consent_able_to(&self.app.name))) }
                ul.scopes {
                    @for scope in scopes::described(texts, &self.required, &self.scope_descriptions) {
                        li { (hidden("scope", scope.value)) (scope.lines()) }
                    }
                }
                @if !self.optional.is_empty() {
                    fieldset {
                        legend { (texts.html(message::consent_optional())) }
                        @for scope in scopes::described(texts, &self.optional, &self.scope_descriptions) {
                            (tick(&format!("scope-{}", scope.value), "scope", scope.value, false, &scope.lines()))
                        }
                    }
                }
                @if !self.stored_consent.is_empty() {
                    h2 { (texts.html(message::consent_stored())) }
                    (scopes::short_list(texts, &self.stored_consent, &self.scope_descriptions))
                }
            }
            dl.facts {
                div { dt { (texts.html(message::consent_goes_to())) } dd { strong { (self.app.host) } } }
                div { dt { (texts.html(message::consent_lasts())) } dd { (texts.html(self.access_lasts())) } }
                div {
                    dt { (texts.html(message::consent_take_back())) }
                    dd { (texts.html(message::consent_take_back_how(apps))) }
                }
            }
            div.choice {
                button.main.even type="submit" name="decision" value="deny" { (texts.html(message::consent_deny())) }
                button.main.even type="submit" name="decision" value="approve" { (texts.html(message::consent_allow())) }
            }
        }
    }

    /// How long the app keeps its access (security checklist row 28): the user may decline longer access if it is
    /// optional.
    fn access_lasts(&self) -> Message {
        let Some((unused, longest)) = self.refresh else { return message::consent_lasts_short(self.access_token) };
        if self.optional.contains(Scope::OfflineAccess) {
            message::consent_lasts_by_choice(self.access_token, unused, longest)
        } else {
            message::consent_lasts_long(unused, longest)
        }
    }
}
