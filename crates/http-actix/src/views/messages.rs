//! Pages that only say something.

use maud::{Markup, html};
use twinlock_application::oauth::DecidedRequest;
use twinlock_application::{App, Verdict};
use twinlock_domain::{AuthorizationRequestId, Timestamp};

use super::app_summary::{AppSummary, moment};
use super::layout::{Chrome, Width, page};
use super::paths;

/// Something was done, and there may be one way on: signed out, address verified, mail on its way …
pub(crate) struct MessagePage {
    pub(crate) heading: String,
    pub(crate) sentence: String,
    /// Where to go next, and what the link says.
    pub(crate) next: Option<(String, String)>,
}

impl MessagePage {
    pub(crate) fn signed_out() -> Self {
        Self {
            heading: "You are signed out".into(),
            sentence: "Your session here has ended. Apps that you signed in to may still have theirs.".into(),
            next: Some((paths::SIGN_IN.into(), "Sign in".into())),
        }
    }

    pub(crate) fn email_verified() -> Self {
        Self {
            heading: "Your address is confirmed".into(),
            sentence: "Thank you. Apps that you let see it can rely on it now.".into(),
            next: Some((paths::DASHBOARD.into(), "Go to your account".into())),
        }
    }

    /// The same whether or not there is such an account.
    pub(crate) fn mail_sent(return_to: &str) -> Self {
        Self {
            heading: "Look at your mail".into(),
            sentence:
                "If there is an account with that address, a link is on its way to it, or came a short while ago. \
                       If you cannot find it, look among the spam."
                    .into(),
            next: Some((paths::sign_in_towards(return_to), "Back to sign-in".into())),
        }
    }

    pub(crate) fn password_set() -> Self {
        Self {
            heading: "Your new password is set".into(),
            sentence: "You are signed out everywhere, and apps that held access to your account have lost it. Sign in with the new password.".into(),
            next: Some((paths::SIGN_IN.into(), "Sign in".into())),
        }
    }

    /// The same, on the way to an app.
    pub(crate) fn password_set_towards(app: &str, request: &str) -> Self {
        let next = (paths::sign_in_towards(request), format!("Sign in to continue to {app}"));
        Self { next: Some(next), ..Self::password_set() }
    }

    /// The same, where the way to the app is another browser's or over.
    pub(crate) fn password_set_elsewhere() -> Self {
        let message = Self::password_set();
        let sentence = format!(
            "{} You came from an app: go back to it and sign in there again, since that sign-in began in another browser \
             or has expired.",
            message.sentence
        );
        Self { sentence, ..message }
    }

    pub(crate) fn enrolment_undone() -> Self {
        Self {
            heading: "It is undone".into(),
            sentence: "The second factor is gone, every session has ended, and what apps were allowed since then is taken back. Set a new password now.".into(),
            next: Some((paths::PASSWORD_FORGOT.into(), "Set a new password".into())),
        }
    }

    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let body = html! {
            h1 { (self.heading) }
            p.lead { (self.sentence) }
            @if let Some((href, words)) = &self.next { p { a.button.main href=(href) { (words) } } }
        };
        page(chrome, Width::Narrow, &self.heading, &body)
    }
}

/// Something went wrong. Never says why inside: the request id in the chrome leads to the log.
pub(crate) struct ErrorPage {
    pub(crate) status: u16,
    pub(crate) heading: String,
    pub(crate) sentence: String,
    /// A stable snake-case word.
    pub(crate) code: String,
}

impl ErrorPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let body = html! {
            p.status { (self.status) }
            h1 { (self.heading) }
            p.lead { (self.sentence) }
            p.soft { "Code: " code { (self.code) } }
            p { a href=(paths::DASHBOARD) { "Go to your account" } }
        };
        page(chrome, Width::Narrow, &format!("Error: {}", self.heading), &body)
    }
}

/// The server is opened under another address than its own.
pub(crate) struct WrongHostPage {
    /// The host that the browser asked for, as it came: `192.0.2.7:8080`.
    pub(crate) opened: String,
    /// The setting that would make it answer there, unless no setting would.
    pub(crate) setting: Option<String>,
    /// What the server is set to: `http://localhost:8080`.
    pub(crate) public_url: String,
}

impl WrongHostPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let body = html! {
            h1 { "This server has another address" }
            dl.facts {
                div { dt { "You opened" } dd { code { (self.opened) } } }
                div { dt { "It answers as" } dd { code { (self.public_url) } } }
            }
            p { a.button.main href=(self.public_url) { "Open " (self.public_url) } }
            @if let Some(setting) = &self.setting {
                h2 { "If this address should work" }
                p { "Start the server with its public URL set to the address that people open, then restart it:" }
                pre { code { "TWINLOCK_PUBLIC_URL=" (setting) } }
                p.soft {
                    "For other machines this is https, spoken by a reverse proxy in front of the server. Name the proxy in "
                    code { "TWINLOCK_TRUSTED_PROXIES" } ", and let it pass the " code { "Host" } " header on."
                }
            }
        };
        page(chrome, Width::Narrow, "This server has another address", &body)
    }
}

/// An authorization request that nothing can be decided about any more.
pub(crate) struct RequestOver {
    pub(crate) app: AppSummary,
    pub(crate) end: End,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It was decided.
    Decided { request: AuthorizationRequestId, how: Verdict, at: Timestamp, answer_waits: bool },
    /// It took too long.
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

    /// Where the browser goes by itself: to the app, which has not got its answer.
    pub(crate) fn onwards(&self) -> Option<String> {
        match self.end {
            End::Decided { request, how: Verdict::Allowed, answer_waits: true, .. } => {
                Some(paths::again(&request.to_string()))
            }
            End::Decided { .. } | End::Expired => None,
        }
    }

    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let name = &self.app.name;
        let title = match self.end {
            End::Decided { how: Verdict::Allowed, .. } => format!("You allowed {name}"),
            End::Decided { how: Verdict::Denied, .. } => format!("You denied {name}"),
            End::Decided { how: Verdict::Unasked, .. } => format!("{name} has its answer"),
            End::Expired => "This request has expired".to_owned(),
        };
        let body = html! {
            (self.app.crest())
            h1 { (title) }
            (self.story())
        };
        page(chrome, Width::Narrow, &title, &body)
    }

    fn story(&self) -> Markup {
        let name = &self.app.name;
        match self.end {
            End::Decided { request, how, at, .. } => html! {
                p.lead {
                    @match how {
                        Verdict::Allowed => { "You said yes on " (moment(at)) ". This page cannot be used a second time." },
                        Verdict::Denied => { "You said no on " (moment(at)) ". This request gave nothing to " (name) "." },
                        Verdict::Unasked => { "This sign-in was answered on " (moment(at)) ", without a question to you." },
                    }
                }
                p { a.button.main href=(paths::again(&request.to_string())) { (way_on(how, name)) } }
                p { a href=(paths::APPS) { "Manage access" } }
            },
            End::Expired => html! {
                p.lead { "Go back to " (name) " and sign in again. This request gave nothing to it, and nothing that you set up here is lost." }
                p { a href=(paths::DASHBOARD) { "Go to your account" } }
            },
        }
    }
}

fn way_on(how: Verdict, app: &str) -> String {
    match how {
        Verdict::Allowed | Verdict::Unasked => format!("Open {app}"),
        Verdict::Denied => format!("Sign in to {app} after all"),
    }
}
