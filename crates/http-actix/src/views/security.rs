//! `/dashboard/security`: the second factor, devices, sessions and what happened.

mod enrolment;
mod lists;
mod recovery;
mod second_factor;

pub(crate) use enrolment::EnrolmentPage;
pub(crate) use lists::{ActivityRow, DeviceRow, SessionRow};
pub(crate) use recovery::RecoveryCodesPage;
pub(crate) use second_factor::{Enrolled, SecondFactorState};

use maud::{Markup, html};

use super::app_summary::PendingApp;
use super::layout::{Chrome, Width, page};
use super::paths;

/// The page.
pub(crate) struct SecurityPage {
    pub(crate) second_factor: SecondFactorState,
    /// Where the user was going, when an app sent them here.
    pub(crate) journey: Option<PendingApp>,
    pub(crate) devices: Vec<DeviceRow>,
    pub(crate) sessions: Vec<SessionRow>,
    pub(crate) activity: Vec<ActivityRow>,
}

impl SecurityPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let body = html! {
            h1 { "Security" }
            @if let Some(journey) = &self.journey { (on_the_way(journey, self.second_factor.is_on())) }
            (second_factor::section(chrome, &self.second_factor, self.journey.as_ref()))
            (lists::sessions(chrome, &self.sessions))
            (lists::devices(chrome, &self.devices))
            (lists::activity(&self.activity))
        };
        page(chrome, Width::Wide, "Security", &body)
    }
}

/// Nobody who was sent here by an app is left standing.
fn on_the_way(journey: &PendingApp, ready: bool) -> Markup {
    html! {
        div.notice {
            @if ready {
                p { "Two-factor authentication is on. " a href=(paths::go_on(&journey.request)) { "Continue to " (journey.app) } }
            } @else {
                p { "You are on the way to " strong { (journey.app) } ". Set up two-factor authentication here, then carry on." }
            }
        }
    }
}
