//! `/oauth2/authorize`: a GET is answered; a POST, which may come without cookies, is stored and led to the GET.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;
use twinlock_application::domain::{Scope, ScopeSet};
use twinlock_application::oauth::{
    AuthorizationQuery, Authorize, AuthorizeError, AuthorizeOutcome, ClaimsRequest, QueryError, StoreRequest,
};

use crate::continue_to::ContinueTo;
use crate::cookies::{self, Kind};
use crate::forms::{Parameters, PlainForm};
use crate::here::Here;
use crate::observe;
use crate::refused::Refused;
use crate::respond::{begin_see_other, html, see_other, to_app};
use crate::views::{AppFace, Chrome, RedirectMismatchPage, RequestExpiredPage, paths};

/// `GET`
pub(crate) async fn show(here: Here, request: HttpRequest) -> Result<HttpResponse, Refused> {
    let parameters = Parameters::parse(request.query_string().as_bytes());
    let asked = match parameters.one("continue")?.map(|id| ContinueTo::parse(Some(id)).request()) {
        Some(Some(id)) => Err(id),
        Some(None) => return Err(AuthorizeError::UnknownRequest.into()),
        None => Ok(query(&parameters)),
    };
    let (visitor, is_new) = here.visitor();
    let command = Authorize { session: here.session.as_deref(), visitor: visitor.expose(), asked };
    let outcome = here.web.twinlock.authorize(command, &here.trace).await;
    observe::authorized(&here, &outcome);
    let mut response = match outcome {
        Ok(AuthorizeOutcome::Redirect(response)) => return Ok(to_app(&response)),
        Ok(AuthorizeOutcome::SignIn(id)) => begin_see_other(&paths::sign_in_towards(&id.to_string())),
        Ok(AuthorizeOutcome::Challenge(id)) => begin_see_other(&paths::two_factor_towards(&id.to_string())),
        Ok(AuthorizeOutcome::Consent(id)) => begin_see_other(&paths::consent(&id.to_string())),
        Err(error) => return explained(&here, error).await,
    };
    if is_new {
        cookies::set(&mut response, &here.web, Kind::Visitor, &visitor);
    }
    Ok(response.finish())
}

/// `POST`
pub(crate) async fn submit(here: Here, form: PlainForm) -> Result<HttpResponse, Refused> {
    match here.web.twinlock.store_request(StoreRequest { query: query(&form.0) }).await {
        Ok(id) => Ok(see_other(&paths::go_on(&id.to_string()))),
        Err(error) => {
            observe::not_authorized(&here, &error);
            explained(&here, error).await
        }
    }
}

/// Errors that have a page of their own.
async fn explained(here: &Here, error: AuthorizeError) -> Result<HttpResponse, Refused> {
    let chrome = Chrome { request_id: Some(here.trace.request_id.clone()), ..Chrome::default() };
    match error {
        AuthorizeError::Query(QueryError::RedirectUriMismatch(mismatch)) => {
            let viewer = here.visit().await?.signed_in();
            let page = RedirectMismatchPage {
                is_owner: viewer.is_some_and(|viewer| viewer.account.id == mismatch.app.owner),
                app: AppFace::of(&mismatch.app),
                requested: mismatch.given,
                nearest: mismatch.nearest,
            };
            Ok(html(StatusCode::BAD_REQUEST, page.render(&chrome)))
        }
        AuthorizeError::Expired { app } => {
            let page = RequestExpiredPage { app: Some(AppFace::of(&app)), decided: false };
            Ok(html(StatusCode::GONE, page.render(&chrome)))
        }
        other @ (AuthorizeError::Query(_) | AuthorizeError::UnknownRequest | AuthorizeError::Failure(_)) => {
            Err(other.into())
        }
    }
}

/// The parameters by name (OIDC Core 3.1.2.1).
fn query(parameters: &Parameters) -> AuthorizationQuery {
    let first = |name: &str| parameters.all(name).next().map(str::to_owned);
    AuthorizationQuery {
        client_id: first("client_id"),
        redirect_uri: first("redirect_uri"),
        response_type: first("response_type"),
        response_mode: first("response_mode"),
        scope: first("scope"),
        state: first("state"),
        nonce: first("nonce"),
        code_challenge: first("code_challenge"),
        code_challenge_method: first("code_challenge_method"),
        prompt: first("prompt"),
        max_age: first("max_age"),
        acr_values: first("acr_values"),
        login_hint: first("login_hint"),
        claims: first("claims").map(|text| claims(&text).ok_or(())),
        request: first("request").is_some(),
        request_uri: first("request_uri").is_some(),
        repeated: parameters.repeated().map(str::to_owned),
    }
}

/// What matters here of the `claims` parameter (OIDC Core 5.5); `None` when it is not of the right shape.
fn claims(text: &str) -> Option<ClaimsRequest> {
    let claims: Value = serde_json::from_str(text).ok()?;
    let mut asked = ClaimsRequest::default();
    claims.as_object()?;
    let Some(id_token) = claims.get("id_token") else { return Some(asked) };
    let id_token = id_token.as_object()?;
    let wants = |names: &[&str]| names.iter().any(|name| id_token.contains_key(*name));
    let email = wants(&["email", "email_verified"]).then_some(Scope::Email);
    let profile = wants(&["name"]).then_some(Scope::Profile);
    asked.id_token_scopes = email.into_iter().chain(profile).collect::<ScopeSet>();
    if let Some(acr) = id_token.get("acr").filter(|acr| !acr.is_null()) {
        let acr = acr.as_object()?;
        let value = acr.get("value").map(|value| value.as_str().map(str::to_owned));
        let values = acr.get("values").map(|values| values.as_array().cloned()).into_iter().flatten().flatten();
        let values = value.into_iter().chain(values.map(|value| value.as_str().map(str::to_owned)));
        let values = values.collect::<Option<Vec<String>>>()?;
        if acr.get("essential").and_then(Value::as_bool) == Some(true) {
            asked.essential_acr = Some(values);
        } else {
            asked.voluntary_acr = values;
        }
    }
    Some(asked)
}
