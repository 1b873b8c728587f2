//! The one page that shows the seed: as a picture, as text, and as a link for the same device.

use maud::{Markup, html};

use crate::paths;
use crate::text::{Strong, message};
use crate::views::app_summary::PendingApp;
use crate::views::fields::{Field, form, hidden, tick};
use crate::views::format;
use crate::views::layout::{Chrome, Page, Width, page};
use crate::views::qr;

/// Shown in the response to the start form, never by a GET, to the session that sent it and until it is confirmed.
pub(crate) struct EnrolmentPage {
    /// The key in base32.
    pub(crate) key: String,
    /// `otpauth://totp/…`
    pub(crate) otpauth_uri: String,
    pub(crate) journey: Option<PendingApp>,
}

impl EnrolmentPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let picture = qr::code(&self.otpauth_uri, &texts.plain(message::enrolment_picture()));
        let body = html! {
            h1 { (texts.html(message::enrolment_title())) }
            div.card {
                h2 { (texts.html(message::enrolment_add())) }
                p { (texts.html(message::enrolment_scan())) }
                @if let Some(picture) = picture { (picture) }
                p { a.button.quiet href=(self.otpauth_uri) { (texts.html(message::enrolment_open())) } }
                details.fold {
                    summary { (texts.html(message::enrolment_type())) }
                    p { (texts.html(message::enrolment_key(Strong(chrome.email().to_owned())))) }
                    p { code.key { (format::in_fours(&self.key)) } }
                }
            }
            div.card {
                h2 { (texts.html(message::enrolment_confirm())) }
                (form(chrome, paths::ENROL_CONFIRM, &self.inputs(chrome)))
            }
        };
        page(chrome, Width::Narrow, message::enrolment_title(), &body)
    }

    fn inputs(&self, chrome: &Chrome) -> Markup {
        let texts = chrome.texts;
        html! {
            @if let Some(journey) = &self.journey { (hidden("continue", &journey.request)) }
            (Field::code().hint(message::enrolment_code_hint()).render(chrome))
            (tick("end_other_sessions", "end_other_sessions", "on", true, &html! {
                (texts.html(message::enrolment_end_others()))
                span.soft { " " (texts.html(message::enrolment_end_others_meaning())) }
            }))
            button.main type="submit" { (texts.html(message::enrolment_submit())) }
        }
    }
}
