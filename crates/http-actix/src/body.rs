//! The body of a request: no longer, and no longer in coming, than any form of ours needs.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONNECTION, HeaderValue};
use actix_web::rt::time::timeout;
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpRequest};

use crate::Web;
use crate::refused::Refused;

/// A whole body. Every handler that reads one reads it as this.
#[derive(Debug)]
pub(crate) struct Body(pub(crate) Bytes);

impl FromRequest for Body {
    type Error = Refused;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refused>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let web = request.app_data::<Data<Web>>().cloned();
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move {
            let web = web.ok_or_else(|| Refused::broken("no application data"))?;
            match timeout(web.settings.body_timeout, bytes).await {
                Ok(Ok(bytes)) => Ok(Self(bytes)),
                Ok(Err(error)) => Err(unreadable(&error)),
                Err(_) => Err(too_slow()),
            }
        })
    }
}

fn unreadable(error: &actix_web::Error) -> Refused {
    match error.as_error::<PayloadError>() {
        Some(PayloadError::Overflow) => {
            Refused::new(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request", "The body is too long.")
        }
        _ => Refused::invalid("The body could not be read."),
    }
}

/// The connection is closed with it, since the rest of the body would still be under way.
fn too_slow() -> Refused {
    let mut refused =
        Refused::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", "The request took too long to arrive.");
    refused.headers.push((CONNECTION, HeaderValue::from_static("close")));
    refused
}
