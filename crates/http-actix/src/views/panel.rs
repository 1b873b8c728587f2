//! The panel: what stands in place of the consent question while the gate does not pass. It has no button to allow.

use maud::{Markup, html};
use twinlock_domain::{AuthorizationRequestId, Timestamp};

use super::app_summary::{AppSummary, signed_in_as};
use super::fields::{form, hidden};
use super::illustrations::{Locks, locks};
use super::layout::{Chrome, Page, Width, page};
use crate::paths;
use crate::text::{Day, Link, Message, Moment, Texts, message};

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
    /// The pending request; `None` when an owner previews what users would see.
    pub(crate) request: Option<AuthorizationRequestId>,
    pub(crate) app: AppSummary,
    pub(crate) stopped: Stopped,
}

impl PanelPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let body = html! {
            @if self.request.is_none() {
                p.notice { (texts.html(message::panel_preview(self.back_to_app()))) }
            }
            div.card.panel {
                (self.app.crest())
                h1 { (texts.html(self.heading())) }
                p.lead { (texts.html(self.sentence())) }
                @if let Some(picture) = self.picture() { (locks(texts, picture)) }
                (self.way_on(texts))
                (self.way_back(chrome))
            }
            (self.small_print(chrome))
        };
        page(chrome, Width::Narrow, self.heading(), &body)
    }

    /// The link back to the app, for an owner who previews the panel.
    fn back_to_app(&self) -> Link {
        Link { href: paths::open_app(self.app.id), words: message::panel_preview_back(&self.app.name) }
    }

    fn heading(&self) -> Message {
        match self.stopped {
            Stopped::NotEnrolled | Stopped::NotEnrolledForRequest => message::panel_heading_not_enrolled(),
            Stopped::TooYoung { .. } => message::panel_heading_too_young(),
            Stopped::Disabled => message::panel_heading_disabled(),
        }
    }

    fn sentence(&self) -> Message {
        match self.stopped {
            Stopped::NotEnrolled => message::panel_not_enrolled(&self.app.name),
            Stopped::NotEnrolledForRequest => message::panel_by_request(&self.app.name),
            Stopped::TooYoung { .. } => message::panel_too_young(&self.app.name),
            Stopped::Disabled => message::panel_disabled(&self.app.name),
        }
    }

    const fn picture(&self) -> Option<Locks> {
        match self.stopped {
            Stopped::NotEnrolled | Stopped::NotEnrolledForRequest => Some(Locks::One),
            Stopped::TooYoung { .. } => Some(Locks::Waiting),
            Stopped::Disabled => None,
        }
    }

    fn way_on(&self, texts: Texts) -> Markup {
        match self.stopped {
            Stopped::NotEnrolled | Stopped::NotEnrolledForRequest => html! {
                @match self.request {
                    Some(request) => a.button.main href=(paths::set_up_two_factor(&request.to_string())) { (texts.html(message::set_up_two_factor())) },
                    None => a.button.main role="link" aria-disabled="true" { (texts.html(message::set_up_two_factor())) },
                }
                p.after { (texts.html(message::panel_two_minutes())) }
            },
            Stopped::TooYoung { until } => html! {
                p.from { (texts.html(message::panel_accepted_from(&self.app.name, Moment(until)))) }
                p.after { (texts.html(message::panel_come_back(&self.app.name, Day(until)))) }
            },
            Stopped::Disabled => html! {
                p.after { (texts.html(message::panel_ask_administrator())) }
            },
        }
    }

    fn way_back(&self, chrome: &Chrome) -> Markup {
        let words = chrome.texts.html(message::panel_deny(&self.app.name));
        html! {
            @match self.request {
                Some(request) => (form(chrome, paths::CONSENT_DECISION, &html! {
                    (hidden("request", &request.to_string()))
                    button.quiet type="submit" name="decision" value="deny" { (words) }
                })),
                None => button.quiet type="button" disabled { (words) },
            }
        }
    }

    fn small_print(&self, chrome: &Chrome) -> Markup {
        let texts = chrome.texts;
        let rule = match self.stopped {
            Stopped::NotEnrolled | Stopped::TooYoung { .. } => Some(message::panel_rule_of_owner(&self.app.name)),
            Stopped::NotEnrolledForRequest => Some(message::panel_rule_of_request(&self.app.name)),
            Stopped::Disabled => None,
        };
        html! {
            @if let Some(rule) = rule {
                details {
                    summary { (texts.html(message::panel_what_is_it())) }
                    p { (texts.html(message::panel_what_it_is())) }
                    p { (texts.html(message::panel_which_app())) }
                }
                p.rule { (texts.html(rule)) }
            }
            @if let Some(request) = self.request { (signed_in_as(chrome, &request.to_string(), message::not_you())) }
        }
    }
}
