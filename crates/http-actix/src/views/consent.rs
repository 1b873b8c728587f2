//! The consent question: who asks, for what, where it goes, for how long, and how to take it back.

use std::time::Duration;

use maud::{Markup, html};
use twinlock_domain::{AuthorizationRequestId, Scope, ScopeSet};

use super::app_summary::{AppSummary, signed_in_as};
use super::fields::{form, hidden, tick};
use super::layout::{Chrome, Width, page};
use super::scopes::Descriptions;
use super::{paths, scopes, words};

/// `/consent?request=…` where the gate passes.
pub(crate) struct ConsentPage {
    pub(crate) request: AuthorizationRequestId,
    pub(crate) app: AppSummary,
    /// The owner's display name.
    pub(crate) owner: String,
    /// Scopes that are asked and cannot be declined.
    pub(crate) required: ScopeSet,
    /// Scopes that are asked and can be.
    pub(crate) optional: ScopeSet,
    /// Scopes that are allowed already.
    pub(crate) stored_consent: ScopeSet,
    /// What the owner says of each scope of the app's own.
    pub(crate) scope_descriptions: Descriptions,
    /// How long an access token lasts.
    pub(crate) access_token: Duration,
    /// How long refresh tokens last unused, and at most; `None` when none is asked for.
    pub(crate) refresh: Option<(Duration, Duration)>,
}

impl ConsentPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let body = html! {
            (self.app.crest())
            h1 { "Allow " bdi { (self.app.name) } " to use your account?" }
            p.soft {
                "Registered here by " strong { bdi { (self.owner) } } ". It is not made by the people who run this Twinlock, \
                 and they do not vouch for it."
            }
            (signed_in_as(chrome, &self.request.to_string(), "Not you?"))
            (form(chrome, paths::CONSENT_DECISION, &self.question()))
        };
        page(chrome, Width::Narrow, &format!("Allow {}?", self.app.name), &body)
    }

    fn question(&self) -> Markup {
        html! {
            (hidden("request", &self.request.to_string()))
            div.card {
                h2 { bdi { (self.app.name) } " will be able to" }
                ul.scopes {
                    @for scope in scopes::described(&self.required, &self.scope_descriptions) {
                        li { (hidden("scope", scope.value)) (scope.lines()) }
                    }
                }
                @if !self.optional.is_empty() {
                    fieldset {
                        legend { "If you like, also" }
                        @for scope in scopes::described(&self.optional, &self.scope_descriptions) {
                            (tick(&format!("scope-{}", scope.value), "scope", scope.value, false, &scope.lines()))
                        }
                    }
                }
                @if !self.stored_consent.is_empty() {
                    h2 { "You have allowed already" }
                    (scopes::short_list(&self.stored_consent, &self.scope_descriptions))
                }
            }
            dl.facts {
                div { dt { "The answer goes to" } dd { strong { (self.app.host) } } }
                div { dt { "Access lasts" } dd { (words::access_lasts(self.access_token, self.refresh, self.optional.contains(Scope::OfflineAccess))) } }
                div { dt { "To take it back" } dd { "Revoke it at any time under " a href=(paths::APPS) { "Connected apps" } "." } }
            }
            div.choice {
                button.main.even type="submit" name="decision" value="deny" { "Deny" }
                button.main.even type="submit" name="decision" value="approve" { "Allow" }
            }
        }
    }
}
