//! `/two-factor`: the code that is still owed.

use maud::{Markup, html};

use super::app_summary::{AppSummary, signed_in_as};
use super::fields::{Field, form, hidden, tick};
use super::layout::{Chrome, Width, page};
use super::paths;

/// Why a code is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodePurpose {
    /// Every sign-in of an enrolled account ends with one (R2).
    SignIn,
    /// The session is single-factor and an app, or its request, wants two (R7 *challenge*).
    StepUp,
}

/// The page. A refused code comes as a problem at `code`.
pub(crate) struct TwoFactorPage {
    pub(crate) return_to: String,
    pub(crate) heading_to: Option<AppSummary>,
    pub(crate) purpose: CodePurpose,
}

impl TwoFactorPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let by_phone = html! {
            (hidden("continue", &self.return_to))
            (Field::code().focused().hint("The six digits that your authenticator app shows now.").render(chrome))
            @if self.purpose == CodePurpose::SignIn { (trust_device("trust_device")) }
            button.main type="submit" { "Continue" }
        };
        let body = html! {
            @if let Some(app) = &self.heading_to { (app.crest()) }
            h1 { "Enter your code" }
            p.lead { (self.why()) }
            div.card { (form(chrome, paths::TWO_FACTOR, &by_phone)) }
            (self.without_phone(chrome))
            (signed_in_as(chrome, &self.return_to, "Use another account"))
        };
        page(chrome, Width::Narrow, "Enter your code", &body)
    }

    /// A form of its own: a recovery code has letters, which the keypad for the other field does not offer.
    fn without_phone(&self, chrome: &Chrome) -> Markup {
        let inputs = html! {
            (hidden("continue", &self.return_to))
            (Field::recovery_code().render(chrome))
            @if self.purpose == CodePurpose::SignIn { (trust_device("trust_device_recovery")) }
            button.main type="submit" { "Continue" }
        };
        html! {
            details.fold open[chrome.problem_at("recovery_code").is_some()] {
                summary { "Use a recovery code" }
                (form(chrome, paths::TWO_FACTOR, &inputs))
                p { "No recovery code left either? Ask the administrator to reset two-factor authentication for your account." }
            }
        }
    }

    fn why(&self) -> String {
        match (self.purpose, &self.heading_to) {
            (CodePurpose::SignIn, _) => "Your account is protected by two-factor authentication.".into(),
            (CodePurpose::StepUp, Some(app)) => {
                format!("{} asks for a fresh code, also on a device that you trust.", app.name)
            }
            (CodePurpose::StepUp, None) => "This needs a fresh code, also on a device that you trust.".into(),
        }
    }
}

/// Offered where a sign-in ends: that is what it skips from then on.
fn trust_device(id: &str) -> Markup {
    tick(
        id,
        "trust_device",
        "on",
        false,
        &html! {
            "Trust this device for 30 days"
            span.soft { " It skips the code at sign-in here. Apps that require 2FA still ask for one." }
        },
    )
}
