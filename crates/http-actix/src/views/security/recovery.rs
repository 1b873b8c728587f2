//! Recovery codes, shown once. The link to continue appears when the user has ticked that they are saved.

use maud::{Markup, html};

use crate::paths;
use crate::text::{Texts, message};
use crate::views::app_summary::PendingApp;
use crate::views::fields::tools;
use crate::views::layout::{Chrome, Page, Width, page};

/// The name of the file that the codes are saved as.
const FILE: &str = "twinlock-recovery-codes.txt";

/// Shown in the response to a form, never by a GET.
pub(crate) struct RecoveryCodesPage {
    pub(crate) codes: Vec<String>,
    pub(crate) journey: Option<PendingApp>,
    /// Whether the codes replace older ones.
    pub(crate) replaced: bool,
}

impl RecoveryCodesPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let title = if self.replaced { message::recovery_title_replaced() } else { message::recovery_title() };
        let body = html! {
            h1 { (texts.html(&title)) }
            p.lead { (texts.html(message::recovery_lead())) }
            div.card {
                label for="codes" { (texts.html(message::recovery_label())) }
                textarea.codes #codes rows=(self.codes.len()) readonly spellcheck="false" data-file=(FILE) {
                    (self.codes.join("\n"))
                }
                (tools(texts, "codes", FILE, &html! {
                    button.quiet type="button" data-do="copy" { (texts.html(message::tool_copy())) }
                    button.quiet type="button" data-do="download" { (texts.html(message::tool_download())) }
                    button.quiet type="button" data-do="print" { (texts.html(message::tool_print())) }
                }))
            }
            div.saved {
                div.tick {
                    input #saved type="checkbox" autocomplete="off";
                    label for="saved" {
                        (texts.html(message::recovery_saved()))
                        span.soft { " " (texts.html(message::recovery_saved_meaning())) }
                    }
                }
                (self.way_on(texts))
            }
        };
        page(chrome, Width::Narrow, title, &body)
    }

    /// A link and not a form: it may end at the app, which a form's `form-action` would have to name.
    fn way_on(&self, texts: Texts) -> Markup {
        html! {
            @match &self.journey {
                Some(journey) => a.button.main href=(paths::go_on(&journey.request)) { (texts.html(message::button_continue_to(&journey.app))) },
                None => a.button.main href=(paths::SECURITY) { (texts.html(message::button_continue())) },
            }
        }
    }
}
