//! `/oauth2/userinfo` (OIDC Core 5.3): bearer in the header, or in a form's body (RFC 6750 2.1, 2.2).

use actix_web::http::StatusCode;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::{Map, json};
use twinlock_application::domain::BearerSecret;

use crate::http_error::HttpError;
use crate::request::caller::Bearer;
use crate::request::context::{RequestContext, text_header};
use crate::request::forms::PerhapsForm;
use crate::text::Message;

/// `GET`
pub(crate) async fn show(context: Bearer, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    answer(&context, bearer(&request)).await
}

/// `POST`
pub(crate) async fn submit(
    context: Bearer,
    request: HttpRequest,
    form: PerhapsForm,
) -> Result<HttpResponse, HttpError> {
    let posted = form.0.filled("access_token")?.map(|token| BearerSecret::new(token.into()));
    match (bearer(&request), posted) {
        (Some(_), Some(_)) => Err(HttpError::invalid("the access token came twice")),
        (header, posted) => answer(&context, header.or(posted)).await,
    }
}

fn bearer(request: &HttpRequest) -> Option<BearerSecret> {
    let (scheme, token) = text_header(request, AUTHORIZATION).split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| BearerSecret::new(token.to_owned()))
}

/// The request contains no token, so the challenge names no error (RFC 6750 3.1).
fn no_token() -> HttpError {
    let sentence = Message::for_clients(
        "Send an access token: in the Authorization header as Bearer, or in a form as access_token.",
    );
    HttpError::new(StatusCode::UNAUTHORIZED, "token_missing", sentence).challenge("Bearer realm=\"twinlock\"")
}

async fn answer(context: &RequestContext, token: Option<BearerSecret>) -> Result<HttpResponse, HttpError> {
    let token = token.ok_or_else(no_token)?;
    let info = context.state.twinlock.userinfo(&token).await?;
    let mut claims = Map::new();
    claims.insert("sub".into(), json!(info.subject));
    if let Some(name) = info.about.name {
        claims.insert("name".into(), json!(name));
    }
    if let Some(name) = info.about.preferred_username {
        claims.insert("preferred_username".into(), json!(name));
    }
    if let Some(email) = info.about.email {
        claims.insert("email".into(), json!(email.email));
        claims.insert("email_verified".into(), json!(email.email_verified));
    }
    Ok(HttpResponse::Ok().json(claims))
}
