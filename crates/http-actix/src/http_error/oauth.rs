//! What the refusals of authorization, consent and tokens become.

use actix_web::http::StatusCode;
use twinlock_application::Verdict;
use twinlock_application::oauth::{AuthorizeError, DecideConsentError, QueryError, TokenError, UserInfoError};

use super::HttpError;

impl HttpError {
    /// A second decision. It says what the first one was.
    fn already_decided(how: Verdict) -> Self {
        let sentence = match how {
            Verdict::Allowed => "This request was decided already: it was allowed.",
            Verdict::Denied => "This request was decided already: it was denied.",
            Verdict::Unasked => "This request was answered already, without a question.",
        };
        Self::new(StatusCode::CONFLICT, "already_decided", sentence)
    }
}

impl From<AuthorizeError> for HttpError {
    fn from(error: AuthorizeError) -> Self {
        match error {
            AuthorizeError::Query(error) => error.into(),
            AuthorizeError::UnknownRequest => Self::new(
                StatusCode::NOT_FOUND,
                "request_not_found",
                "This sign-in is not known here any more. Go back to the app and sign in again.",
            ),
            AuthorizeError::Decided(decided) => Self::already_decided(decided.how),
            AuthorizeError::Expired { app } => Self::new(
                StatusCode::GONE,
                "request_expired",
                format!("This took too long. Go back to {} and sign in again.", app.metadata.client_name),
            ),
            // The limit that said no knows for how long, and is what the caller answers with.
            AuthorizeError::NoRoom => Self::too_many(std::time::Duration::from_mins(1)),
            AuthorizeError::Failure(failure) => failure.into(),
        }
    }
}

impl From<QueryError> for HttpError {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::UnknownClient => {
                Self::new(StatusCode::BAD_REQUEST, "invalid_client", "No app of that client_id is registered here.")
            }
            QueryError::RedirectUriMissing => Self::invalid("The app did not say where to go back to (redirect_uri)."),
            QueryError::RedirectUriMismatch(mismatch) => Self::new(
                StatusCode::BAD_REQUEST,
                "redirect_uri_mismatch",
                format!(
                    "{} is not registered to receive answers at the address that came.",
                    mismatch.app.metadata.client_name
                ),
            ),
            QueryError::Repeated(name) => Self::invalid(format!("{name} came more than once.")),
            QueryError::Failure(failure) => failure.into(),
        }
    }
}

impl From<DecideConsentError> for HttpError {
    fn from(error: DecideConsentError) -> Self {
        match error {
            DecideConsentError::NotSignedIn => Self::sign_in_first(),
            DecideConsentError::NotFound => {
                Self::new(StatusCode::NOT_FOUND, "request_not_found", "There is no such request for you to decide.")
            }
            DecideConsentError::AlreadyDecided(decided) => Self::already_decided(decided.how),
            DecideConsentError::Expired { app } => Self::new(
                StatusCode::GONE,
                "request_expired",
                format!("This took too long. Go back to {} and sign in again.", app.metadata.client_name),
            ),
            DecideConsentError::Scopes(error) => Self::new(StatusCode::BAD_REQUEST, "invalid_scope", error.to_string()),
            DecideConsentError::Failure(failure) => failure.into(),
        }
    }
}

impl From<TokenError> for HttpError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::InvalidClient(_) => {
                Self::new(StatusCode::UNAUTHORIZED, "invalid_client", "Client authentication failed.")
                    .challenge("Basic realm=\"twinlock\"")
            }
            TokenError::InvalidGrant(refusal) => Self::new(
                StatusCode::BAD_REQUEST,
                "invalid_grant",
                "The code or refresh token is invalid, expired, used, revoked, or not enough for this app.",
            )
            .because(refusal.as_str()),
            TokenError::InvalidScope => {
                Self::new(StatusCode::BAD_REQUEST, "invalid_scope", "Nothing of use in this scope was granted.")
            }
            TokenError::UnauthorizedClient => {
                Self::new(StatusCode::BAD_REQUEST, "unauthorized_client", "This app may not use that grant type.")
            }
            TokenError::Failure(failure) => failure.into(),
        }
    }
}

impl From<UserInfoError> for HttpError {
    fn from(error: UserInfoError) -> Self {
        match error {
            UserInfoError::InvalidToken => {
                Self::new(StatusCode::UNAUTHORIZED, "invalid_token", "The access token is unknown, expired or revoked.")
                    .challenge("Bearer realm=\"twinlock\", error=\"invalid_token\"")
            }
            UserInfoError::InsufficientScope => Self::new(
                StatusCode::FORBIDDEN,
                "insufficient_scope",
                "The access token does not have the openid scope.",
            )
            .challenge("Bearer realm=\"twinlock\", error=\"insufficient_scope\", scope=\"openid\""),
            UserInfoError::Failure(failure) => failure.into(),
        }
    }
}
