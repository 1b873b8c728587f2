//! An error response: status, stable error code and a sentence. The submodules map the errors of the use cases to it,
//! each with an exhaustive match.

mod accounts;
mod developer;
mod oauth;

use std::borrow::Cow;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use twinlock_application::{Failure, StoreError};

use crate::text::{Message, Texts, message};

/// The error code of a request that needs a signed-in user.
pub(crate) const SIGN_IN_REQUIRED: &str = "sign_in_required";

/// An error response. The middleware renders it for its audience, with the request id.
#[derive(Debug)]
pub(crate) struct HttpError {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    /// The message for people, in their language. JSON responses contain it in English.
    pub(crate) sentence: Message,
    /// What went wrong, for the log alone.
    pub(crate) cause: Option<String>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// The page on which the user can do what is missing, in JSON responses (R20).
    pub(crate) next: Option<String>,
}

impl HttpError {
    pub(crate) fn new(status: StatusCode, code: &'static str, sentence: Message) -> Self {
        Self { status, code, sentence, cause: None, headers: Vec::new(), next: None }
    }

    pub(crate) fn because(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// A malformed request. The message is for developers of clients, since no page of ours sends such a request.
    pub(crate) fn invalid(english: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", Message::for_clients(english))
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message::error_not_found())
    }

    pub(crate) fn sign_in_first() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, SIGN_IN_REQUIRED, message::error_sign_in_first())
    }

    pub(crate) fn forged() -> Self {
        Self::new(StatusCode::FORBIDDEN, "csrf_failed", message::error_forged())
    }

    /// The form is rejected, and the browser redirected to a page from which the user can continue.
    pub(crate) fn led_to(path: &str) -> Self {
        let sentence = message::error_form_out_of_date();
        let mut refused = Self::new(StatusCode::SEE_OTHER, "form_out_of_date", sentence);
        refused.headers.extend(HeaderValue::from_str(path).map(|path| (LOCATION, path)));
        refused
    }

    pub(crate) fn too_many(wait: Duration) -> Self {
        let seconds = wait.as_secs().max(1);
        let sentence = message::error_too_many(seconds);
        let mut refused = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", sentence);
        refused.headers.push((RETRY_AFTER, HeaderValue::from(seconds)));
        refused
    }

    /// The request is rejected where it cannot be decided: fail closed (R26).
    pub(crate) fn unavailable(cause: impl Into<String>) -> Self {
        let sentence = message::error_unavailable();
        let mut refused = Self::new(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", sentence);
        refused.headers.push((RETRY_AFTER, HeaderValue::from(30_u16)));
        refused.because(cause)
    }

    pub(crate) fn broken(cause: &'static str) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error", message::error_broken()).because(cause)
    }

    /// Adds a `WWW-Authenticate` challenge, which RFC 6750 3 and RFC 6749 5.2 require with a 401.
    pub(crate) fn challenge(mut self, scheme: &'static str) -> Self {
        self.headers.push((WWW_AUTHENTICATE, HeaderValue::from_static(scheme)));
        self
    }
}

impl std::fmt::Display for HttpError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&Texts::ENGLISH.plain(&self.sentence))
    }
}

impl ResponseError for HttpError {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    /// Without a body: the middleware adds it, since it has the audience and the request id.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status)
    }
}

impl From<Failure> for HttpError {
    fn from(failure: Failure) -> Self {
        match &failure {
            Failure::Busy => {
                let sentence = message::error_busy();
                let mut refused = Self::new(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", sentence);
                refused.headers.push((RETRY_AFTER, HeaderValue::from(5_u16)));
                refused
            }
            Failure::Store(StoreError::Conflict | StoreError::Unavailable(_) | StoreError::Corrupt { .. })
            | Failure::Vault(_)
            | Failure::Signer(_)
            | Failure::Inconsistent(_) => Self::unavailable(failure.to_string()),
        }
    }
}
