//! Recovery codes, shown once: nobody goes on before they are kept somewhere.

use maud::{Markup, html};

use crate::views::app_summary::PendingApp;
use crate::views::layout::{Chrome, Width, page};
use crate::views::paths;

/// Shown in answer to a form, never by a GET.
pub(crate) struct RecoveryCodesPage {
    pub(crate) codes: Vec<String>,
    pub(crate) journey: Option<PendingApp>,
    /// Whether they take the place of older ones.
    pub(crate) replaced: bool,
}

impl RecoveryCodesPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let title = if self.replaced { "Your new recovery codes" } else { "Two-factor authentication is on" };
        let body = html! {
            h1 { (title) }
            p.lead { "Keep these codes where you find them without your phone. Each lets you in once. They are not shown again." }
            div.card {
                label for="codes" { "Recovery codes" }
                textarea.codes #codes rows=(self.codes.len()) readonly spellcheck="false" data-file="twinlock-recovery-codes.txt" {
                    (self.codes.join("\n"))
                }
                div.tools data-for="codes" hidden {
                    button.quiet type="button" data-do="copy" { "Copy" }
                    button.quiet type="button" data-do="download" { "Download" }
                    button.quiet type="button" data-do="print" { "Print" }
                }
                p.said role="status" {}
            }
            div.saved {
                div.tick {
                    input #saved type="checkbox" autocomplete="off";
                    label for="saved" { "I saved them" span.soft { " Tick this to continue." } }
                }
                (self.way_on())
            }
        };
        page(chrome, Width::Narrow, title, &body)
    }

    /// A link, not a form: it may end at the app, which a form's policy would have to name.
    fn way_on(&self) -> Markup {
        html! {
            @match &self.journey {
                Some(journey) => a.button.main href=(paths::go_on(&journey.request)) { "Continue to " (journey.app) },
                None => a.button.main href=(paths::SECURITY) { "Continue" },
            }
        }
    }
}
