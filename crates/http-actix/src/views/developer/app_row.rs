//! One app: a line that opens into everything its owner can see and change.

use maud::{Markup, html};
use twinlock_domain::{AppId, ScopeSet, Timestamp};

use super::events::{self, AppEventRow, FlipRow};
use super::requirement::{self, RequirementState};
use super::secrets::{self, SecretRow};
use super::settings;
use crate::views::fields::Proof;
use crate::views::identicon;
use crate::views::layout::Chrome;
use crate::views::people::day;

/// An app of the owner.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, shown on its own line")]
pub(crate) struct AppRow {
    pub(crate) id: AppId,
    pub(crate) name: String,
    /// Whether it has no client secret.
    pub(crate) public: bool,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) scope: ScopeSet,
    pub(crate) optional_scope: ScopeSet,
    /// `RS256`, `ES256` or `EdDSA`.
    pub(crate) id_token_alg: String,
    pub(crate) pkce_required: bool,
    /// Whether `client_credentials` is on (R25).
    pub(crate) machine_access: bool,
    pub(crate) id_token_claims: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) secrets: Vec<SecretRow>,
    pub(crate) requirement: RequirementState,
    pub(crate) enrolment_age_days: u64,
    /// What turning the requirement off and *revoke all* ask for (R24).
    pub(crate) proof: Proof,
    pub(crate) history: Vec<FlipRow>,
    pub(crate) events: Vec<AppEventRow>,
    /// Whether the row is open.
    pub(crate) open: bool,
}

impl AppRow {
    pub(super) fn render(&self, chrome: &Chrome) -> Markup {
        html! {
            details.card.app open[self.open] id={ "app-" (self.id) } {
                summary {
                    (identicon::icon(self.id, 40))
                    h2.grow { (self.name) span.soft.id { (self.id) } }
                    @if self.requirement.required { span.badge.good { "2FA required" } }
                }
                div.inside {
                    (requirement::section(chrome, self))
                    (self.facts())
                    @if !self.public { (secrets::section(chrome, self)) }
                    (settings::edit(chrome, self))
                    (events::section(self))
                    (settings::dangers(chrome, self))
                }
            }
        }
    }

    fn facts(&self) -> Markup {
        html! {
            section {
                h3 { "What it is" }
                dl.facts {
                    div { dt { "Client id" } dd { code { (self.id) } } }
                    div { dt { "Kind" } dd { @if self.public { "Public, without a secret" } @else { "Confidential" } } }
                    div { dt { "Redirect URIs" } dd { ul.plain-list { @for uri in &self.redirect_uris { li { code { (uri) } } } } } }
                    div { dt { "Scopes" } dd { code { (self.scope) } @if !self.optional_scope.is_empty() { " of which optional: " code { (self.optional_scope) } } } }
                    div { dt { "id_token signed by" } dd { (self.id_token_alg) } }
                    div { dt { "PKCE" } dd { @if self.pkce_required { "Required (S256)" } @else { "Not required" } } }
                    div { dt { "Registered" } dd { (day(self.created_at)) } }
                }
            }
        }
    }
}
