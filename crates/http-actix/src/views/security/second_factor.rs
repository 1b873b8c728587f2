//! The section of the second factor: setting it up, its state, disabling it.

use maud::{Markup, html};
use twinlock_domain::Timestamp;

use crate::paths;
use crate::text::{Day, Texts, message};
use crate::views::app_summary::PendingApp;
use crate::views::fields::{Field, Proof, form, hidden, proof, whose_password};
use crate::views::layout::Chrome;

/// The state of the account's second factor.
pub(crate) enum SecondFactorState {
    /// No confirmed factor.
    Off {
        /// Whether setting it up requires the password: it was not entered in the last minutes (R21).
        ask_password: bool,
    },
    On(Enrolled),
}

/// An account with a second factor.
pub(crate) struct Enrolled {
    pub(crate) since: Timestamp,
    pub(crate) recovery_codes_left: u32,
    /// The names of connected apps whose requirement is on: they lose access when it is disabled (R15).
    pub(crate) apps_that_require_it: Vec<String>,
}

impl SecondFactorState {
    pub(super) const fn is_on(&self) -> bool {
        matches!(self, Self::On(_))
    }
}

pub(super) fn section(chrome: &Chrome, state: &SecondFactorState, journey: Option<&PendingApp>) -> Markup {
    let texts = chrome.texts;
    html! {
        section.card aria-labelledby="second-factor" {
            div.head {
                h2 #second-factor { (texts.html(message::overview_two_factor())) }
                @if state.is_on() { span.badge.good { (texts.html(message::on())) } } @else { span.badge.due { (texts.html(message::off())) } }
            }
            @match state {
                SecondFactorState::Off { ask_password } => (start(chrome, *ask_password, journey)),
                SecondFactorState::On(enrolled) => (look_after(chrome, enrolled)),
            }
        }
    }
}

fn start(chrome: &Chrome, ask_password: bool, journey: Option<&PendingApp>) -> Markup {
    let texts = chrome.texts;
    let inputs = html! {
        @if let Some(journey) = journey { (hidden("continue", &journey.request)) }
        @if ask_password { (whose_password(chrome.email())) (Field::password().hint(message::field_password_again_hint()).render(chrome)) }
        button.main type="submit" { (texts.html(message::set_up_two_factor())) }
    };
    html! {
        p { (texts.html(message::security_what())) }
        (form(chrome, paths::ENROL, &inputs))
    }
}

fn look_after(chrome: &Chrome, enrolled: &Enrolled) -> Markup {
    let texts = chrome.texts;
    let both = Proof { password: true, code: true };
    html! {
        p { (texts.html(message::security_since(Day(enrolled.since)))) }
        p {
            (texts.html(message::recovery_codes_left(enrolled.recovery_codes_left)))
            @if enrolled.recovery_codes_left < 4 { " " span.badge.due { (texts.html(message::security_few_codes())) } }
        }
        details.fold {
            summary { (texts.html(message::security_new_codes())) }
            p { (texts.html(message::security_new_codes_what())) }
            (form(chrome, paths::RECOVERY_CODES, &html! {
                (proof(chrome, both, "codes"))
                button.main type="submit" { (texts.html(message::security_new_codes_submit())) }
            }))
        }
        details.fold {
            summary { (texts.html(message::security_turn_off())) }
            (what_is_lost(texts, &enrolled.apps_that_require_it))
            (form(chrome, paths::DISABLE, &html! {
                (proof(chrome, both, "disable"))
                button.main.danger type="submit" { (texts.html(message::security_turn_off_submit())) }
            }))
        }
    }
}

fn what_is_lost(texts: Texts, apps: &[String]) -> Markup {
    html! {
        p { (texts.html(message::security_turn_off_what())) }
        @if apps.is_empty() {
            p { (texts.html(message::security_turn_off_no_app())) }
        } @else {
            div.notice.stern {
                p { (texts.html(message::security_turn_off_apps())) }
                ul { @for app in apps { li { strong { (app) } } } }
            }
        }
    }
}
