//! JSON bodies of the API: an object, parsed into a type that refuses unknown members, in a request that carries the
//! CSRF token.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::http_error::HttpError;
use crate::request::body::Body;
use crate::request::context::RequestContext;
use crate::request::forms::{media_type, same_origin};
use crate::text::Message;

/// The media type of JSON bodies. A form of another site cannot send it, and a script of another site not without a
/// preflight.
pub(crate) const JSON: &str = "application/json";

/// A JSON body in a request that carries the CSRF header.
#[derive(Debug)]
pub(crate) struct SafeJson<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for SafeJson<T> {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, HttpError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = safe_body(request, payload);
        Box::pin(async move { Ok(Self(parse(&body.await?)?)) })
    }
}

/// Like [`SafeJson`], where all members are optional: an empty body is read as `{}`.
#[derive(Debug)]
pub(crate) struct PerhapsJson<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for PerhapsJson<T> {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, HttpError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = safe_body(request, payload);
        Box::pin(async move {
            let body = body.await?;
            Ok(Self(parse(if body.is_empty() { b"{}" } else { &body })?))
        })
    }
}

/// The body of a request that carries the CSRF token. A body of another media type is refused; an empty one needs none.
fn safe_body(request: &HttpRequest, payload: &mut Payload) -> impl Future<Output = Result<Bytes, HttpError>> + use<> {
    let is_json = media_type(request) == JSON;
    let body = Body::from_request(request, payload);
    let request = request.clone();
    async move {
        safe(&request).await?;
        let Body(body) = body.await?;
        if is_json || body.is_empty() { Ok(body) } else { Err(not_json()) }
    }
}

fn not_json() -> HttpError {
    let sentence = Message::for_clients("The body must be application/json.");
    HttpError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", sentence)
}

/// Checks the CSRF token and the origin of a request. Without a session cookie it is answered 401 before anything else.
pub(crate) async fn safe(request: &HttpRequest) -> Result<(), HttpError> {
    let context = RequestContext::of(request)?;
    if context.session.is_none() {
        return Err(HttpError::sign_in_first());
    }
    same_origin(request)?;
    let token = request.headers().get("x-csrf-token").and_then(|value| value.to_str().ok());
    match token {
        Some(token) if context.is_csrf_token(token).await? => Ok(()),
        _ => Err(HttpError::forged()),
    }
}

/// Parses a body. `null` is refused everywhere: a member without a value is left out, so that it is never unclear
/// whether `null` means no change, nothing, or everything.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, HttpError> {
    let does_not_fit = |error| HttpError::invalid(format!("the body does not fit: {error}"));
    let value: Value = serde_json::from_slice(body).map_err(does_not_fit)?;
    if has_null(&value) {
        return Err(HttpError::invalid("the body does not fit: null is no value here; leave the member out"));
    }
    serde_json::from_slice(body).map_err(does_not_fit)
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        Value::Array(values) => values.iter().any(has_null),
        Value::Object(members) => members.values().any(has_null),
    }
}
