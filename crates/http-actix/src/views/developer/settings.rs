//! Changing an app, and ending things.

use maud::{Markup, html};
use twinlock_application::developer::redirect_uri_warnings;

use super::app_row::AppRow;
use super::new_app::{self, AppDraft};
use crate::views::fields::{Asked, Field, Proof, ProofFor, form, proof_for};
use crate::views::layout::Chrome;
use crate::views::paths;

pub(super) fn edit(chrome: &Chrome, app: &AppRow) -> Markup {
    let id = app.line.id;
    let draft = app.typed.edit.clone().unwrap_or_else(|| AppDraft::of(&app.metadata));
    let scope = format!("edit-{id}");
    html! {
        @for warning in redirect_uri_warnings(&app.metadata.redirect_uris) { p.wrong { (warning) } }
        details.fold open[app.typed.edit.is_some()] {
            summary { "Settings" }
            (form(chrome, &paths::app(id), &html! {
                (new_app::names(chrome, &draft, &scope))
                (new_app::choices(chrome, &draft, &scope))
                @if app.proof != Proof::default() || chrome.has_problem_in(&scope) {
                    p.soft {
                        "A new redirect URI or scope, machine access, no PKCE, and a scope that people can no longer decline weaken the app. "
                        "For those you confirm that it is you."
                    }
                }
                (proof_for(chrome, app.proof, ProofFor { scope: &scope, purpose: "save", asked: Asked::WhereItWeakens }))
                button.main type="submit" { "Save" }
            }))
        }
    }
}

/// *Revoke all* and deletion (R16, R24).
pub(super) fn dangers(chrome: &Chrome, app: &AppRow) -> Markup {
    let (id, name) = (app.line.id, &app.line.name);
    let (revoke, delete) = (format!("revoke-{id}"), format!("delete-{id}"));
    let proof = |scope: &str, purpose| proof_for(chrome, app.proof, ProofFor { scope, purpose, asked: Asked::Always });
    html! {
        section.dangers {
            (one_user(chrome, app))
            details.fold open[chrome.has_problem_in(&revoke)] {
                summary { "Revoke all consents" }
                p { "Every consent, code and token of " (name) " ends at once, for everybody. All have to sign in and allow it again." }
                (form(chrome, &paths::revoke_consents(id), &html! {
                    (proof(&revoke, "revoke all consents"))
                    button.main.danger type="submit" { "Revoke all consents" }
                }))
            }
            details.fold open[chrome.has_problem_in(&delete)] {
                summary { "Delete the app" }
                p { (name) " and everything it was given is gone. This cannot be undone." }
                (form(chrome, &paths::delete_app(id), &html! {
                    (proof(&delete, "delete the app"))
                    button.main.danger type="submit" { "Delete " (name) }
                }))
            }
        }
    }
}

/// One person's access (R17). The answer is the same whether there was any, so that it tells nothing about people.
fn one_user(chrome: &Chrome, app: &AppRow) -> Markup {
    let id = app.line.id;
    let scope = format!("user-{id}");
    let email_id = format!("{scope}-email");
    html! {
        details.fold open[chrome.has_problem_in(&scope)] {
            summary { "Revoke one person's access" }
            p { "If the account with this address has access to " (app.line.name) ", it ends at once. You are not told whether it had." }
            (form(chrome, &paths::revoke_user(id), &html! {
                (Field::email(app.typed.email.as_deref().unwrap_or_default()).autocomplete("off").id(&email_id).render(chrome))
                button.quiet type="submit" { "Revoke this person's access" }
            }))
        }
    }
}
