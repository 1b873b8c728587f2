//! Client secrets: two at a time, so that a rotation breaks nothing, and each shown once.

use maud::{Markup, html};
use twinlock_domain::{AppId, AppSecretId, Timestamp};

use super::app_row::AppRow;
use crate::views::app_summary::day;
use crate::views::fields::{Asked, Field, ProofFor, form, proof_for};
use crate::views::layout::{Chrome, Width, page};
use crate::views::paths;

/// How many secrets an app may have.
const AT_MOST: usize = 2;

/// A client secret, of which nobody knows the text any more.
pub(crate) struct SecretRow {
    pub(crate) id: AppSecretId,
    pub(crate) label: String,
    pub(crate) created_at: Timestamp,
    pub(crate) last_used_at: Option<Timestamp>,
}

pub(super) fn section(chrome: &Chrome, app: &AppRow) -> Markup {
    let id = app.line.id;
    let scope = format!("secret-{id}");
    let label_id = format!("{scope}-label");
    html! {
        section {
            h3 { "Client secrets" }
            ul.lines {
                @for secret in &app.secrets {
                    li.row {
                        div.grow {
                            strong { (secret.label) }
                            p.soft {
                                "Made " (day(secret.created_at)) " · "
                                @match secret.last_used_at {
                                    Some(at) => { "last used " (day(at)) }
                                    None => "never used",
                                }
                            }
                        }
                        @if app.secrets.len() > 1 {
                            (form(chrome, &paths::remove_secret(id, secret.id), &html! {
                                button.quiet type="submit" { "Remove" span.unseen { " secret " (secret.label) } }
                            }))
                        }
                    }
                }
            }
            @if app.secrets.len() < AT_MOST {
                (form(chrome, &paths::add_secret(id), &html! {
                    (Field::text("label", "Label of a new secret").id(&label_id)
                        .value(app.typed.label.as_deref().unwrap_or_default()).render(chrome))
                    (proof_for(chrome, app.proof, ProofFor { scope: &scope, purpose: "add a secret", asked: Asked::Always }))
                    button.quiet type="submit" { "Add a secret" }
                }))
                @if app.secrets.len() == 1 { p.soft { "To replace a secret, add another, put it into your app, then remove the old one." } }
            } @else {
                p.soft { "Two at most. Remove one to add another." }
            }
        }
    }
}

/// A new secret, shown once in answer to the form that made it.
pub(crate) struct NewSecretPage {
    pub(crate) app: AppId,
    pub(crate) app_name: String,
    pub(crate) secret: String,
    /// Whether the app itself is new too.
    pub(crate) app_is_new: bool,
}

impl NewSecretPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Markup {
        let title = if self.app_is_new { "Your app is registered" } else { "A new client secret" };
        let body = html! {
            h1 { (title) }
            p.lead { "Put these into the settings of " (self.app_name) " now. The secret is not shown again." }
            div.card {
                label for="client-id" { "Client id" }
                input #client-id type="text" readonly autocomplete="off" value=(self.app);
                label for="client-secret" { "Client secret" }
                textarea.codes #client-secret rows="2" readonly spellcheck="false" data-file="client-secret.txt" { (self.secret) }
                div.tools data-for="client-secret" hidden { button.quiet type="button" data-do="copy" { "Copy the secret" } }
                p.said role="status" {}
            }
            p { a.button.main href=(paths::open_app(self.app)) { "I saved it. Back to " (self.app_name) } }
        };
        page(chrome, Width::Narrow, title, &body)
    }
}
