//! `/dashboard/security`: the second factor, devices, sessions and recent activity.

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
use super::layout::{Chrome, Page, Width, page};
use crate::paths;
use crate::text::{Link, Strong, Texts, message};

/// The page.
pub(crate) struct SecurityPage {
    pub(crate) second_factor: SecondFactorState,
    /// The app that the user was on the way to, if an app's request led here.
    pub(crate) journey: Option<PendingApp>,
    pub(crate) devices: Vec<DeviceRow>,
    pub(crate) sessions: Vec<SessionRow>,
    pub(crate) activity: Vec<ActivityRow>,
}

impl SecurityPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let body = html! {
            h1 { (texts.html(message::security_title())) }
            @if let Some(journey) = &self.journey { (on_the_way(texts, journey, self.second_factor.is_on())) }
            (second_factor::section(chrome, &self.second_factor, self.journey.as_ref()))
            (lists::sessions(chrome, &self.sessions))
            (lists::devices(chrome, &self.devices))
            (lists::activity(texts, &self.activity))
        };
        page(chrome, Width::Wide, message::security_title(), &body)
    }
}

/// The way back to the app, for a user whom an app's request led here.
fn on_the_way(texts: Texts, journey: &PendingApp, ready: bool) -> Markup {
    let way_on = Link { href: paths::go_on(&journey.request), words: message::button_continue_to(&journey.app) };
    html! {
        div.notice {
            @if ready {
                p { (texts.html(message::security_ready(way_on))) }
            } @else {
                p { (texts.html(message::security_on_the_way(Strong(journey.app.clone())))) }
            }
        }
    }
}
