//! Registering and changing apps, and their secrets.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use twinlock_application::developer::{AddSecret, AppError, ChangeApp, NewApp, RegisterApp, RemoveSecret};
use twinlock_application::domain::{AppId, Scope, ScopeSet};
use twinlock_application::{ClientKind, SignatureAlgorithm};

use super::{again, app_id, back_to, by};
use crate::forms::{Parameters, SafeForm};
use crate::here::Here;
use crate::refused::Refused;
use crate::respond::html;
use crate::views::{AppDraft, NewSecretPage, Section};

/// `POST …/apps`
pub(crate) async fn register(here: Here, SafeForm(form): SafeForm) -> Result<HttpResponse, Refused> {
    let draft = draft(&form)?;
    let registered = match said(&draft) {
        Ok(app) => here.web.twinlock.register_app(RegisterApp { by: by(&here), owner: None, app }, &here.trace).await,
        Err(refused) => return again(&here, refused, (None, Some(draft))).await,
    };
    match registered {
        Ok(registered) => match registered.secret {
            Some(secret) => {
                let told = (registered.app.id, registered.app.metadata.name, secret.expose().to_owned());
                told_once(&here, told, true).await
            }
            None => Ok(back_to(registered.app.id)),
        },
        Err(AppError::NotSignedIn) => Err(Refused::sign_in_first()),
        Err(error) => again(&here, error.into(), (None, Some(draft))).await,
    }
}

/// `POST …/apps/{id}`
pub(crate) async fn change(
    here: Here,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, Refused> {
    let id = app_id(&id)?;
    let changed = match said(&draft(&form)?) {
        Ok(change) => here.web.twinlock.change_app(ChangeApp { by: by(&here), app: id, change }, &here.trace).await,
        Err(refused) => return again(&here, refused, (Some(id), None)).await,
    };
    match changed {
        Ok(_) => Ok(back_to(id)),
        Err(error) => again(&here, error.into(), (Some(id), None)).await,
    }
}

/// `POST …/apps/{id}/secrets`
pub(crate) async fn add_secret(
    here: Here,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, Refused> {
    let id = app_id(&id)?;
    let label = form.required("label")?.to_owned();
    match here.web.twinlock.add_secret(AddSecret { by: by(&here), app: id, label }, &here.trace).await {
        Ok(new) => {
            let name = here.web.twinlock.app_page(by(&here), id).await?.app.metadata.name;
            told_once(&here, (id, name, new.secret.expose().to_owned()), false).await
        }
        Err(error) => again(&here, error.into(), (Some(id), None)).await,
    }
}

/// `POST …/apps/{id}/secrets/{secret}/remove`
pub(crate) async fn remove_secret(
    here: Here,
    ids: web::Path<(String, String)>,
    _: SafeForm,
) -> Result<HttpResponse, Refused> {
    let (app, secret) = ids.into_inner();
    let app = app_id(&app)?;
    let secret = secret.parse().map_err(|_| Refused::not_found())?;
    match here.web.twinlock.remove_secret(RemoveSecret { by: by(&here), app, secret }, &here.trace).await {
        Ok(()) => Ok(back_to(app)),
        Err(error) => again(&here, error.into(), (Some(app), None)).await,
    }
}

async fn told_once(here: &Here, told: (AppId, String, String), app_is_new: bool) -> Result<HttpResponse, Refused> {
    let Some(who) = here.visit().await?.signed_in() else { return Err(Refused::sign_in_first()) };
    let (app, app_name, secret) = told;
    let page = NewSecretPage { app, app_name, secret, app_is_new };
    Ok(html(StatusCode::CREATED, page.render(&here.chrome_of(&who, Some(Section::Developer)))))
}

/// The form as typed.
fn draft(form: &Parameters) -> Result<AppDraft, Refused> {
    let scopes = |name: &str| form.all(name).filter_map(Scope::parse).collect::<ScopeSet>();
    let public = form.one("kind")?.is_some_and(|kind| kind == "public");
    Ok(AppDraft {
        name: form.required("name")?.to_owned(),
        redirect_uris: form.required("redirect_uris")?.to_owned(),
        public,
        pkce_required: public || form.ticked("pkce_required"),
        machine_access: form.ticked("machine_access"),
        id_token_claims: form.ticked("id_token_claims"),
        id_token_alg: form.one("id_token_alg")?.unwrap_or("RS256").to_owned(),
        scope: scopes("scope").union([Scope::OpenId].into_iter().collect()),
        optional_scope: scopes("optional_scope"),
    })
}

/// What the form says of an app.
fn said(draft: &AppDraft) -> Result<NewApp, Refused> {
    let algorithm = SignatureAlgorithm::parse(&draft.id_token_alg);
    Ok(NewApp {
        name: draft.name.clone(),
        redirect_uris: draft.redirect_uris.split_whitespace().map(str::to_owned).collect(),
        kind: if draft.public { ClientKind::Public } else { ClientKind::Confidential },
        scope: draft.scope,
        optional_scope: draft.optional_scope,
        pkce_required: draft.pkce_required,
        id_token_algorithm: algorithm.ok_or_else(|| Refused::invalid("the algorithm is RS256, ES256 or EdDSA"))?,
        machine_access: draft.machine_access,
        id_token_claims: draft.id_token_claims,
    })
}
