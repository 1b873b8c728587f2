//! Client authentication: `client_secret_basic`, `client_secret_post` or `none`, and never two at once (RFC 6749 2.3).

use actix_web::HttpRequest;
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use twinlock_application::domain::BearerSecret;
use twinlock_application::oauth::{ClientCredentials, InvalidClient, TokenError};

use crate::http_error::HttpError;
use crate::request::context::RequestContext;
use crate::request::parameters::Parameters;

#[cfg(test)]
mod tests;

/// The credentials that a client sent, not yet verified. Rate-limited, since they are verified next.
pub(super) fn credentials(
    context: &RequestContext,
    request: &HttpRequest,
    form: &Parameters,
) -> Result<ClientCredentials, HttpError> {
    let credentials = said(request.headers(), form)?;
    if let Ok(app) = credentials.client_id.parse() {
        context.origin.facts.note_app(app);
    }
    context.state.rates.client(context.address(), &credentials.client_id)?;
    Ok(credentials)
}

/// Reads the credentials. An empty secret is no secret (RFC 6749 2.3.1): some libraries send one for a client that has
/// none, in the header or in the body.
fn said(headers: &HeaderMap, form: &Parameters) -> Result<ClientCredentials, HttpError> {
    let posted_id = form.filled("client_id")?;
    let posted_secret = form.filled("client_secret")?;
    let mut authorizations = headers.get_all(AUTHORIZATION);
    let Some(authorization) = authorizations.next() else {
        let client_id = posted_id.ok_or_else(invalid_client)?.to_owned();
        return Ok(ClientCredentials { client_id, secret: posted_secret.map(secret) });
    };
    if authorizations.next().is_some() {
        return Err(HttpError::invalid("the Authorization header came more than once"));
    }
    let basic = authorization.to_str().ok().and_then(Basic::parse).ok_or_else(invalid_client)?;
    // The client_id may be in the body as well, as long as it is the same one.
    if posted_secret.is_some() || posted_id.is_some_and(|posted| posted != basic.id) {
        return Err(HttpError::invalid("a client authenticates in one way, not two"));
    }
    let given = Some(basic.secret.as_str()).filter(|given| !given.is_empty());
    Ok(ClientCredentials { secret: given.map(secret), client_id: basic.id })
}

fn secret(text: &str) -> BearerSecret {
    BearerSecret::new(text.to_owned())
}

fn invalid_client() -> HttpError {
    TokenError::InvalidClient(InvalidClient).into()
}

/// Id and secret of a Basic header (RFC 7617 2), each form-encoded before they were joined (RFC 6749 2.3.1).
struct Basic {
    id: String,
    secret: String,
}

impl Basic {
    fn parse(header: &str) -> Option<Self> {
        let (scheme, encoded) = header.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (id, secret) = pair.split_once(':')?;
        Some(Self { id: form_decoded(id), secret: form_decoded(secret) })
    }
}

/// Decodes one form-encoded value. The library parses whole forms, so `&` and `=` are encoded first: a client that does
/// not encode its secret means these characters literally.
fn form_decoded(text: &str) -> String {
    let one = text.replace('&', "%26").replace('=', "%3D");
    url::form_urlencoded::parse(one.as_bytes()).next().map_or_else(String::new, |(value, _)| value.into_owned())
}
