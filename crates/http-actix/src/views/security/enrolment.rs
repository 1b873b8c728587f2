//! The one page that shows the seed: as a picture, as text, and as a link for the same device.

use maud::{Markup, html};

use crate::format;
use crate::views::app_summary::PendingApp;
use crate::views::fields::{Field, form, hidden, tick};
use crate::views::layout::{Chrome, Width, page};
use crate::views::{paths, qr};

/// Shown in answer to the start form, never by a GET, to the session that asked for it and until it is confirmed.
pub(crate) struct EnrolmentPage {
    /// The key in base32.
    pub(crate) key: String,
    /// `otpauth://totp/…`
    pub(crate) otpauth_uri: String,
    pub(crate) journey: Option<PendingApp>,
}

impl EnrolmentPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let picture = qr::code(&self.otpauth_uri, "QR code with the key below, for your authenticator app");
        let body = html! {
            h1 { "Set up your authenticator app" }
            div.card {
                h2 { "1. Add the account" }
                p { "Open your authenticator app, choose to add an account, and scan this." }
                @if let Some(picture) = picture { (picture) }
                p { a.button.quiet href=(self.otpauth_uri) { "Open in an app on this device" } }
                details.fold {
                    summary { "Type the key instead" }
                    p { "Name " strong { (chrome.email()) } ", six digits, every 30 seconds, key:" }
                    p { code.key { (format::in_fours(&self.key)) } }
                }
            }
            div.card {
                h2 { "2. Type the code it shows" }
                (form(chrome, paths::ENROL_CONFIRM, &self.inputs(chrome)))
            }
        };
        page(chrome, Width::Narrow, "Set up your authenticator app", &body)
    }

    fn inputs(&self, chrome: &Chrome) -> Markup {
        html! {
            @if let Some(journey) = &self.journey { (hidden("continue", &journey.request)) }
            (Field::code().hint("Six digits. They change every 30 seconds.").render(chrome))
            (tick("end_other_sessions", "end_other_sessions", "on", true, &html! {
                "End my other sessions" span.soft { " Everybody else who is signed in as you is signed out." }
            }))
            button.main type="submit" { "Turn it on" }
        }
    }
}
