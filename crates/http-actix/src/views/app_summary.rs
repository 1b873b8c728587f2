//! How pages show the signed-in user and the app that a page is about.

use maud::{Markup, html};
use twinlock_application::App;
use twinlock_domain::AppId;

use super::fields::{form, hidden};
use super::identicon;
use super::layout::Chrome;
use crate::paths;
use crate::text::{Message, Strong, message};

/// An app as it is shown to its users.
#[derive(Clone, Debug)]
pub(crate) struct AppSummary {
    pub(crate) id: AppId,
    pub(crate) name: String,
    /// The host of the redirect URI.
    pub(crate) host: String,
}

/// The app that the user was signing in to before the second factor had to be set up or shown.
#[derive(Clone, Debug)]
pub(crate) struct PendingApp {
    /// The pending authorization request.
    pub(crate) request: String,
    /// The app's name.
    pub(crate) app: String,
}

impl AppSummary {
    /// The summary of an app, with the host of its first redirect URI.
    pub(crate) fn of(app: &App) -> Self {
        let host = app.metadata.redirect_uris.first().map_or_else(String::new, |uri| uri.host().to_owned());
        Self { id: app.id, name: app.metadata.client_name.clone(), host }
    }

    /// The icon, name and host of the app at the top of a page, as on the consent page and the panel.
    pub(super) fn crest(&self) -> Markup {
        html! { div.crest { (identicon::icon(self.id, 56)) span { strong { bdi { (self.name) } } span.host { (self.host) } } } }
    }
}

/// *Signed in as …*, with a button to sign in as another user. It signs out and keeps where the user was going.
pub(super) fn signed_in_as(chrome: &Chrome, return_to: &str, question: Message) -> Markup {
    let texts = chrome.texts;
    html! {
        div.signed-in {
            span { (texts.html(message::signed_in_as(Strong(chrome.email().to_owned())))) }
            (form(chrome, paths::SIGN_OUT, &html! {
                (hidden("continue", return_to))
                button.link type="submit" { (texts.html(question)) }
            }))
        }
    }
}
