//! `/oauth2/userinfo` (OIDC Core 5.3): bearer in the header, or in a form's body (RFC 6750 2.1, 2.2).

use actix_web::http::header::AUTHORIZATION;
use actix_web::{Either, HttpRequest, HttpResponse, web::Bytes};
use serde_json::{Map, json};
use twinlock_application::domain::BearerSecret;
use twinlock_application::oauth::UserInfoError;

use crate::forms::PlainForm;
use crate::here::{Here, text_header};
use crate::refused::Refused;

/// `GET`
pub(crate) async fn show(here: Here, request: HttpRequest) -> Result<HttpResponse, Refused> {
    answer(&here, bearer(&request)).await
}

/// `POST`
pub(crate) async fn submit(
    here: Here,
    request: HttpRequest,
    body: Either<PlainForm, Bytes>,
) -> Result<HttpResponse, Refused> {
    let posted = match body {
        Either::Left(PlainForm(form)) => form.filled("access_token")?.map(|token| BearerSecret::new(token.into())),
        Either::Right(_) => None,
    };
    match (bearer(&request), posted) {
        (Some(_), Some(_)) => Err(Refused::invalid("the access token came twice")),
        (header, posted) => answer(&here, header.or(posted)).await,
    }
}

fn bearer(request: &HttpRequest) -> Option<BearerSecret> {
    let (scheme, token) = text_header(request, AUTHORIZATION).split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| BearerSecret::new(token.trim().to_owned()))
}

async fn answer(here: &Here, token: Option<BearerSecret>) -> Result<HttpResponse, Refused> {
    let token = token.ok_or(UserInfoError::InvalidToken)?;
    let info = here.web.twinlock.userinfo(&token).await?;
    let mut claims = Map::new();
    claims.insert("sub".into(), json!(info.subject));
    if let Some(name) = info.name {
        claims.insert("name".into(), json!(name));
    }
    if let Some((email, verified)) = info.email {
        claims.insert("email".into(), json!(email));
        claims.insert("email_verified".into(), json!(verified));
    }
    Ok(HttpResponse::Ok().json(claims))
}
