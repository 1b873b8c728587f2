//! The forms that change an app, revoke access to it and delete it.

use maud::{Markup, html};
use twinlock_domain::RedirectUri;

use super::app_row::AppRow;
use super::new_app::{self, AppDraft};
use crate::paths;
use crate::text::message;
use crate::views::fields::{Asked, Field, Proof, ProofFor, Purpose, form, proof_for};
use crate::views::layout::Chrome;

pub(super) fn edit(chrome: &Chrome, app: &AppRow) -> Markup {
    let texts = chrome.texts;
    let id = app.line.id;
    let draft = app.typed.edit.clone().unwrap_or_else(|| AppDraft::of(&app.metadata));
    let scope = format!("edit-{id}");
    html! {
        @for scheme in app.metadata.redirect_uris.iter().filter_map(RedirectUri::undotted_scheme) {
            p.wrong { (texts.html(message::app_undotted_scheme(scheme))) }
        }
        details.fold open[app.typed.edit.is_some()] {
            summary { (texts.html(message::app_settings())) }
            (form(chrome, &paths::app(id), &html! {
                (new_app::names(chrome, &draft, &scope))
                (new_app::choices(chrome, &draft, &scope))
                @if app.proof != Proof::default() || chrome.has_problem_in(&scope) {
                    p.soft { (texts.html(message::app_weakens())) }
                }
                (proof_for(chrome, app.proof, ProofFor { scope: &scope, purpose: Purpose::Save, asked: Asked::WhereItWeakens }))
                button.main type="submit" { (texts.html(message::button_save())) }
            }))
        }
    }
}

/// *Revoke all* and deletion (R16, R24).
pub(super) fn dangers(chrome: &Chrome, app: &AppRow) -> Markup {
    let texts = chrome.texts;
    let (id, name) = (app.line.id, &app.line.name);
    let (revoke, delete) = (format!("revoke-{id}"), format!("delete-{id}"));
    let proof = |scope: &str, purpose| proof_for(chrome, app.proof, ProofFor { scope, purpose, asked: Asked::Always });
    html! {
        section.dangers {
            (one_user(chrome, app))
            details.fold open[chrome.has_problem_in(&revoke)] {
                summary { (texts.html(message::dangers_revoke_all())) }
                p { (texts.html(message::dangers_revoke_all_what(name))) }
                (form(chrome, &paths::revoke_consents(id), &html! {
                    (proof(&revoke, Purpose::RevokeAll))
                    button.main.danger type="submit" { (texts.html(message::dangers_revoke_all())) }
                }))
            }
            details.fold open[chrome.has_problem_in(&delete)] {
                summary { (texts.html(message::dangers_delete())) }
                p { (texts.html(message::dangers_delete_what(name))) }
                (form(chrome, &paths::delete_app(id), &html! {
                    (proof(&delete, Purpose::Delete))
                    button.main.danger type="submit" { (texts.html(message::dangers_delete_submit(name))) }
                }))
            }
        }
    }
}

/// Revokes one person's access (R17). The response is the same whether there was any, so that it reveals nothing.
fn one_user(chrome: &Chrome, app: &AppRow) -> Markup {
    let texts = chrome.texts;
    let id = app.line.id;
    let scope = format!("user-{id}");
    let email_id = format!("{scope}-email");
    html! {
        details.fold open[chrome.has_problem_in(&scope)] {
            summary { (texts.html(message::dangers_revoke_one())) }
            p { (texts.html(message::dangers_revoke_one_what(&app.line.name))) }
            (form(chrome, &paths::revoke_user(id), &html! {
                (Field::email(app.typed.email.as_deref().unwrap_or_default()).autocomplete("off").id(&email_id).render(chrome))
                button.quiet type="submit" { (texts.html(message::dangers_revoke_one_submit())) }
            }))
        }
    }
}
