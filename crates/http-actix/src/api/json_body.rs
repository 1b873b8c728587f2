//! JSON bodies of the API: an object whose unknown members are refused by the type it is read into, from a caller
//! that shows the CSRF token.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;

use crate::forms::{bounded, same_origin};
use crate::here::Here;
use crate::refused::Refused;

/// A JSON body with the CSRF header beside it. An empty body reads as `{}`.
#[derive(Debug)]
pub(crate) struct SafeJson<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for SafeJson<T> {
    type Error = Refused;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refused>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = web::Bytes::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            safe(&request).await?;
            Ok(Self(parse(&bounded(body.await)?)?))
        })
    }
}

/// Whether an unsafe request shows the token and comes from here. Nobody signed in: 401 before anything else.
pub(super) async fn safe(request: &HttpRequest) -> Result<(), Refused> {
    let here = Here::of(request)?;
    if here.session.is_none() {
        return Err(Refused::sign_in_first());
    }
    same_origin(request)?;
    let token = request.headers().get("x-csrf-token").and_then(|value| value.to_str().ok());
    match token {
        Some(token) if here.is_csrf_token(token).await? => Ok(()),
        _ => Err(Refused::forged()),
    }
}

pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refused> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| Refused::invalid(format!("the body does not fit: {error}")))
}
