//! `/api/developer/apps…`: what an owner does to apps, as JSON.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;
use twinlock_application::developer::{
    AppError, By, ChangeApp, DeleteApp, NewApp, RegisterApp, RequireTwoFactor, RevokeConsents,
};
use twinlock_application::domain::{AppId, Password, Timestamp};
use twinlock_application::{ClientKind, Counting};

use super::app_json::{AppBody, AppChangeBody, ProofBody, affected, policy, said};
use super::json_body::{PerhapsJson, SafeJson};
use crate::here::Here;
use crate::refused::Refused;

/// The switch.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequireBody {
    required: bool,
    #[serde(default)]
    revoke_all: bool,
    password: Option<String>,
    code: Option<String>,
}

/// `GET /api/developer/apps`
pub(crate) async fn list(here: Here) -> Result<HttpResponse, Refused> {
    let apps = here.web.twinlock.app_summaries(by(&here).await?).await?;
    Ok(HttpResponse::Ok().json(json!({ "apps": apps.iter().map(said).collect::<Vec<_>>() })))
}

/// `POST /api/developer/apps`
pub(crate) async fn register(here: Here, SafeJson(body): SafeJson<AppBody>) -> Result<HttpResponse, Refused> {
    let who = here.visit().await?.signed_in().ok_or_else(Refused::sign_in_first)?;
    here.web.rates.app(who.account.id)?;
    let by = by(&here).await?;
    let kind = body.kind().unwrap_or(ClientKind::Confidential);
    let new = NewApp { kind, ..NewApp::named("", Vec::new()) }.with(body.patch()?);
    let registered = here.web.twinlock.register_app(RegisterApp { by, owner: None, app: new }, &here.trace).await?;
    let mut answer = said(&here.web.twinlock.app_summary(by, registered.app.id).await?);
    if let (Some(secret), Some(fields)) = (registered.secret, answer.as_object_mut()) {
        fields.insert("client_secret".into(), json!(secret.expose()));
    }
    Ok(HttpResponse::Created().json(answer))
}

/// `GET /api/developer/apps/{client_id}`
pub(crate) async fn show(here: Here, id: web::Path<String>) -> Result<HttpResponse, Refused> {
    let app = here.web.twinlock.app_summary(by(&here).await?, app_id(&id)?).await?;
    Ok(HttpResponse::Ok().json(said(&app)))
}

/// `PATCH /api/developer/apps/{client_id}`
pub(crate) async fn change(
    here: Here,
    id: web::Path<String>,
    SafeJson(body): SafeJson<AppChangeBody>,
) -> Result<HttpResponse, Refused> {
    let (by, id) = (by(&here).await?, app_id(&id)?);
    let (body, proof) = body.split();
    let app = here.web.twinlock.app_of(by, id).await?;
    if body.kind().is_some_and(|kind| kind != app.kind) {
        return Err(Refused::invalid("public cannot be changed: register another app"));
    }
    let patch = body.patch()?;
    let password = password(&here, proof.password)?;
    let command = ChangeApp { by, app: id, patch, password, code: proof.code.as_deref() };
    here.web.twinlock.change_app(command, &here.trace).await?;
    let app = here.web.twinlock.app_summary(by, id).await?;
    Ok(HttpResponse::Ok().json(said(&app)))
}

/// `DELETE /api/developer/apps/{client_id}`
pub(crate) async fn delete(
    here: Here,
    id: web::Path<String>,
    PerhapsJson(body): PerhapsJson<ProofBody>,
) -> Result<HttpResponse, Refused> {
    let by = by(&here).await?;
    let password = password(&here, body.password)?;
    let command = DeleteApp { by, app: app_id(&id)?, password, code: body.code.as_deref() };
    here.web.twinlock.delete_app(command, &here.trace).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `PUT /api/developer/apps/{client_id}/require-2fa`
pub(crate) async fn require_2fa(
    here: Here,
    id: web::Path<String>,
    SafeJson(body): SafeJson<RequireBody>,
) -> Result<HttpResponse, Refused> {
    let command = RequireTwoFactor {
        by: by(&here).await?,
        app: app_id(&id)?,
        required: body.required,
        revoke_all: body.revoke_all,
        password: password(&here, body.password)?,
        code: body.code.as_deref(),
    };
    let state = here.web.twinlock.require_two_factor(command, &here.trace).await?;
    Ok(HttpResponse::Ok().json(policy(&state)))
}

/// `GET /api/developer/apps/{client_id}/require-2fa/preview`
pub(crate) async fn preview(here: Here, id: web::Path<String>) -> Result<HttpResponse, Refused> {
    let app = here.web.twinlock.app_of(by(&here).await?, app_id(&id)?).await?;
    let census = here.web.twinlock.affected(&app, Counting::All).await;
    Ok(HttpResponse::Ok().json(json!({ "affected": affected(census.as_ref()) })))
}

/// `POST /api/developer/apps/{client_id}/revoke-consents`
pub(crate) async fn revoke_consents(
    here: Here,
    id: web::Path<String>,
    PerhapsJson(body): PerhapsJson<ProofBody>,
) -> Result<HttpResponse, Refused> {
    let command = RevokeConsents {
        by: by(&here).await?,
        app: app_id(&id)?,
        password: password(&here, body.password)?,
        code: body.code.as_deref(),
    };
    let state = here.web.twinlock.revoke_consents(command, &here.trace).await?;
    Ok(HttpResponse::Ok().json(json!({
        "policy_epoch": state.policy.epoch.get(),
        "revoked_at": state.policy.revoked_at.map(Timestamp::unix_seconds),
    })))
}

/// By whom; asked before anything else is looked at, and noted as use of the session.
async fn by(here: &Here) -> Result<By<'_>, Refused> {
    here.visit().await?.signed_in().ok_or_else(Refused::sign_in_first)?;
    Ok(By::Session(here.session.as_deref()))
}

fn app_id(text: &str) -> Result<AppId, Refused> {
    text.parse().map_err(|_| AppError::NotFound.into())
}

/// A password is rate-limited before it is looked at, here as on the sign-in page.
fn password(here: &Here, text: Option<String>) -> Result<Option<Password>, Refused> {
    let Some(text) = text else { return Ok(None) };
    here.web.rates.password_again(here.address(), here.session.as_deref())?;
    Password::new(text).map(Some).ok_or_else(|| Refused::invalid("the password is too long"))
}
