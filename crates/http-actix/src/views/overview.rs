//! `/dashboard`: what matters about the account at a glance.

use maud::{Markup, html};

use super::fields::one_button;
use super::layout::{Chrome, Width, page};
use super::{paths, words};
use crate::format;

/// The overview.
pub(crate) struct OverviewPage {
    pub(crate) two_factor: bool,
    /// Recovery codes that are left; only where there is a second factor.
    pub(crate) recovery_codes_left: u32,
    pub(crate) email_verified: bool,
    pub(crate) sessions: u64,
    pub(crate) connected_apps: u64,
    /// Apps that get no access until the account is protected as they require.
    pub(crate) paused_apps: u64,
    pub(crate) own_apps: u64,
}

impl OverviewPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let name = chrome.person.as_ref().map_or("", |person| person.display_name.as_str());
        let body = html! {
            h1 { "Hello, " bdi { (name) } }
            @if !self.email_verified { (unverified(chrome)) }
            div.tiles {
                section.card {
                    div.head {
                        h2 { "Two-factor authentication" }
                        @if self.two_factor { span.badge.good { "On" } } @else { span.badge.due { "Off" } }
                    }
                    @if self.two_factor {
                        p.soft { (format::count(self.recovery_codes_left.into(), "recovery code")) " left." }
                        p { a href=(paths::SECURITY) { "Manage" } }
                    } @else {
                        p.soft { "Some apps only let you in with it. It takes about two minutes." }
                        p { a.button.main href=(paths::SECURITY) { (words::SET_UP) } }
                    }
                }
                (tile("Sessions", self.sessions, "Where you are signed in.", paths::SECURITY))
                (tile("Connected apps", self.connected_apps, &self.connected_sentence(), paths::APPS))
                (tile("Your own apps", self.own_apps, "Apps that you registered here.", paths::DEVELOPER))
            }
        };
        page(chrome, Width::Wide, "Overview", &body)
    }
}

impl OverviewPage {
    fn connected_sentence(&self) -> String {
        let allowed = "Apps that you allowed to use your account.";
        match self.paused_apps {
            0 => allowed.into(),
            1 => format!("{allowed} 1 more is paused."),
            paused => format!("{allowed} {paused} more are paused."),
        }
    }
}

fn tile(heading: &str, number: u64, sentence: &str, href: &str) -> Markup {
    html! {
        section.card {
            h2 { (heading) }
            p.number { (number) }
            p.soft { (sentence) }
            p { a href=(href) { "View" span.unseen { ": " (heading) } } }
        }
    }
}

fn unverified(chrome: &Chrome) -> Markup {
    html! {
        div.notice {
            p { "Your address " strong { (chrome.email()) } " is not confirmed yet. We mailed you a link. Another can be sent after a minute, and five within an hour." }
            (one_button(chrome, paths::EMAIL_RESEND, "link", "Send it again"))
        }
    }
}
