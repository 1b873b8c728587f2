//! Changing an app, and ending things.

use maud::{Markup, html};
use twinlock_application::developer::redirect_uri_warnings;
use twinlock_domain::RedirectUri;

use super::app_row::AppRow;
use super::new_app::{self, AppDraft};
use crate::views::fields::{Field, form, proof};
use crate::views::layout::Chrome;
use crate::views::paths;

pub(super) fn edit(chrome: &Chrome, app: &AppRow) -> Markup {
    let draft = AppDraft {
        name: app.name.clone(),
        redirect_uris: app.redirect_uris.join("\n"),
        public: app.public,
        pkce_required: app.pkce_required,
        machine_access: app.machine_access,
        id_token_claims: app.id_token_claims,
        id_token_alg: app.id_token_alg.clone(),
        scope: app.scope,
        optional_scope: app.optional_scope,
    };
    let scope = format!("edit-{}", app.id);
    let uris = app.redirect_uris.iter().filter_map(|uri| RedirectUri::parse(uri).ok()).collect::<Vec<_>>();
    html! {
        @for warning in redirect_uri_warnings(&uris) { p.wrong { (warning) } }
        details.fold {
            summary { "Change its settings" }
            (form(chrome, &paths::app(app.id), &html! {
                (new_app::names(chrome, &draft, &scope))
                (new_app::choices(&draft, &scope))
                button.main type="submit" { "Save" }
            }))
        }
    }
}

/// *Revoke all* and deletion (R16, R24).
pub(super) fn dangers(chrome: &Chrome, app: &AppRow) -> Markup {
    let (revoke, delete) = (format!("revoke-{}", app.id), format!("delete-{}", app.id));
    html! {
        section.dangers {
            (one_user(chrome, app))
            details.fold {
                summary { "Revoke all consents" }
                p { "Every consent, code and token of " (app.name) " is dead at once, for everybody. All have to sign in and allow it again." }
                (form(chrome, &paths::revoke_consents(app.id), &html! {
                    (proof(chrome, app.proof, &revoke))
                    button.main.danger type="submit" { "Revoke all consents" }
                }))
            }
            details.fold {
                summary { "Delete the app" }
                p { (app.name) " and everything it was given is gone. This cannot be undone." }
                (form(chrome, &paths::delete_app(app.id), &html! {
                    (proof(chrome, app.proof, &delete))
                    button.main.danger type="submit" { "Delete " (app.name) }
                }))
            }
        }
    }
}

/// One person's access (R17). The answer is the same whether there was any, so that it tells nothing about people.
fn one_user(chrome: &Chrome, app: &AppRow) -> Markup {
    let id = format!("user-{}", app.id);
    html! {
        details.fold {
            summary { "Revoke one person's access" }
            p { "If the account with this address has access to " (app.name) ", it ends at once. You are not told whether it had." }
            (form(chrome, &paths::revoke_user(app.id), &html! {
                (Field::email("").id(&id).render(chrome))
                button.quiet type="submit" { "Revoke this person's access" }
            }))
        }
    }
}
