//! The panel: what stands in place of the consent question while the gate does not pass. It has no way to say yes.

use maud::{Markup, html};
use twinlock_domain::{AuthorizationRequestId, Timestamp};

use super::app_summary::{AppSummary, day, moment, signed_in_as};
use super::fields::{form, hidden};
use super::illustrations::{Locks, locks};
use super::layout::{Chrome, Width, page};
use super::{paths, words};

/// Why the gate stopped the user here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// The app requires 2FA, and the account has none (R7 *enrol*).
    NotEnrolled,
    /// This request asks for 2FA, and the account has none (R19).
    NotEnrolledForRequest,
    /// The account's factor is younger than the app accepts (R22).
    TooYoung { until: Timestamp },
    /// An administrator disabled the account.
    Disabled,
}

/// `/consent?request=…` where the gate does not pass.
pub(crate) struct PanelPage {
    /// The pending request; `None` when an owner only looks at what users would see.
    pub(crate) request: Option<AuthorizationRequestId>,
    pub(crate) app: AppSummary,
    pub(crate) stopped: Stopped,
}

impl PanelPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let body = html! {
            @if self.request.is_none() {
                p.notice {
                    "Preview: what people without 2FA see. Its buttons do nothing. "
                    a href=(paths::open_app(self.app.id)) { "Back to " (self.app.name) }
                }
            }
            div.card.panel {
                (self.app.crest())
                h1 { (self.heading()) }
                p.lead { (self.sentence()) }
                @if let Some(picture) = self.picture() { (locks(picture)) }
                (self.way_on())
                (self.way_back(chrome))
            }
            (self.small_print(chrome))
        };
        page(chrome, Width::Narrow, self.heading(), &body)
    }

    const fn heading(&self) -> &'static str {
        match self.stopped {
            Stopped::NotEnrolled | Stopped::NotEnrolledForRequest => "Your account needs a second lock",
            Stopped::TooYoung { .. } => "Almost there",
            Stopped::Disabled => "This account is disabled",
        }
    }

    fn sentence(&self) -> String {
        match self.stopped {
            Stopped::NotEnrolled => words::panel(&self.app.name),
            Stopped::NotEnrolledForRequest => words::panel_by_request(&self.app.name),
            Stopped::TooYoung { .. } => words::panel_too_young(&self.app.name),
            Stopped::Disabled => words::panel_disabled(&self.app.name),
        }
    }

    const fn picture(&self) -> Option<Locks> {
        match self.stopped {
            Stopped::NotEnrolled | Stopped::NotEnrolledForRequest => Some(Locks::One),
            Stopped::TooYoung { .. } => Some(Locks::Waiting),
            Stopped::Disabled => None,
        }
    }

    fn way_on(&self) -> Markup {
        match self.stopped {
            Stopped::NotEnrolled | Stopped::NotEnrolledForRequest => html! {
                @match self.request {
                    Some(request) => a.button.main href=(paths::set_up_two_factor(&request.to_string())) { (words::SET_UP) },
                    None => a.button.main role="link" aria-disabled="true" { (words::SET_UP) },
                }
                p.after { "About two minutes, with an authenticator app on your phone. Then you carry on here." }
            },
            Stopped::TooYoung { until } => html! {
                p.from { bdi { (self.app.name) } " accepts it from " strong { (moment(until)) } "." }
                p.after { "Come back to " bdi { (self.app.name) } " on or after " (day(until)) " and sign in again." }
            },
            Stopped::Disabled => html! {
                p.after { "Ask an administrator if you think this is a mistake." }
            },
        }
    }

    fn way_back(&self, chrome: &Chrome) -> Markup {
        html! {
            @match self.request {
                Some(request) => (form(chrome, paths::CONSENT_DECISION, &html! {
                    (hidden("request", &request.to_string()))
                    button.quiet type="submit" name="decision" value="deny" { "Deny and return to " (self.app.name) }
                })),
                None => button.quiet type="button" disabled { "Deny and return to " (self.app.name) },
            }
        }
    }

    fn small_print(&self, chrome: &Chrome) -> Markup {
        let rule = match self.stopped {
            Stopped::NotEnrolled | Stopped::TooYoung { .. } => {
                Some(format!("This rule was set by the owner of {}.", self.app.name))
            }
            Stopped::NotEnrolledForRequest => Some(format!("{} asked for this with its request.", self.app.name)),
            Stopped::Disabled => None,
        };
        html! {
            @if let Some(rule) = rule {
                details {
                    summary { "What is two-factor authentication?" }
                    p { "A second lock on your account. Besides your password you type six digits from an app on your phone. \
                         Somebody who learns your password still does not get in." }
                    p { "Any authenticator app will do, for instance the one built into your phone or password manager." }
                }
                p.rule { (rule) }
            }
            @if let Some(request) = self.request { (signed_in_as(chrome, &request.to_string(), "Not you?")) }
        }
    }
}
