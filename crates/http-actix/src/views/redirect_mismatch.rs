//! The page for a redirect URI that the app's owner never registered: which app, what was sent, and where it differs.

use maud::{Markup, html};
use twinlock_domain::Mismatch;

use super::app_summary::AppSummary;
use super::layout::{Chrome, Page, Width, page};
use crate::paths;
use crate::text::{Texts, message};

/// Shown instead of a redirect: browsers are never redirected to an unverified URI (RFC 9700 4.11.2).
pub(crate) struct RedirectMismatchPage {
    pub(crate) app: AppSummary,
    /// The redirect URI of the request; empty if it had none.
    pub(crate) requested: String,
    /// For the app's owner alone: the registered URI that is nearest, and how far the two agree.
    pub(crate) nearest: Option<Mismatch>,
    /// Whether the viewer is the owner of the app.
    pub(crate) is_owner: bool,
}

impl RedirectMismatchPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let nearest = self.nearest.as_ref().filter(|_| self.is_owner);
        let body = html! {
            (self.app.crest())
            h1 { (texts.html(message::mismatch_heading(&self.app.name))) }
            p.lead { (texts.html(message::mismatch_lead())) }
            dl.facts.stack {
                @if let Some(nearest) = nearest {
                    div { dt { (texts.html(message::mismatch_sent())) } dd { (marked(texts, &self.requested, nearest.same_in_requested)) } }
                    div { dt { (texts.html(message::mismatch_nearest())) } dd { (marked(texts, nearest.nearest.as_str(), nearest.same_in_nearest)) } }
                } @else {
                    div { dt { (texts.html(message::mismatch_sent())) } dd { code { (self.requested) } } }
                }
            }
            @if nearest.is_some() {
                p.soft { (texts.html(message::mismatch_marked())) }
            }
            @if self.is_owner {
                p { a.button.main href=(paths::open_app(self.app.id)) { (texts.html(message::mismatch_fix())) } }
            } @else {
                p { (texts.html(message::mismatch_tell(&self.app.name))) }
            }
        };
        page(chrome, Width::Narrow, message::mismatch_title(), &body)
    }
}

fn marked(texts: Texts, uri: &str, common: usize) -> Markup {
    let (same, different) = uri.split_at_checked(common).unwrap_or(("", uri));
    html! {
        code { (same) @if !different.is_empty() { mark { (different) } } }
        @if uri.is_empty() { mark { (texts.html(message::mismatch_nothing())) } } @else if different.is_empty() { " " mark { (texts.html(message::mismatch_ends_here())) } }
    }
}
