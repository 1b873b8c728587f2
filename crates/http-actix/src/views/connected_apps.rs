//! `/dashboard/apps`: whom the user lets in, and the way to take it back.

use maud::{Markup, html};
use twinlock_domain::{ScopeSet, Timestamp};

use super::app_summary::{AppSummary, day, moment};
use super::fields::form;
use super::layout::{Chrome, Width, page};
use super::scopes::Descriptions;
use super::{identicon, paths, scopes, words};

/// The page.
pub(crate) struct ConnectedAppsPage {
    pub(crate) apps: Vec<ConnectedApp>,
}

/// One app that the user allowed.
pub(crate) struct ConnectedApp {
    pub(crate) face: AppSummary,
    pub(crate) scope: ScopeSet,
    /// What the owner says of each scope of the app's own.
    pub(crate) scope_descriptions: Descriptions,
    pub(crate) since: Timestamp,
    pub(crate) last_used: Timestamp,
    pub(crate) requires_2fa: bool,
    pub(crate) connection: Connection,
}

/// Whether the app has access now.
#[derive(Clone, Copy)]
pub(crate) enum Connection {
    /// It has.
    Connected,
    /// It gets access when the user signs in to it again.
    AtNextSignIn,
    /// It keeps what it has until then, and gets no more without a second factor.
    Ending { until: Timestamp },
    /// It has none: it requires a second factor, and there is none.
    NeedsSecondFactor,
    /// It has none: it accepts the second factor from then on.
    FactorTooYoung { until: Timestamp },
}

impl Connection {
    fn is_paused(self) -> bool {
        matches!(self, Self::NeedsSecondFactor | Self::FactorTooYoung { .. })
    }

    /// What holds now, in a sentence; nothing where it simply is connected.
    fn sentence(self) -> Markup {
        html! {
            @match self {
                Self::Connected => {}
                Self::AtNextSignIn => p.soft { "It has no access at the moment, and gets it when you sign in to it again." }
                Self::Ending { until } => p {
                    "It keeps its access until " (moment(until)) ". After that it requires two-factor authentication. "
                    a href=(paths::SECURITY) { "Go to Security" }
                }
                Self::NeedsSecondFactor => p {
                    strong { "Paused: requires two-factor authentication." } " It has no access until you set it up. "
                    a href=(paths::SECURITY) { (words::SET_UP) }
                }
                Self::FactorTooYoung { until } => p {
                    strong { "Paused until " (moment(until)) "." } " It requires a second factor that has been set up for a while."
                }
            }
        }
    }
}

impl ConnectedAppsPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let body = html! {
            h1 { "Connected apps" }
            p.lead { "Apps that you allowed to use your account. Revoking ends their access at once." }
            @if self.apps.is_empty() {
                div.card.empty { p { "None yet. An app appears here after you sign in to it with this account." } }
            }
            ul.rows {
                @for app in &self.apps { li.card.row { (app.row(chrome)) } }
            }
        };
        page(chrome, Width::Wide, "Connected apps", &body)
    }
}

impl ConnectedApp {
    fn row(&self, chrome: &Chrome) -> Markup {
        html! {
            (identicon::icon(self.face.id, 44))
            div.grow {
                h2 {
                    bdi { (self.face.name) }
                    @if self.connection.is_paused() { " " span.badge.due { "Paused" } }
                    @if self.requires_2fa { " " span.badge { "Requires 2FA" } }
                }
                p.soft { (self.face.host) " · since " (day(self.since)) " · last used " (day(self.last_used)) }
                (self.connection.sentence())
                @if !self.connection.is_paused() { (scopes::short_list(&self.scope, &self.scope_descriptions)) }
            }
            (form(chrome, &paths::disconnect(self.face.id), &html! {
                button.quiet type="submit" { "Revoke" span.unseen { " access of " (self.face.name) } }
            }))
        }
    }
}
