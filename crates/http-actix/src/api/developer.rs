//! `/api/developer/apps…`: what an owner does to apps, as JSON.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;
use twinlock_application::Actor;
use twinlock_application::developer::{AppError, ChangeApp, DeleteApp, RegisterApp, RequireTwoFactor, RevokeConsents};
use twinlock_application::domain::{AppId, Password, Timestamp};
use twinlock_application::{ClientMetadata, CountLimit};

use super::app_json::{AppBody, ProofBody, affected, app_with_secrets, policy};
use crate::http_error::HttpError;
use crate::request::caller::SignedIn;
use crate::request::context::RequestContext;
use crate::request::json_body::{PerhapsJson, SafeJson};

/// The body that turns *Require 2FA* on or off.
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
pub(crate) async fn list(context: SignedIn) -> Result<HttpResponse, HttpError> {
    let apps = context.state.twinlock.app_summaries(by(&context).await?).await?;
    Ok(HttpResponse::Ok().json(json!({ "apps": apps.iter().map(app_with_secrets).collect::<Vec<_>>() })))
}

/// `POST /api/developer/apps`
pub(crate) async fn register(
    context: SignedIn,
    SafeJson(AppBody { patch, proof }): SafeJson<AppBody>,
) -> Result<HttpResponse, HttpError> {
    let who = context.session_state().await?.signed_in().ok_or_else(HttpError::sign_in_first)?;
    context.state.rates.app(who.account.id)?;
    let by = by(&context).await?;
    if proof.password.is_some() || proof.code.is_some() {
        return Err(HttpError::invalid("password and code are no members of an app"));
    }
    let metadata = ClientMetadata::named("", Vec::new()).patched(patch).map_err(AppError::from)?;
    let registered =
        context.state.twinlock.register_app(RegisterApp { by, owner: None, metadata }, &context.origin).await?;
    let mut answer = app_with_secrets(&context.state.twinlock.app_summary(by, registered.app.id).await?);
    if let Some(secret) = registered.secret {
        answer.insert("client_secret".into(), json!(secret.expose()));
    }
    Ok(HttpResponse::Created().json(answer))
}

/// `GET /api/developer/apps/{client_id}`
pub(crate) async fn show(context: SignedIn, id: web::Path<String>) -> Result<HttpResponse, HttpError> {
    let app = context.state.twinlock.app_summary(by(&context).await?, app_id(&id)?).await?;
    Ok(HttpResponse::Ok().json(app_with_secrets(&app)))
}

/// `PATCH /api/developer/apps/{client_id}`
pub(crate) async fn change(
    context: SignedIn,
    id: web::Path<String>,
    SafeJson(AppBody { patch, proof }): SafeJson<AppBody>,
) -> Result<HttpResponse, HttpError> {
    let (by, id) = (by(&context).await?, app_id(&id)?);
    let password = password(&context, proof.password)?;
    let command = ChangeApp { by, app: id, patch, password, code: proof.code.as_deref() };
    let app = context.state.twinlock.change_app(command, &context.origin).await?;
    Ok(HttpResponse::Ok().json(app_with_secrets(&app)))
}

/// `DELETE /api/developer/apps/{client_id}`
pub(crate) async fn delete(
    context: SignedIn,
    id: web::Path<String>,
    PerhapsJson(body): PerhapsJson<ProofBody>,
) -> Result<HttpResponse, HttpError> {
    let by = by(&context).await?;
    let password = password(&context, body.password)?;
    let command = DeleteApp { by, app: app_id(&id)?, password, code: body.code.as_deref() };
    context.state.twinlock.delete_app(command, &context.origin).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `PUT /api/developer/apps/{client_id}/require-2fa`
pub(crate) async fn require_2fa(
    context: SignedIn,
    id: web::Path<String>,
    SafeJson(body): SafeJson<RequireBody>,
) -> Result<HttpResponse, HttpError> {
    let command = RequireTwoFactor {
        by: by(&context).await?,
        app: app_id(&id)?,
        required: body.required,
        revoke_all: body.revoke_all,
        password: password(&context, body.password)?,
        code: body.code.as_deref(),
    };
    let state = context.state.twinlock.require_two_factor(command, &context.origin).await?;
    Ok(HttpResponse::Ok().json(policy(&state)))
}

/// `GET /api/developer/apps/{client_id}/require-2fa/preview`: how many people the requirement would affect
pub(crate) async fn preview(context: SignedIn, id: web::Path<String>) -> Result<HttpResponse, HttpError> {
    let app = context.state.twinlock.app_of(by(&context).await?, app_id(&id)?).await?;
    let census = context.state.twinlock.affected(&app, CountLimit::All).await;
    Ok(HttpResponse::Ok().json(json!({ "affected": affected(census.as_ref()) })))
}

/// `POST /api/developer/apps/{client_id}/revoke-consents`
pub(crate) async fn revoke_consents(
    context: SignedIn,
    id: web::Path<String>,
    PerhapsJson(body): PerhapsJson<ProofBody>,
) -> Result<HttpResponse, HttpError> {
    let command = RevokeConsents {
        by: by(&context).await?,
        app: app_id(&id)?,
        password: password(&context, body.password)?,
        code: body.code.as_deref(),
    };
    let state = context.state.twinlock.revoke_consents(command, &context.origin).await?;
    Ok(HttpResponse::Ok().json(json!({
        "policy_epoch": state.policy.epoch.get(),
        "revoked_at": state.policy.revoked_at.map(Timestamp::unix_seconds),
    })))
}

/// The session as the actor of a command. Checked before anything else, and recorded as a use of the session.
async fn by(context: &RequestContext) -> Result<Actor<'_>, HttpError> {
    context.session_state().await?.signed_in().ok_or_else(HttpError::sign_in_first)?;
    Ok(Actor::Session(context.session.as_deref()))
}

fn app_id(text: &str) -> Result<AppId, HttpError> {
    text.parse().map_err(|_| AppError::NotFound.into())
}

/// Counts a password against the rate limit before it is checked, as the sign-in page does.
fn password(context: &RequestContext, text: Option<String>) -> Result<Option<Password>, HttpError> {
    let Some(text) = text else { return Ok(None) };
    context.state.rates.password_again(context.address(), context.session.as_deref())?;
    Password::new(text).map(Some).ok_or_else(|| HttpError::invalid("the password is too long"))
}
