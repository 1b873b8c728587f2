//! `/two-factor`: asks for a code of the second factor.

use maud::{Markup, html};

use super::app_summary::{AppSummary, signed_in_as};
use super::fields::{Field, form, hidden, tick};
use super::layout::{Chrome, Page, Width, page};
use crate::paths;
use crate::text::{Message, Texts, message};

/// Why a code is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodePurpose {
    /// A sign-in of an enrolled account, which always ends with a code (R2).
    SignIn,
    /// The session is single-factor, and an app or its request requires two-factor (R7 *challenge*).
    StepUp,
}

/// The page that asks for a code. A refused code is shown as a problem at `code`.
pub(crate) struct TwoFactorPage {
    pub(crate) return_to: String,
    pub(crate) heading_to: Option<AppSummary>,
    pub(crate) purpose: CodePurpose,
}

impl TwoFactorPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let by_phone = html! {
            (hidden("continue", &self.return_to))
            (Field::code().focused().hint(message::two_factor_hint()).render(chrome))
            @if self.purpose == CodePurpose::SignIn { (trust_device(texts, "trust_device")) }
            button.main type="submit" { (texts.html(message::button_continue())) }
        };
        let body = html! {
            @if let Some(app) = &self.heading_to { (app.crest()) }
            h1 { (texts.html(message::two_factor_title())) }
            p.lead { (texts.html(self.why())) }
            div.card { (form(chrome, paths::TWO_FACTOR, &by_phone)) }
            (self.without_phone(chrome))
            (signed_in_as(chrome, &self.return_to, message::use_another_account()))
        };
        page(chrome, Width::Narrow, message::two_factor_title(), &body)
    }

    /// A form of its own: a recovery code has letters, which the keypad for the other field does not offer.
    fn without_phone(&self, chrome: &Chrome) -> Markup {
        let texts = chrome.texts;
        let inputs = html! {
            (hidden("continue", &self.return_to))
            (Field::recovery_code().render(chrome))
            @if self.purpose == CodePurpose::SignIn { (trust_device(texts, "trust_device_recovery")) }
            button.main type="submit" { (texts.html(message::button_continue())) }
        };
        html! {
            details.fold open[chrome.problem_at("recovery_code").is_some()] {
                summary { (texts.html(message::field_use_recovery_code())) }
                (form(chrome, paths::TWO_FACTOR, &inputs))
                p { (texts.html(message::two_factor_no_codes_left())) }
            }
        }
    }

    fn why(&self) -> Message {
        match (self.purpose, &self.heading_to) {
            (CodePurpose::SignIn, _) => message::two_factor_why_sign_in(),
            (CodePurpose::StepUp, Some(app)) => message::two_factor_why_app(&app.name),
            (CodePurpose::StepUp, None) => message::two_factor_why_here(),
        }
    }
}

/// Offered only at sign-in, since that is where a trusted device skips the code.
fn trust_device(texts: Texts, id: &str) -> Markup {
    tick(
        id,
        "trust_device",
        "on",
        false,
        &html! {
            (texts.html(message::two_factor_trust()))
            span.soft { " " (texts.html(message::two_factor_trust_meaning())) }
        },
    )
}
