//! `/api/developer/apps…`: what an owner does to apps, as JSON.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;
use twinlock_application::developer::{
    AppError, By, ChangeApp, DeleteApp, NewApp, RegisterApp, RequireTwoFactor, RevokeConsents,
};
use twinlock_application::domain::{AppId, Password, RedirectUri, Timestamp};
use twinlock_application::{App, ClientMetadata, Counting};

use super::app_json::{AppBody, affected, app, policy};
use super::json_body::SafeJson;
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

/// What revoking everybody and deleting ask for (R24).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProofBody {
    password: Option<String>,
    code: Option<String>,
}

/// `GET /api/developer/apps`
pub(crate) async fn list(here: Here) -> Result<HttpResponse, Refused> {
    let pages = here.web.twinlock.app_pages(by(&here).await?).await?;
    Ok(HttpResponse::Ok().json(json!({ "apps": pages.iter().map(app).collect::<Vec<_>>() })))
}

/// `POST /api/developer/apps`
pub(crate) async fn register(here: Here, SafeJson(body): SafeJson<AppBody>) -> Result<HttpResponse, Refused> {
    let by = by(&here).await?;
    let new = body.over(NewApp::named("", Vec::new()))?;
    let registered = here.web.twinlock.register_app(RegisterApp { by, owner: None, app: new }, &here.trace).await?;
    let page = here.web.twinlock.app_page(by, registered.app.id).await?;
    let mut answer = app(&page);
    if let (Some(secret), Some(fields)) = (registered.secret, answer.as_object_mut()) {
        fields.insert("client_secret".into(), json!(secret.expose()));
    }
    Ok(HttpResponse::Created().json(answer))
}

/// `GET /api/developer/apps/{client_id}`
pub(crate) async fn show(here: Here, id: web::Path<String>) -> Result<HttpResponse, Refused> {
    let page = here.web.twinlock.app_page(by(&here).await?, app_id(&id)?).await?;
    Ok(HttpResponse::Ok().json(app(&page)))
}

/// `PATCH /api/developer/apps/{client_id}`
pub(crate) async fn change(
    here: Here,
    id: web::Path<String>,
    SafeJson(body): SafeJson<AppBody>,
) -> Result<HttpResponse, Refused> {
    let (by, id) = (by(&here).await?, app_id(&id)?);
    let page = here.web.twinlock.app_page(by, id).await?;
    let change = body.over(as_said(&page.app))?;
    if change.kind != page.app.kind {
        return Err(Refused::invalid("public cannot be changed: register another app"));
    }
    here.web.twinlock.change_app(ChangeApp { by, app: id, change }, &here.trace).await?;
    let page = here.web.twinlock.app_page(by, id).await?;
    Ok(HttpResponse::Ok().json(app(&page)))
}

/// `DELETE /api/developer/apps/{client_id}`
pub(crate) async fn delete(
    here: Here,
    id: web::Path<String>,
    SafeJson(body): SafeJson<ProofBody>,
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
    let page = here.web.twinlock.app_page(by(&here).await?, app_id(&id)?).await?;
    let census = here.web.twinlock.affected(&page.app, Counting::All).await;
    Ok(HttpResponse::Ok().json(json!({ "affected": affected(census.as_ref()) })))
}

/// `POST /api/developer/apps/{client_id}/revoke-consents`
pub(crate) async fn revoke_consents(
    here: Here,
    id: web::Path<String>,
    SafeJson(body): SafeJson<ProofBody>,
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
    here.web.rates.password(here.address(), here.session.as_deref().unwrap_or_default())?;
    Password::new(text).map(Some).ok_or_else(|| Refused::invalid("the password is too long"))
}

/// An app as its owner said it, to be changed.
pub(crate) fn as_said(app: &App) -> NewApp {
    let ClientMetadata {
        name,
        redirect_uris,
        scope,
        optional_scope,
        pkce_required,
        id_token_algorithm,
        machine_access,
        id_token_claims,
    } = app.metadata.clone();
    let redirect_uris = redirect_uris.iter().map(RedirectUri::as_str).map(str::to_owned).collect();
    NewApp {
        name,
        redirect_uris,
        kind: app.kind,
        scope,
        optional_scope,
        pkce_required,
        id_token_algorithm,
        machine_access,
        id_token_claims,
    }
}
