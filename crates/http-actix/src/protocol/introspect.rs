//! `POST /oauth2/introspect` (RFC 7662).

use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, Value, json};
use twinlock_application::domain::BearerSecret;
use twinlock_application::oauth::{Introspect, Introspection};

use super::client_auth::credentials;
use crate::http_error::HttpError;
use crate::request::caller::Client;
use crate::request::forms::PlainForm;

/// `POST`
pub(crate) async fn look(context: Client, request: HttpRequest, form: PlainForm) -> Result<HttpResponse, HttpError> {
    let client = credentials(&context, &request, &form.0)?;
    let token = BearerSecret::new(form.0.required("token")?.to_owned());
    let found = context.state.twinlock.introspect(Introspect { client, token }).await?;
    let issuer = &context.state.twinlock.settings().issuer;
    Ok(HttpResponse::Ok().json(found.map_or_else(|| json!({ "active": false }), |found| response_json(&found, issuer))))
}

fn response_json(found: &Introspection, issuer: &str) -> Value {
    let mut body = Map::new();
    body.insert("active".into(), json!(true));
    body.insert("iss".into(), json!(issuer));
    body.insert("client_id".into(), json!(found.client_id));
    body.insert("sub".into(), json!(found.subject));
    if let Some(username) = &found.username {
        body.insert("username".into(), json!(username));
    }
    body.insert("scope".into(), json!(found.scope.to_string()));
    body.insert("exp".into(), json!(found.expires_at.unix_seconds()));
    if let Some(at) = found.issued_at {
        body.insert("iat".into(), json!(at.unix_seconds()));
    }
    if found.is_access_token {
        body.insert("token_type".into(), json!("Bearer"));
    }
    if let Some(authentication) = &found.authentication {
        body.insert("auth_time".into(), json!(authentication.auth_time().unix_seconds()));
        body.insert("acr".into(), json!(authentication.acr().as_str()));
        if let Some(amr) = authentication.amr() {
            body.insert("amr".into(), json!(amr));
        }
    }
    Value::Object(body)
}
