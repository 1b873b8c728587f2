//! What an operator sees of requests: a line in the log for each that was refused, and counters of outcomes.

mod counters;

use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::{HttpMessage as _, HttpRequest};
use twinlock_application::{RequestFacts, SharedFacts};

use crate::http_error::HttpError;
use crate::request::context::RequestContext;

pub use counters::RetryCounters;
pub(crate) use counters::register_counters;
pub(crate) use counters::{
    authorized, consent_decided, not_authorized, not_decided, second_factor, signed_in, token_answered,
};

/// The target of these log lines, by which `log_filter` selects them and fail2ban finds them.
const TARGET: &str = "twinlock::refused";

/// Writes the log line of a request if something was refused: an error response, a page that reports a refusal, or a
/// redirect with an error for the app. `refused` is the error that the response was made from, if any.
pub(crate) fn log(response: &ServiceResponse<impl actix_web::body::MessageBody>, refused: Option<&HttpError>) {
    let request = response.request();
    let facts = facts_of(request);
    let status = response.status();
    let reason = match (&facts.refusal, refused) {
        (Some(reason), _) => reason.as_str(),
        (None, Some(refused)) => refused.code,
        (None, None) => match status {
            StatusCode::NOT_FOUND => "not_found",
            status if status.is_client_error() => "refused",
            status if status.is_server_error() => "server_error",
            _ => return,
        },
    };
    counters::refused(reason, status, request.match_pattern());
    line(request, &Line { status, reason, cause: refused.and_then(|refused| refused.cause.as_deref()), facts: &facts });
}

struct Line<'a> {
    status: StatusCode,
    reason: &'a str,
    cause: Option<&'a str>,
    facts: &'a RequestFacts,
}

/// No field of the line is a secret: neither a code nor a password, nor the email address that was typed.
fn line(request: &HttpRequest, line: &Line<'_>) {
    let context = RequestContext::of(request).ok();
    let address = context.as_ref().map(|context| context.origin.device.address.as_str()).unwrap_or_default();
    let request_id = context.as_ref().map(|context| context.origin.request_id.as_str()).unwrap_or_default();
    let (method, path, status) = (request.method().as_str(), request.path(), line.status.as_u16());
    let client_id = line.facts.app.map(tracing::field::display);
    let account = line.facts.account.map(tracing::field::display);
    let (reason, cause) = (line.reason, line.cause);
    macro_rules! write_line {
        ($level:ident, $message:literal) => {
            tracing::$level!(
                target: TARGET, reason, address = %address, status, method, path, client_id, account, request_id, cause,
                $message
            )
        };
    }
    if line.status.is_server_error() { write_line!(error, "failed") } else { write_line!(warn, "refused") }
}

/// What was noted about a request while it was handled.
fn facts_of(request: &HttpRequest) -> RequestFacts {
    request.extensions().get::<SharedFacts>().map(SharedFacts::get).unwrap_or_default()
}
