//! The second factor's own section: start, look after, take off.

use maud::{Markup, html};
use twinlock_domain::Timestamp;

use crate::format;
use crate::views::app_summary::{PendingApp, day};
use crate::views::fields::{Field, Proof, form, hidden, proof, whose_password};
use crate::views::layout::Chrome;
use crate::views::{paths, words};

/// Where the account stands.
pub(crate) enum SecondFactorState {
    /// No confirmed factor.
    Off {
        /// Whether starting asks for the password: it was not given in the last minutes (R21).
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
    html! {
        section.card aria-labelledby="second-factor" {
            div.head {
                h2 #second-factor { "Two-factor authentication" }
                @if state.is_on() { span.badge.good { "On" } } @else { span.badge.due { "Off" } }
            }
            @match state {
                SecondFactorState::Off { ask_password } => (start(chrome, *ask_password, journey)),
                SecondFactorState::On(enrolled) => (look_after(chrome, enrolled)),
            }
        }
    }
}

fn start(chrome: &Chrome, ask_password: bool, journey: Option<&PendingApp>) -> Markup {
    let inputs = html! {
        @if let Some(journey) = journey { (hidden("continue", &journey.request)) }
        @if ask_password { (whose_password(chrome.email())) (Field::password().hint(words::PASSWORD_AGAIN).render(chrome)) }
        button.main type="submit" { (words::SET_UP) }
    };
    html! {
        p {
            "A second lock besides your password: six digits from an authenticator app on your phone. \
             It takes about two minutes, and you get recovery codes in case you lose the phone."
        }
        (form(chrome, paths::ENROL, &inputs))
    }
}

fn look_after(chrome: &Chrome, enrolled: &Enrolled) -> Markup {
    let both = Proof { password: true, code: true };
    html! {
        p { "Authenticator app, since " (day(enrolled.since)) ". You are asked for a code at each sign-in, except on devices that you trust." }
        p {
            strong { (format::count(enrolled.recovery_codes_left.into(), "recovery code")) } " left."
            @if enrolled.recovery_codes_left < 4 { " " span.badge.due { "Make new ones" } }
        }
        details.fold {
            summary { "Make new recovery codes" }
            p { "You get ten new codes. The old ones stop working at once." }
            (form(chrome, paths::RECOVERY_CODES, &html! {
                (proof(chrome, both, "codes"))
                button.main type="submit" { "Make new codes" }
            }))
        }
        details.fold {
            summary { "Turn two-factor authentication off" }
            (what_is_lost(&enrolled.apps_that_require_it))
            (form(chrome, paths::DISABLE, &html! {
                (proof(chrome, both, "disable"))
                button.main.danger type="submit" { "Turn it off" }
            }))
        }
    }
}

fn what_is_lost(apps: &[String]) -> Markup {
    html! {
        p { "Your account is then protected by its password alone, in every session. Recovery codes and trusted devices go with it." }
        @if apps.is_empty() {
            p { "None of your connected apps requires it." }
        } @else {
            div.notice.stern {
                p { "These apps require it. They lose access to your account at once:" }
                ul { @for app in apps { li { strong { (app) } } } }
            }
        }
    }
}
