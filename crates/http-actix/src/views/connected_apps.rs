//! `/dashboard/apps`: whom the user lets in, and the way to take it back.

use maud::{Markup, html};
use twinlock_domain::{ScopeSet, Timestamp};

use super::fields::form;
use super::layout::{Chrome, Width, page};
use super::people::{AppFace, day};
use super::{identicon, paths, scopes};

/// The page.
pub(crate) struct ConnectedAppsPage {
    pub(crate) apps: Vec<ConnectedApp>,
}

/// One app that the user allowed.
pub(crate) struct ConnectedApp {
    pub(crate) face: AppFace,
    pub(crate) scope: ScopeSet,
    pub(crate) since: Timestamp,
    pub(crate) last_used: Timestamp,
    pub(crate) requires_2fa: bool,
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
                h2 { bdi { (self.face.name) } @if self.requires_2fa { " " span.badge { "Requires 2FA" } } }
                p.soft { (self.face.host) " · since " (day(self.since)) " · last used " (day(self.last_used)) }
                (scopes::short_list(self.scope))
            }
            (form(chrome, &paths::disconnect(self.face.id), &html! {
                button.quiet type="submit" { "Revoke" span.unseen { " access of " (self.face.name) } }
            }))
        }
    }
}
