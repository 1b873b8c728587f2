//! Client secrets: two at a time, so that a rotation breaks nothing, and each shown once.

use maud::{Markup, html};
use twinlock_domain::{AppId, AppSecretId, Timestamp};

use super::app_row::AppRow;
use crate::paths;
use crate::text::{Day, Message, message};
use crate::views::fields::{Asked, Field, ProofFor, Purpose, form, proof_for, tools};
use crate::views::layout::{Chrome, Page, Width, page};

/// How many secrets an app may have.
const AT_MOST: usize = 2;
/// The name of the file that a new secret is saved as.
const FILE: &str = "client-secret.txt";

/// A client secret in the list; its text cannot be shown again.
pub(crate) struct SecretRow {
    pub(crate) id: AppSecretId,
    pub(crate) label: String,
    pub(crate) created_at: Timestamp,
    pub(crate) last_used_at: Option<Timestamp>,
}

impl SecretRow {
    fn times(&self) -> Message {
        match self.last_used_at {
            Some(used) => message::secrets_created_used(Day(self.created_at), Day(used)),
            None => message::secrets_created_unused(Day(self.created_at)),
        }
    }
}

pub(super) fn section(chrome: &Chrome, app: &AppRow) -> Markup {
    let texts = chrome.texts;
    let id = app.line.id;
    let scope = format!("secret-{id}");
    let label_id = format!("{scope}-label");
    html! {
        section {
            h3 { (texts.html(message::secrets_title())) }
            ul.lines {
                @for secret in &app.secrets {
                    li.row {
                        div.grow {
                            strong { (secret.label) }
                            p.soft { (texts.html(secret.times())) }
                        }
                        @if app.secrets.len() > 1 {
                            (form(chrome, &paths::remove_secret(id, secret.id), &html! {
                                button.quiet type="submit" {
                                    (texts.html(message::secrets_remove()))
                                    span.unseen { " " (texts.html(message::secrets_remove_which(&secret.label))) }
                                }
                            }))
                        }
                    }
                }
            }
            @if app.secrets.len() < AT_MOST {
                (form(chrome, &paths::add_secret(id), &html! {
                    (Field::text("label", message::secrets_label()).id(&label_id)
                        .value(app.typed.label.as_deref().unwrap_or_default()).render(chrome))
                    (proof_for(chrome, app.proof, ProofFor { scope: &scope, purpose: Purpose::AddSecret, asked: Asked::Always }))
                    button.quiet type="submit" { (texts.html(message::secrets_add())) }
                }))
                @if app.secrets.len() == 1 { p.soft { (texts.html(message::secrets_replace())) } }
            } @else {
                p.soft { (texts.html(message::secrets_two())) }
            }
        }
    }
}

/// A new secret, shown once in the response to the form that created it.
pub(crate) struct NewSecretPage {
    pub(crate) app: AppId,
    pub(crate) app_name: String,
    pub(crate) secret: String,
    /// Whether the app itself is new too.
    pub(crate) app_is_new: bool,
}

impl NewSecretPage {
    pub(crate) fn render(&self, chrome: &Chrome) -> Page {
        let texts = chrome.texts;
        let title = if self.app_is_new { message::secret_app_title() } else { message::secret_title() };
        let body = html! {
            h1 { (texts.html(&title)) }
            p.lead { (texts.html(message::secret_lead(&self.app_name))) }
            div.card {
                label for="client-id" { (texts.html(message::secret_client_id())) }
                input #client-id type="text" readonly autocomplete="off" value=(self.app);
                label for="client-secret" { (texts.html(message::secret_client_secret())) }
                textarea.codes #client-secret rows="2" readonly spellcheck="false" data-file=(FILE) { (self.secret) }
                (tools(texts, "client-secret", FILE, &html! {
                    button.quiet type="button" data-do="copy" { (texts.html(message::secret_copy())) }
                }))
            }
            p { a.button.main href=(paths::open_app(self.app)) { (texts.html(message::secret_saved(&self.app_name))) } }
        };
        page(chrome, Width::Narrow, title, &body)
    }
}
