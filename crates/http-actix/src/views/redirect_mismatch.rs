//! The app sent an address that its owner never registered: who, what, and where it differs.

use maud::{Markup, html};
use twinlock_domain::Mismatch;

use super::app_summary::AppSummary;
use super::layout::{Chrome, Width, page};
use super::paths;

/// Shown instead of a redirect: an unverified address never gets one (RFC 9700 4.11.2).
pub(crate) struct RedirectMismatchPage {
    pub(crate) app: AppSummary,
    /// What came; empty when nothing did.
    pub(crate) requested: String,
    /// For the app's owner alone: the registered address that is nearest, and how far the two agree.
    pub(crate) nearest: Option<Mismatch>,
    /// Whether the app is of the person who looks at this.
    pub(crate) is_owner: bool,
}

impl RedirectMismatchPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let nearest = self.nearest.as_ref().filter(|_| self.is_owner);
        let body = html! {
            (self.app.crest())
            h1 { bdi { (self.app.name) } " sent you to the wrong address" }
            p.lead {
                "The app asked to be answered at an address that is not registered for it. \
                 To keep you safe, nothing was sent there."
            }
            dl.facts.stack {
                @if let Some(nearest) = nearest {
                    div { dt { "It sent" } dd { (marked(&self.requested, nearest.same_in_requested)) } }
                    div { dt { "Nearest registered" } dd { (marked(nearest.nearest.as_str(), nearest.same_in_nearest)) } }
                } @else {
                    div { dt { "It sent" } dd { code { (self.requested) } } }
                }
            }
            @if nearest.is_some() {
                p.soft {
                    "What is marked differs. Addresses are compared byte by byte: a slash or https counts, and so does a \
                     port. Only on 127.0.0.1 and [::1] the port is free."
                }
            }
            @if self.is_owner {
                p { a.button.main href=(paths::open_app(self.app.id)) { "Fix in dashboard" } }
            } @else {
                p { "Please tell the people who run " (self.app.name) "." }
            }
        };
        page(chrome, Width::Narrow, "The redirect URI does not match", &body)
    }
}

fn marked(uri: &str, common: usize) -> Markup {
    let (same, different) = uri.split_at_checked(common).unwrap_or(("", uri));
    html! {
        code { (same) @if !different.is_empty() { mark { (different) } } }
        @if uri.is_empty() { mark { "nothing" } } @else if different.is_empty() { " " mark { "ends here" } }
    }
}
