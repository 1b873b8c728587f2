//! Pages that contain only a message.

use maud::{Markup, html};
use twinlock_application::oauth::DecidedRequest;
use twinlock_application::{App, Verdict};
use twinlock_domain::{AuthorizationRequestId, Timestamp};

use super::app_summary::AppSummary;
use super::layout::{Chrome, Page, Width, page};
use crate::paths;
use crate::text::{Code, Message, Moment, Texts, message};

/// The page that confirms what was done and links to the next step: signed out, address verified, mail on its way …
pub(crate) struct MessagePage {
    pub(crate) heading: Message,
    pub(crate) sentence: Message,
    /// The link to the next step.
    pub(crate) next: Next,
}

/// A link with its text.
pub(crate) struct Next {
    pub(crate) href: String,
    pub(crate) words: Message,
}

impl MessagePage {
    pub(crate) fn signed_out() -> Self {
        Self {
            heading: message::signed_out_title(),
            sentence: message::signed_out_lead(),
            next: Next { href: paths::SIGN_IN.into(), words: message::sign_in_title() },
        }
    }

    pub(crate) fn email_verified() -> Self {
        Self {
            heading: message::email_verified_title(),
            sentence: message::email_verified_lead(),
            next: Next { href: paths::DASHBOARD.into(), words: message::go_to_account() },
        }
    }

    /// The same page whether or not there is such an account.
    pub(crate) fn mail_sent(return_to: &str) -> Self {
        Self {
            heading: message::mail_sent_title(),
            sentence: message::mail_sent_lead(),
            next: Next { href: paths::sign_in_towards(return_to), words: message::back_to_sign_in() },
        }
    }

    pub(crate) fn password_set() -> Self {
        Self {
            heading: message::password_set_title(),
            sentence: message::password_set_lead(),
            next: Next { href: paths::SIGN_IN.into(), words: message::sign_in_title() },
        }
    }

    /// The same page for a user who is signing in to an app.
    pub(crate) fn password_set_towards(app: &str, request: &str) -> Self {
        let next = Next { href: paths::sign_in_towards(request), words: message::sign_in_title_towards(app) };
        Self { next, ..Self::password_set() }
    }

    /// The same page, if the app's request belongs to another browser or is over.
    pub(crate) fn password_set_elsewhere() -> Self {
        let sentence = message::password_set_elsewhere(message::password_set_lead());
        Self { sentence, ..Self::password_set() }
    }

    pub(crate) fn enrolment_undone() -> Self {
        Self {
            heading: message::undone_title(),
            sentence: message::undone_lead(),
            next: Next { href: paths::PASSWORD_FORGOT.into(), words: message::undone_next() },
        }
    }

    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let body = html! {
            h1 { (texts.html(&self.heading)) }
            p.lead { (texts.html(&self.sentence)) }
            p { a.button.main href=(self.next.href) { (texts.html(&self.next.words)) } }
        };
        page(chrome, Width::Narrow, self.heading.clone(), &body)
    }
}

/// The page of an error. It never contains the internal cause: the request id in the chrome finds it in the log.
pub(crate) struct ErrorPage {
    pub(crate) status: u16,
    pub(crate) heading: Message,
    pub(crate) sentence: Message,
    /// The error code: stable and in snake case.
    pub(crate) code: String,
}

impl ErrorPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let body = html! {
            p.status { (self.status) }
            h1 { (texts.html(&self.heading)) }
            p.lead { (texts.html(&self.sentence)) }
            p.soft { (texts.html(message::error_code(Code(self.code.clone())))) }
            p { a href=(paths::DASHBOARD) { (texts.html(message::go_to_account())) } }
        };
        page(chrome, Width::Narrow, message::error_title(self.heading.clone()), &body)
    }
}

/// The page for a request under another host than the public URL's.
pub(crate) struct WrongHostPage {
    /// The `Host` that the browser sent, unchanged: `192.0.2.7:8080`.
    pub(crate) opened: String,
    /// The public URL with which the server would accept that host; `None` if there is none.
    pub(crate) setting: Option<String>,
    /// The public URL of the server: `http://localhost:8080`.
    pub(crate) public_url: String,
}

impl WrongHostPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let (proxies, host) = (Code("TWINLOCK_TRUSTED_PROXIES".into()), Code("Host".into()));
        let body = html! {
            h1 { (texts.html(message::wrong_host_title())) }
            dl.facts {
                div { dt { (texts.html(message::wrong_host_opened())) } dd { code { (self.opened) } } }
                div { dt { (texts.html(message::wrong_host_answers())) } dd { code { (self.public_url) } } }
            }
            p { a.button.main href=(self.public_url) { (texts.html(message::wrong_host_open(&self.public_url))) } }
            @if let Some(setting) = &self.setting {
                h2 { (texts.html(message::wrong_host_heading())) }
                p { (texts.html(message::wrong_host_set())) }
                pre { code { "TWINLOCK_PUBLIC_URL=" (setting) } }
                p.soft { (texts.html(message::wrong_host_proxy(proxies, host))) }
            }
        };
        page(chrome, Width::Narrow, message::wrong_host_title(), &body)
    }
}

/// The page of an authorization request that cannot be decided any more.
pub(crate) struct RequestOver {
    pub(crate) app: AppSummary,
    pub(crate) end: End,
}

/// How the request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It was decided.
    Decided { request: AuthorizationRequestId, how: Verdict, at: Timestamp, answer_waits: bool },
    /// It expired.
    Expired,
}

impl RequestOver {
    pub(crate) fn of(decided: &DecidedRequest) -> Self {
        let DecidedRequest { id, app, how, at, answer_waits } = decided;
        let end = End::Decided { request: *id, how: *how, at: *at, answer_waits: *answer_waits };
        Self { app: AppSummary::of(app), end }
    }

    pub(crate) fn expired(app: &App) -> Self {
        Self { app: AppSummary::of(app), end: End::Expired }
    }

    /// Where the browser is redirected at once: to the app, if the user allowed it and it has no response yet.
    pub(crate) fn onwards(&self) -> Option<String> {
        match self.end {
            End::Decided { request, how: Verdict::Allowed, answer_waits: true, .. } => {
                Some(paths::again(&request.to_string()))
            }
            End::Decided { .. } | End::Expired => None,
        }
    }

    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let name = &self.app.name;
        let title = match self.end {
            End::Decided { how: Verdict::Allowed, .. } => message::request_allowed_title(name),
            End::Decided { how: Verdict::Denied, .. } => message::request_denied_title(name),
            End::Decided { how: Verdict::Unasked, .. } => message::request_unasked_title(name),
            End::Expired => message::request_expired_title(),
        };
        let body = html! {
            (self.app.crest())
            h1 { (texts.html(&title)) }
            (self.story(texts))
        };
        page(chrome, Width::Narrow, title, &body)
    }

    fn story(&self, texts: Texts) -> Markup {
        let name = &self.app.name;
        match self.end {
            End::Decided { request, how, at, .. } => html! {
                p.lead {
                    @match how {
                        Verdict::Allowed => { (texts.html(message::request_allowed(Moment(at)))) },
                        Verdict::Denied => { (texts.html(message::request_denied(Moment(at), name))) },
                        Verdict::Unasked => { (texts.html(message::request_unasked(Moment(at)))) },
                    }
                }
                p { a.button.main href=(paths::again(&request.to_string())) { (texts.html(way_on(how, name))) } }
                p { a href=(paths::APPS) { (texts.html(message::request_manage())) } }
            },
            End::Expired => html! {
                p.lead { (texts.html(message::request_expired(name))) }
                p { a href=(paths::DASHBOARD) { (texts.html(message::go_to_account())) } }
            },
        }
    }
}

fn way_on(how: Verdict, app: &str) -> Message {
    match how {
        Verdict::Allowed | Verdict::Unasked => message::request_open(app),
        Verdict::Denied => message::request_after_all(app),
    }
}
