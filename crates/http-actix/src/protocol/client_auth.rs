//! Client authentication: `client_secret_basic`, `client_secret_post` or `none`, and never two at once (RFC 6749 2.3).

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use twinlock_application::domain::BearerSecret;
use twinlock_application::oauth::{ClientCredentials, InvalidClient, TokenError};

use crate::forms::Parameters;
use crate::here::{Here, text_header};
use crate::refused::Refused;

/// Who the client says it is; rate-limited, since the next thing is to believe it.
pub(super) fn credentials(here: &Here, request: &HttpRequest, form: &Parameters) -> Result<ClientCredentials, Refused> {
    let posted_id = form.filled("client_id")?;
    let posted_secret = form.filled("client_secret")?;
    let authorization = text_header(request, AUTHORIZATION);
    let credentials = if authorization.is_empty() {
        ClientCredentials {
            client_id: posted_id.ok_or_else(invalid_client)?.to_owned(),
            secret: posted_secret.map(|secret| BearerSecret::new(secret.to_owned())),
        }
    } else {
        let (client_id, secret) = basic(authorization).ok_or_else(invalid_client)?;
        if posted_secret.is_some() || posted_id.is_some_and(|posted| posted != client_id) {
            return Err(Refused::invalid("a client authenticates in one way, not two"));
        }
        ClientCredentials { client_id, secret: Some(BearerSecret::new(secret)) }
    };
    if let Ok(app) = credentials.client_id.parse() {
        here.trace.seen.note_app(app);
    }
    here.web.rates.client(here.address(), &credentials.client_id)?;
    Ok(credentials)
}

fn invalid_client() -> Refused {
    TokenError::InvalidClient(InvalidClient).into()
}

/// Id and secret of a Basic header, each form-encoded before it was joined (RFC 6749 2.3.1).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    Some((form_decoded(id), form_decoded(secret)))
}

fn form_decoded(text: &str) -> String {
    url::form_urlencoded::parse(text.as_bytes()).next().map_or_else(String::new, |(name, _)| name.into_owned())
}
