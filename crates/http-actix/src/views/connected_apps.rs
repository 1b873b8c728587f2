//! `/dashboard/apps`: the apps that the user has allowed, and revoking their access.

use maud::{Markup, html};
use twinlock_domain::{ScopeSet, Timestamp};

use super::app_summary::AppSummary;
use super::fields::form;
use super::layout::{Chrome, Page, Width, page};
use super::scopes::Descriptions;
use super::{identicon, scopes};
use crate::paths;
use crate::text::{Day, Link, Message, Moment, Texts, message};

/// The page of connected apps.
pub(crate) struct ConnectedAppsPage {
    pub(crate) apps: Vec<ConnectedApp>,
}

/// One app that the user allowed.
pub(crate) struct ConnectedApp {
    pub(crate) face: AppSummary,
    pub(crate) scope: ScopeSet,
    /// The owner's description of each scope of the app's own.
    pub(crate) scope_descriptions: Descriptions,
    pub(crate) since: Timestamp,
    pub(crate) last_used: Timestamp,
    pub(crate) requires_2fa: bool,
    pub(crate) connection: Connection,
}

/// Whether the app has access now.
#[derive(Clone, Copy)]
pub(crate) enum Connection {
    /// It has access.
    Connected,
    /// It gets access when the user signs in to it again.
    AtNextSignIn,
    /// It keeps the access that it has until then, and gets no more without a second factor.
    Ending { until: Timestamp },
    /// It has no access: it requires a second factor, and the account has none.
    NeedsSecondFactor,
    /// It has no access: it accepts the account's second factor only from then on.
    FactorTooYoung { until: Timestamp },
}

impl Connection {
    fn is_paused(self) -> bool {
        matches!(self, Self::NeedsSecondFactor | Self::FactorTooYoung { .. })
    }

    /// The state as a sentence; empty if the app simply has access.
    fn sentence(self, texts: Texts) -> Markup {
        let to_security = |words| Link { href: paths::SECURITY.into(), words };
        html! {
            @match self {
                Self::Connected => {}
                Self::AtNextSignIn => p.soft { (texts.html(message::apps_at_next_sign_in())) }
                Self::Ending { until } => p {
                    (texts.html(message::apps_ending(Moment(until), to_security(message::apps_go_to_security()))))
                }
                Self::NeedsSecondFactor => p {
                    strong { (texts.html(message::apps_needs_second_factor())) } " "
                    (texts.html(message::apps_needs_second_factor_how(to_security(message::set_up_two_factor()))))
                }
                Self::FactorTooYoung { until } => p {
                    strong { (texts.html(message::apps_paused_until(Moment(until)))) } " "
                    (texts.html(message::apps_paused_until_why()))
                }
            }
        }
    }
}

impl ConnectedAppsPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let body = html! {
            h1 { (texts.html(message::apps_title())) }
            p.lead { (texts.html(message::apps_lead())) }
            @if self.apps.is_empty() {
                div.card.empty { p { (texts.html(message::apps_none())) } }
            }
            ul.rows {
                @for app in &self.apps { li.card.row { (app.row(chrome)) } }
            }
        };
        page(chrome, Width::Wide, message::apps_title(), &body)
    }
}

impl ConnectedApp {
    fn row(&self, chrome: &Chrome) -> Markup {
        let texts = chrome.texts;
        html! {
            (identicon::icon(self.face.id, 44))
            div.grow {
                h2 {
                    bdi { (self.face.name) }
                    @if self.connection.is_paused() { " " span.badge.due { (texts.html(message::apps_paused())) } }
                    @if self.requires_2fa { " " span.badge { (texts.html(message::apps_requires())) } }
                }
                p.soft { (texts.html(self.times())) }
                (self.connection.sentence(texts))
                @if !self.connection.is_paused() { (scopes::short_list(texts, &self.scope, &self.scope_descriptions)) }
            }
            (form(chrome, &paths::disconnect(self.face.id), &html! {
                button.quiet type="submit" {
                    (texts.html(message::apps_revoke()))
                    span.unseen { " " (texts.html(message::apps_revoke_of(&self.face.name))) }
                }
            }))
        }
    }

    fn times(&self) -> Message {
        message::apps_since(&self.face.host, Day(self.since), Day(self.last_used))
    }
}
