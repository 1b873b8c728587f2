//! Counters by outcome and reason. Each exists from the start, at zero, so that an alert can be written before the
//! first case, and rates can be computed from the first case on.

use actix_web::http::StatusCode;
use metrics::counter;
use twinlock_application::accounts::{CodeRefusal, PassSecondFactorOutcome, SignInOutcome};
use twinlock_application::domain::{Stop, Timestamp};
use twinlock_application::oauth::{
    AuthorizationError, AuthorizeError, AuthorizeOutcome, ConsentOutcome, DecideConsentError, GrantRefusal, QueryError,
    ResponseBody, TokenAnswer, TokenError,
};
use twinlock_application::{RetryObserver, TransactionName};

use crate::request::context::RequestContext;

const AUTHORIZE: &str = "twinlock_authorize_total";
const CONSENT: &str = "twinlock_consent_total";
const SIGN_IN: &str = "twinlock_sign_in_total";
const SECOND_FACTOR: &str = "twinlock_second_factor_total";
const TOKEN: &str = "twinlock_token_total";
const REFUSED: &str = "twinlock_refused_total";
const RETRIES: &str = "twinlock_transaction_retries_total";
const RATE_LIMITED: &str = "twinlock_rate_limited_total";
/// Input that is not HTTP. The logging of the server counts it, since actix makes no request of it.
const MALFORMED: &str = "twinlock_malformed_requests_total";

/// The reason if nothing was decided, for example because the database did not answer.
const FAILURE: &str = "failure";
/// The reason of outcomes that have none.
const NONE: &str = "none";
/// The password was right and a code is still required, but not by an app.
const CODE_OWED: &str = "code_owed";
/// Why a sign-in was refused.
const SIGN_IN_REASONS: [&str; 3] = ["wrong_password", "unknown_account", "account_disabled"];
/// Why an authorization request led neither to a page of the flow nor to a response to its app.
const REQUEST_REASONS: [&str; 9] = [
    "already_decided",
    "invalid_client",
    "redirect_uri_missing",
    "redirect_uri_mismatch",
    "repeated_parameter",
    "request_not_found",
    "request_expired",
    "too_many_requests",
    FAILURE,
];
/// The error codes of refusals that are not decisions of the gate.
const CODES: &[&str] = &[
    "already_enrolled",
    "code_required",
    "csrf_failed",
    "email_taken",
    "forbidden",
    "form_out_of_date",
    "insufficient_scope",
    "invalid_client_metadata",
    "invalid_grant",
    "invalid_redirect_uri",
    "invalid_token",
    "link_expired",
    "method_not_allowed",
    "not_enrolled",
    "not_found",
    "nothing_pending",
    "password_required",
    "refused",
    "request_timeout",
    "server_error",
    "sign_in_required",
    "sign_up_closed",
    "temporarily_unavailable",
    "token_missing",
    "too_many_requests",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_media_type",
    "wrong_host",
    "wrong_password",
];
const GRANT_TYPES: [&str; 3] = ["authorization_code", "refresh_token", "client_credentials"];

/// Registers all counters with the value zero.
pub(crate) fn register_counters(paths: impl Iterator<Item = &'static str>) {
    for outcome in ["code", "sign_in", "question"] {
        counter!(AUTHORIZE, "outcome" => outcome, "reason" => NONE).increment(0);
    }
    for reason in Stop::WORDS.into_iter().chain([CODE_OWED]) {
        counter!(AUTHORIZE, "outcome" => "challenge", "reason" => reason).increment(0);
        counter!(CONSENT, "outcome" => "challenge", "reason" => reason).increment(0);
    }
    for reason in Stop::WORDS {
        counter!(AUTHORIZE, "outcome" => "panel", "reason" => reason).increment(0);
        counter!(CONSENT, "outcome" => "panel", "reason" => reason).increment(0);
    }
    for error in AuthorizationError::ALL {
        counter!(AUTHORIZE, "outcome" => "error", "reason" => error.as_str()).increment(0);
        counter!(CONSENT, "outcome" => "error", "reason" => error.as_str()).increment(0);
    }
    for reason in REQUEST_REASONS {
        counter!(AUTHORIZE, "outcome" => "refused", "reason" => reason).increment(0);
    }
    for outcome in ["code", "sign_in"] {
        counter!(CONSENT, "outcome" => outcome, "reason" => NONE).increment(0);
    }
    for outcome in ["signed_in", CODE_OWED] {
        counter!(SIGN_IN, "outcome" => outcome, "reason" => NONE).increment(0);
    }
    for reason in SIGN_IN_REASONS {
        counter!(SIGN_IN, "outcome" => "refused", "reason" => reason).increment(0);
    }
    counter!(SECOND_FACTOR, "outcome" => "passed", "reason" => NONE).increment(0);
    for reason in code_refusals() {
        counter!(SECOND_FACTOR, "outcome" => "refused", "reason" => reason).increment(0);
    }
    for grant_type in GRANT_TYPES {
        for outcome in token_outcomes() {
            counter!(TOKEN, "grant_type" => grant_type, "outcome" => outcome).increment(0);
        }
    }
    let answers = AuthorizationError::ALL.map(AuthorizationError::as_str);
    let words = CODES.iter().copied().chain(SIGN_IN_REASONS).chain(REQUEST_REASONS).chain(answers);
    for reason in words.chain(Stop::WORDS).chain(code_refusals()) {
        counter!(REFUSED, "reason" => reason).increment(0);
    }
    counter!(MALFORMED).increment(0);
    for name in TransactionName::ALL {
        counter!(RETRIES, "transaction" => name.as_str()).increment(0);
    }
    for path in paths {
        counter!(RATE_LIMITED, "path" => path).increment(0);
    }
}

/// Counts the transactions that were run again because of a conflict, by name, and logs each.
#[derive(Clone, Copy, Debug)]
pub struct RetryCounters;

impl RetryObserver for RetryCounters {
    fn transaction_retried(&self, name: TransactionName) {
        counter!(RETRIES, "transaction" => name.as_str()).increment(1);
        tracing::debug!(transaction = name.as_str(), "a transaction conflicted with another and is run again");
    }
}

fn code_refusals() -> impl Iterator<Item = &'static str> {
    let at = Timestamp::default();
    let all = [
        CodeRefusal::Wrong,
        CodeRefusal::AlreadyUsed,
        CodeRefusal::ClockOff { server_time: at },
        CodeRefusal::Wait { until: at },
        CodeRefusal::Stopped,
    ];
    all.into_iter().map(CodeRefusal::as_str)
}

fn token_outcomes() -> impl Iterator<Item = &'static str> {
    let refusals = [
        GrantRefusal::Unknown,
        GrantRefusal::Expired,
        GrantRefusal::Reused,
        GrantRefusal::Revoked,
        GrantRefusal::RedirectUri,
        GrantRefusal::Pkce,
    ];
    let others = ["ok", "invalid_client", "invalid_scope", "unauthorized_client", "failure"];
    others.into_iter().chain(refusals.into_iter().map(GrantRefusal::as_str)).chain(Stop::WORDS)
}

/// Counts one refused request; its log line is already written.
pub(super) fn refused(reason: &str, status: StatusCode, pattern: Option<String>) {
    counter!(REFUSED, "reason" => reason.to_owned()).increment(1);
    if let (StatusCode::TOO_MANY_REQUESTS, Some(path)) = (status, pattern) {
        counter!(RATE_LIMITED, "path" => path).increment(1);
    }
}

/// Counts the outcome of an authorization request. An error that is returned to its app is also noted as a refusal.
pub(crate) fn authorized(context: &RequestContext, outcome: &Result<AuthorizeOutcome, AuthorizeError>) {
    let (word, reason) = match outcome {
        Ok(AuthorizeOutcome::Redirect(response)) => answered(context, response.body()),
        Ok(AuthorizeOutcome::SignIn(_)) => ("sign_in", NONE.to_owned()),
        Ok(AuthorizeOutcome::Challenge(_)) => ("challenge", stop(context).unwrap_or_else(|| CODE_OWED.to_owned())),
        Ok(AuthorizeOutcome::Consent(_)) => match stop(context) {
            Some(reason) => ("panel", reason),
            None => ("question", NONE.to_owned()),
        },
        Err(error) => return not_authorized(context, error),
    };
    counter!(AUTHORIZE, "outcome" => word, "reason" => reason).increment(1);
}

/// Notes an authorization request that led neither to a page of the flow nor to a response to its app.
pub(crate) fn not_authorized(context: &RequestContext, error: &AuthorizeError) {
    let reason = request_reason(error);
    match error {
        AuthorizeError::Query(QueryError::RedirectUriMismatch(mismatch)) => {
            context.origin.facts.note_app(mismatch.app.id);
        }
        AuthorizeError::Expired { app } => context.origin.facts.note_app(app.id),
        AuthorizeError::Query(_)
        | AuthorizeError::UnknownRequest
        | AuthorizeError::Decided(_)
        | AuthorizeError::NoRoom
        | AuthorizeError::Failure(_) => {}
    }
    if reason != FAILURE {
        context.origin.facts.note_refusal(reason);
    }
    counter!(AUTHORIZE, "outcome" => "refused", "reason" => reason).increment(1);
}

fn request_reason(error: &AuthorizeError) -> &'static str {
    match error {
        AuthorizeError::Query(QueryError::UnknownClient) => "invalid_client",
        AuthorizeError::Query(QueryError::RedirectUriMissing) => "redirect_uri_missing",
        AuthorizeError::Query(QueryError::RedirectUriMismatch(_)) => "redirect_uri_mismatch",
        AuthorizeError::Query(QueryError::Repeated(_)) => "repeated_parameter",
        AuthorizeError::UnknownRequest => "request_not_found",
        AuthorizeError::Expired { .. } => "request_expired",
        AuthorizeError::NoRoom => "too_many_requests",
        AuthorizeError::Decided(_) => "already_decided",
        AuthorizeError::Query(QueryError::Failure(_)) | AuthorizeError::Failure(_) => FAILURE,
    }
}

fn answered(context: &RequestContext, body: &ResponseBody) -> (&'static str, String) {
    match body {
        ResponseBody::Code(_) => ("code", NONE.to_owned()),
        ResponseBody::Error(error, _) => {
            context.origin.facts.note_refusal(error.as_str());
            ("error", error.as_str().to_owned())
        }
    }
}

fn stop(context: &RequestContext) -> Option<String> {
    context.origin.facts.get().refusal
}

/// Counts the outcome of a decision at the consent page.
pub(crate) fn consent_decided(context: &RequestContext, outcome: &ConsentOutcome) {
    let (word, reason) = match outcome {
        ConsentOutcome::Redirect(response) => answered(context, response.body()),
        ConsentOutcome::Stopped(stop @ Stop::Challenge) => ("challenge", stop.as_str().to_owned()),
        ConsentOutcome::Stopped(stop) => ("panel", stop.as_str().to_owned()),
        ConsentOutcome::SignInRequired => ("sign_in", NONE.to_owned()),
    };
    counter!(CONSENT, "outcome" => word, "reason" => reason).increment(1);
}

/// Notes why a decision at the consent page was refused.
pub(crate) fn not_decided(context: &RequestContext, error: &DecideConsentError) {
    let reason = match error {
        DecideConsentError::NotSignedIn => "sign_in_required",
        DecideConsentError::NotFound => "request_not_found",
        DecideConsentError::AlreadyDecided(_) => "already_decided",
        DecideConsentError::Expired { .. } => "request_expired",
        DecideConsentError::Scopes(_) => "invalid_scope",
        DecideConsentError::Failure(_) => return,
    };
    context.origin.facts.note_refusal(reason);
}

/// Counts the outcome of a sign-in with a password.
pub(crate) fn signed_in(context: &RequestContext, outcome: &SignInOutcome) {
    let (word, reason) = match outcome {
        SignInOutcome::SignedIn { .. } => ("signed_in", NONE.to_owned()),
        SignInOutcome::SecondFactorNeeded { .. } => (CODE_OWED, NONE.to_owned()),
        SignInOutcome::Refused => ("refused", stop(context).unwrap_or_else(|| "wrong_password".to_owned())),
    };
    counter!(SIGN_IN, "outcome" => word, "reason" => reason.clone()).increment(1);
    if word == "refused" {
        context.origin.facts.note_refusal(reason);
    }
}

/// Counts the outcome of a code of the second factor.
pub(crate) fn second_factor(outcome: &PassSecondFactorOutcome) {
    let (word, reason) = match outcome {
        PassSecondFactorOutcome::Passed { .. } => ("passed", NONE),
        PassSecondFactorOutcome::Refused(refusal) => ("refused", refusal.as_str()),
    };
    counter!(SECOND_FACTOR, "outcome" => word, "reason" => reason).increment(1);
}

/// Counts the outcome of a request to the token endpoint that contained client credentials, right or wrong.
pub(crate) fn token_answered(grant_type: &str, answer: &Result<TokenAnswer, TokenError>) {
    let outcome = match answer {
        Ok(_) => "ok",
        Err(TokenError::InvalidGrant(refusal)) => refusal.as_str(),
        Err(TokenError::InvalidClient(_)) => "invalid_client",
        Err(TokenError::InvalidScope) => "invalid_scope",
        Err(TokenError::UnauthorizedClient) => "unauthorized_client",
        Err(TokenError::Failure(_)) => "failure",
    };
    counter!(TOKEN, "grant_type" => grant_type.to_owned(), "outcome" => outcome).increment(1);
}
