//! Maps the errors of authorization, consent and tokens to responses.

use actix_web::http::StatusCode;
use twinlock_application::Verdict;
use twinlock_application::domain::ScopeChoiceError;
use twinlock_application::oauth::{AuthorizeError, DecideConsentError, QueryError, TokenError, UserInfoError};

use super::HttpError;
use crate::text::{Message, message};

impl HttpError {
    /// The request was decided before. The message names the first decision.
    fn already_decided(how: Verdict) -> Self {
        let sentence = match how {
            Verdict::Allowed => message::error_decided_allowed(),
            Verdict::Denied => message::error_decided_denied(),
            Verdict::Unasked => message::error_decided_unasked(),
        };
        Self::new(StatusCode::CONFLICT, "already_decided", sentence)
    }
}

impl From<AuthorizeError> for HttpError {
    fn from(error: AuthorizeError) -> Self {
        match error {
            AuthorizeError::Query(error) => error.into(),
            AuthorizeError::UnknownRequest => {
                Self::new(StatusCode::NOT_FOUND, "request_not_found", message::error_request_unknown())
            }
            AuthorizeError::Decided(decided) => Self::already_decided(decided.how),
            AuthorizeError::Expired { app } => {
                Self::new(StatusCode::GONE, "request_expired", message::error_request_expired(app.metadata.client_name))
            }
            // The handler returns the rate limit's own error, which has the exact time to wait. This is the fallback.
            AuthorizeError::NoRoom => Self::too_many(std::time::Duration::from_mins(1)),
            AuthorizeError::Failure(failure) => failure.into(),
        }
    }
}

impl From<QueryError> for HttpError {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::UnknownClient => {
                Self::new(StatusCode::BAD_REQUEST, "invalid_client", message::error_client_unknown())
            }
            QueryError::RedirectUriMissing => {
                Self::new(StatusCode::BAD_REQUEST, "invalid_request", message::error_redirect_uri_missing())
            }
            QueryError::RedirectUriMismatch(mismatch) => Self::new(
                StatusCode::BAD_REQUEST,
                "redirect_uri_mismatch",
                message::error_redirect_uri_mismatch(mismatch.app.metadata.client_name),
            ),
            QueryError::Repeated(name) => {
                Self::new(StatusCode::BAD_REQUEST, "invalid_request", message::error_parameter_twice(name))
            }
            QueryError::Failure(failure) => failure.into(),
        }
    }
}

impl From<DecideConsentError> for HttpError {
    fn from(error: DecideConsentError) -> Self {
        match error {
            DecideConsentError::NotSignedIn => Self::sign_in_first(),
            DecideConsentError::NotFound => {
                Self::new(StatusCode::NOT_FOUND, "request_not_found", message::error_not_yours_to_decide())
            }
            DecideConsentError::AlreadyDecided(decided) => Self::already_decided(decided.how),
            DecideConsentError::Expired { app } => {
                Self::new(StatusCode::GONE, "request_expired", message::error_request_expired(app.metadata.client_name))
            }
            DecideConsentError::Scopes(error) => {
                let sentence = match error {
                    ScopeChoiceError::NotRequested => message::error_scope_not_requested(),
                    ScopeChoiceError::RequiredLeftOut => message::error_scope_left_out(),
                };
                Self::new(StatusCode::BAD_REQUEST, "invalid_scope", sentence)
            }
            DecideConsentError::Failure(failure) => failure.into(),
        }
    }
}

impl From<TokenError> for HttpError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::InvalidClient(_) => Self::new(
                StatusCode::UNAUTHORIZED,
                "invalid_client",
                Message::for_clients("Client authentication failed."),
            )
            .challenge("Basic realm=\"twinlock\""),
            TokenError::InvalidGrant(refusal) => Self::new(
                StatusCode::BAD_REQUEST,
                "invalid_grant",
                Message::for_clients(
                    "The code or refresh token is invalid, expired, used, revoked, or not enough for this app.",
                ),
            )
            .because(refusal.as_str()),
            TokenError::InvalidScope => Self::new(
                StatusCode::BAD_REQUEST,
                "invalid_scope",
                Message::for_clients("Nothing of use in this scope was granted."),
            ),
            TokenError::UnauthorizedClient => Self::new(
                StatusCode::BAD_REQUEST,
                "unauthorized_client",
                Message::for_clients("This app may not use that grant type."),
            ),
            TokenError::Failure(failure) => failure.into(),
        }
    }
}

impl From<UserInfoError> for HttpError {
    fn from(error: UserInfoError) -> Self {
        match error {
            UserInfoError::InvalidToken => Self::new(
                StatusCode::UNAUTHORIZED,
                "invalid_token",
                Message::for_clients("The access token is unknown, expired or revoked."),
            )
            .challenge("Bearer realm=\"twinlock\", error=\"invalid_token\""),
            UserInfoError::InsufficientScope => Self::new(
                StatusCode::FORBIDDEN,
                "insufficient_scope",
                Message::for_clients("The access token does not have the openid scope."),
            )
            .challenge("Bearer realm=\"twinlock\", error=\"insufficient_scope\", scope=\"openid\""),
            UserInfoError::Failure(failure) => failure.into(),
        }
    }
}
