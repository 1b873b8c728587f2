//! `/dashboard/developer`: an owner's apps as rows that open, each with its requirement.

mod app_row;
mod events;
mod new_app;
mod requirement;
mod secrets;
mod settings;

pub(crate) use app_row::{AppEntry, AppLine, AppRow, Typed};
pub(crate) use events::{AppEventRow, FlipRow, Flipper};
pub(crate) use new_app::AppDraft;
pub(crate) use requirement::{CountState, Counts, RequirementState};
pub(crate) use secrets::{NewSecretPage, SecretRow};

use maud::html;

use super::layout::{Chrome, Page, Width, page};
use crate::text::message;

/// The page of an owner's apps.
pub(crate) struct DeveloperPage {
    /// A line for each app; its details are loaded when the line is opened.
    pub(crate) apps: Vec<AppEntry>,
    /// The form for a new app, as typed so far; `None` where the operator lets nobody register one.
    pub(crate) draft: Option<AppDraft>,
    /// Whether the form for a new app is open.
    pub(crate) draft_open: bool,
}

impl DeveloperPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let body = html! {
            h1 { (texts.html(message::developer_title())) }
            p.lead { (texts.html(message::developer_lead())) }
            @if self.apps.is_empty() { div.card.empty { p { (texts.html(message::developer_none())) } } }
            @for app in &self.apps { (app.render(chrome)) }
            @if let Some(draft) = &self.draft {
                details.card.app open[self.draft_open || self.apps.is_empty()] #new-app {
                    summary { span.plus aria-hidden="true" { "+" } h2.grow { (texts.html(message::developer_register())) } }
                    div.inside { (new_app::form_for(chrome, draft)) }
                }
            } @else {
                p.soft { (texts.html(message::developer_closed())) }
            }
        };
        page(chrome, Width::Wide, message::developer_title(), &body)
    }
}
