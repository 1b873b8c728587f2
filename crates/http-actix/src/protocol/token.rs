//! `POST /oauth2/token` (RFC 6749 3.2).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value, json};
use twinlock_application::domain::{BearerSecret, CodeVerifier};
use twinlock_application::oauth::{RedeemCode, Refresh, RequestMachineToken, TokenAnswer, VerifierParameter};

use super::client_auth::credentials;
use crate::http_error::HttpError;
use crate::observe;
use crate::request::caller::Client;
use crate::request::forms::PlainForm;
use crate::text::Message;

/// `POST`
pub(crate) async fn exchange(
    context: Client,
    request: HttpRequest,
    form: PlainForm,
) -> Result<HttpResponse, HttpError> {
    let PlainForm(form) = form;
    let grant_type = form.required("grant_type")?.to_owned();
    let twinlock = &context.state.twinlock;
    let secret = |name: &str| form.required(name).map(|text| BearerSecret::new(text.to_owned()));
    let answer = match grant_type.as_str() {
        "authorization_code" => {
            let client = credentials(&context, &request, &form)?;
            let verifier = verifier(form.one("code_verifier")?);
            let redirect_uri = form.one("redirect_uri")?.map(str::to_owned);
            let command = RedeemCode { client, code: secret("code")?, redirect_uri, verifier };
            twinlock.redeem_code(command, &context.origin).await
        }
        "refresh_token" => {
            let client = credentials(&context, &request, &form)?;
            let scope = form.filled("scope")?.map(str::to_owned);
            twinlock.refresh(Refresh { client, token: secret("refresh_token")?, scope }, &context.origin).await
        }
        "client_credentials" => {
            let client = credentials(&context, &request, &form)?;
            twinlock.request_machine_token(RequestMachineToken { client }).await
        }
        _ => return Err(unsupported_grant_type()),
    };
    observe::token_answered(&grant_type, &answer);
    Ok(HttpResponse::Ok().insert_header(("pragma", "no-cache")).json(response_json(&answer?)))
}

fn verifier(text: Option<&str>) -> VerifierParameter {
    match text.map(CodeVerifier::parse) {
        None => VerifierParameter::Absent,
        Some(Ok(verifier)) => VerifierParameter::Given(verifier),
        Some(Err(_)) => VerifierParameter::Malformed,
    }
}

fn unsupported_grant_type() -> HttpError {
    let sentence = Message::for_clients("grant_type is authorization_code, refresh_token or client_credentials.");
    HttpError::new(StatusCode::BAD_REQUEST, "unsupported_grant_type", sentence)
}

/// The response body of RFC 6749 5.1; a member that does not apply is absent.
fn response_json(answer: &TokenAnswer) -> Value {
    let mut body = Map::new();
    body.insert("access_token".into(), json!(answer.access_token.expose()));
    body.insert("token_type".into(), json!("Bearer"));
    body.insert("expires_in".into(), json!(answer.expires_in));
    body.insert("scope".into(), json!(answer.scope.to_string()));
    if let Some(token) = &answer.refresh_token {
        body.insert("refresh_token".into(), json!(token.expose()));
    }
    if let Some(token) = &answer.id_token {
        body.insert("id_token".into(), json!(token));
    }
    Value::Object(body)
}
