//! One app: a line that opens into everything its owner can see and change.

use maud::{Markup, html};
use twinlock_application::{ClientKind, ClientMetadata};
use twinlock_domain::{AppId, Timestamp};

use super::events::{self, AppEventRow, FlipRow};
use super::new_app::AppDraft;
use super::requirement::{self, RequirementState};
use super::secrets::{self, SecretRow};
use super::settings;
use crate::paths;
use crate::text::{Texts, message};
use crate::views::fields::Proof;
use crate::views::identicon;
use crate::views::layout::Chrome;

/// An app of the owner, in the list.
pub(crate) enum AppEntry {
    /// Only its line, with a link that opens it.
    Closed(AppLine),
    /// Its line and all details.
    Loaded(Box<AppRow>),
}

/// The line of an app.
pub(crate) struct AppLine {
    pub(crate) id: AppId,
    pub(crate) name: String,
    /// The host of its first redirect URI.
    pub(crate) host: String,
    /// Whether it requires two-factor authentication.
    pub(crate) required: bool,
}

/// What was typed into forms of a row that were refused, to be shown again. Never a password or a code.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    /// The app's settings.
    pub(crate) edit: Option<AppDraft>,
    /// The enrolment age.
    pub(crate) days: Option<String>,
    /// The label of a new secret.
    pub(crate) label: Option<String>,
    /// The email address of a person whose access was to end.
    pub(crate) email: Option<String>,
    /// Whether *Revoke everyone now* was ticked.
    pub(crate) revoke_now: bool,
}

/// An app of the owner, with all details.
pub(crate) struct AppRow {
    pub(crate) line: AppLine,
    pub(crate) metadata: ClientMetadata,
    pub(crate) created_at: Timestamp,
    pub(crate) secrets: Vec<SecretRow>,
    pub(crate) requirement: RequirementState,
    pub(crate) enrolment_age_days: u64,
    /// What has to be entered again to turn the requirement off or to *revoke all* (R24).
    pub(crate) proof: Proof,
    pub(crate) history: Vec<FlipRow>,
    pub(crate) events: Vec<AppEventRow>,
    /// Whether more events than the newest were requested.
    pub(crate) all_events: bool,
    /// Whether there are older events than `events`.
    pub(crate) more_events: bool,
    /// What was typed into a refused form.
    pub(crate) typed: Typed,
    /// Whether the row is open.
    pub(crate) open: bool,
}

impl AppEntry {
    pub(super) fn render(&self, chrome: &Chrome) -> Markup {
        match self {
            Self::Closed(line) => line.render_closed(chrome.texts),
            Self::Loaded(row) => row.render(chrome),
        }
    }
}

impl AppLine {
    fn summary(&self, texts: Texts) -> Markup {
        html! {
            summary {
                (identicon::icon(self.id, 40))
                h2.grow { bdi { (self.name) } span.soft { (self.host) } }
                @if self.required { span.badge.good { (texts.html(message::developer_required())) } }
            }
        }
    }

    /// The script follows the link as soon as the line is opened; without the script, the user does.
    fn render_closed(&self, texts: Texts) -> Markup {
        html! {
            details.card.app id={ "app-" (self.id) } {
                (self.summary(texts))
                div.inside {
                    p { a.button.quiet data-opens href=(paths::open_app(self.id)) { (texts.html(message::developer_show(&self.name))) } }
                }
            }
        }
    }
}

impl AppRow {
    fn render(&self, chrome: &Chrome) -> Markup {
        html! {
            details.card.app open[self.open] id={ "app-" (self.line.id) } {
                (self.line.summary(chrome.texts))
                div.inside {
                    (requirement::section(chrome, self))
                    (self.facts(chrome.texts))
                    @if self.metadata.kind == ClientKind::Confidential { (secrets::section(chrome, self)) }
                    (settings::edit(chrome, self))
                    (events::section(chrome.texts, self))
                    (settings::dangers(chrome, self))
                }
            }
        }
    }

    fn facts(&self, texts: Texts) -> Markup {
        let metadata = &self.metadata;
        html! {
            section {
                h3 { (texts.html(message::details_title())) }
                dl.facts {
                    div { dt { (texts.html(message::details_client_id())) } dd { code { (self.line.id) } } }
                    div { dt { (texts.html(message::details_kind())) } dd { @if metadata.kind == ClientKind::Public { (texts.html(message::details_public())) } @else { (texts.html(message::details_confidential())) } } }
                    div { dt { (texts.html(message::details_redirect_uris())) } dd { ul.plain-list { @for uri in &metadata.redirect_uris { li { code { (uri.as_str()) } } } } } }
                    div {
                        dt { (texts.html(message::details_scopes())) }
                        dd {
                            code { (metadata.scope) }
                            @if !metadata.optional_scope.is_empty() {
                                " " (texts.html(message::details_optional())) " " code { (metadata.optional_scope) }
                            }
                        }
                    }
                    div { dt { (texts.html(message::details_signed_by())) } dd { (metadata.id_token_signed_response_alg.as_str()) } }
                    div { dt { (texts.html(message::details_pkce())) } dd { @if metadata.pkce_required { (texts.html(message::details_pkce_required())) } @else { (texts.html(message::details_pkce_not_required())) } } }
                    div { dt { (texts.html(message::details_registered())) } dd { (texts.day(self.created_at)) } }
                }
            }
        }
    }
}
