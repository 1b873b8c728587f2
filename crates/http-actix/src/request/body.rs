//! The body of a request. It is read before the request is handled; its length, and the time that it may take to
//! arrive, are limited to what our forms need.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::StatusCode;
use actix_web::rt::time::timeout;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use futures_util::StreamExt as _;

use crate::AppState;
use crate::bounds::BODY;
use crate::http_error::HttpError;
use crate::text::message;

/// A whole body. Every handler that needs the body extracts it as this type.
#[derive(Debug)]
pub(crate) struct Body(pub(crate) Bytes);

impl FromRequest for Body {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, HttpError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move { Ok(Self(bytes.await.map_err(|_| unreadable())?)) })
    }
}

/// The part of a request's body that was not read because the request was refused.
///
/// When the last byte of a response is written, actix looks at the payload of the request. If it has not been dropped,
/// the connection is closed. If it has, actix waits for the rest of a chunked body, for as long as the client likes. So
/// the body of the response holds the payload.
pub(crate) struct Rest(Payload);

impl Rest {
    /// Keeps the payload until the response has been written.
    pub(crate) fn keep(self, answer: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        answer.map_body(|_, body| BoxBody::new(Answer { body, _rest: self.0 }))
    }
}

/// The body of a response that holds the request's payload while it is written.
struct Answer {
    body: BoxBody,
    _rest: Payload,
}

impl MessageBody for Answer {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}

/// Reads the body of a request and puts it back, so that the handler has it at once.
pub(crate) async fn read(request: &mut ServiceRequest, state: &AppState) -> Result<(), Unread> {
    let mut payload = request.take_payload();
    let refused = match timeout(state.settings.body_timeout, collected(&mut payload)).await {
        Ok(Ok(bytes)) => {
            request.set_payload(Payload::from(bytes));
            return Ok(());
        }
        Ok(Err(refused)) => refused,
        Err(_) => HttpError::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", message::error_request_slow()),
    };
    Err(Unread { refused, rest: Rest(payload) })
}

/// A body that could not be read, or not all of it.
pub(crate) struct Unread {
    pub(crate) refused: HttpError,
    pub(crate) rest: Rest,
}

async fn collected(payload: &mut Payload) -> Result<Bytes, HttpError> {
    let mut body = BytesMut::new();
    while let Some(piece) = payload.next().await {
        let piece = piece.map_err(|_: PayloadError| unreadable())?;
        if body.len() + piece.len() > BODY {
            return Err(HttpError::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "invalid_request",
                message::error_request_too_long(),
            ));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body.freeze())
}

fn unreadable() -> HttpError {
    HttpError::invalid("The body could not be read.")
}
