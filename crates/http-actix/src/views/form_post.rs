//! The response to an app that requested `form_post` (OAuth 2.0 Form Post Response Mode): a form that the script sends
//! at once, and a button for browsers without script.

use maud::html;
use twinlock_domain::RedirectUri;

use super::layout::{Chrome, Page, Width, page};
use crate::text::{Texts, message};

/// The page between the user's decision and the app.
pub(crate) struct FormPostPage<'a> {
    /// The URL that the form is posted to.
    pub(crate) redirect_uri: &'a RedirectUri,
    /// The fields of the form.
    pub(crate) parameters: Vec<(&'static str, &'a str)>,
}

impl FormPostPage<'_> {
    pub(crate) fn render(&self, texts: Texts) -> Page {
        let host = self.redirect_uri.host();
        let body = html! {
            h1 { (texts.html(message::form_post_title(host))) }
            p.lead { (texts.html(message::form_post_lead())) }
            // Without the CSRF token of our own forms, which the app must not receive.
            form method="post" action=(self.redirect_uri) data-send-now="" {
                @for (name, value) in &self.parameters { input type="hidden" name=(name) value=(value); }
                button.main type="submit" { (texts.html(message::button_continue_to(host))) }
            }
        };
        page(&Chrome::new(texts), Width::Narrow, message::form_post_title(host), &body)
    }
}
