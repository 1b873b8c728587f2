//! `POST /oauth2/revoke` (RFC 7009).

use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;
use twinlock_application::domain::BearerSecret;
use twinlock_application::oauth::RevokeToken;

use super::client_auth::credentials;
use crate::http_error::HttpError;
use crate::request::caller::Client;
use crate::request::forms::PlainForm;

/// `POST`
pub(crate) async fn revoke(context: Client, request: HttpRequest, form: PlainForm) -> Result<HttpResponse, HttpError> {
    let client = credentials(&context, &request, &form.0)?;
    let token = BearerSecret::new(form.0.required("token")?.to_owned());
    context.state.twinlock.revoke_token(RevokeToken { client, token }, &context.origin).await?;
    // RFC 7009 2.2 leaves the body open. It is JSON because client libraries parse it as such.
    Ok(HttpResponse::Ok().json(json!({})))
}
