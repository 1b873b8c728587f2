//! Maps the errors of administering apps to responses.

use actix_web::http::StatusCode;
use twinlock_application::accounts::ReauthenticationRefusal;
use twinlock_application::developer::{AppError, InvalidApp, InvalidMetadata, RevokeConnectedAppError};
use twinlock_application::domain::bounds;
use twinlock_application::{InvalidMember, Member};

use super::HttpError;
use crate::text::refusals::reauthentication_refusal;
use crate::text::{Message, message};

impl From<AppError> for HttpError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::NotSignedIn => Self::sign_in_first(),
            AppError::NotFound => Self::not_found(),
            AppError::Forbidden => Self::new(StatusCode::FORBIDDEN, "forbidden", message::error_only_administrators()),
            AppError::TooManyApps => {
                Self::new(StatusCode::CONFLICT, "too_many_apps", message::error_too_many_apps(bounds::APPS))
            }
            AppError::Invalid(error) => error.into(),
            AppError::Reauthentication(refusal) => refusal.into(),
            AppError::Failure(failure) => failure.into(),
        }
    }
}

impl From<InvalidMetadata> for HttpError {
    fn from(error: InvalidMetadata) -> Self {
        let code = error.0.first().map_or("invalid_client_metadata", code_of);
        Self::new(StatusCode::BAD_REQUEST, code, Message::for_clients(error.to_string()))
    }
}

/// The error code (RFC 7591 3.2.2).
const fn code_of(problem: &InvalidApp) -> &'static str {
    match problem {
        InvalidApp::Member(
            InvalidMember::RedirectUri { .. }
            | InvalidMember::RedirectUriCount
            | InvalidMember::Value { member: Member::RedirectUris, .. },
        ) => "invalid_redirect_uri",
        InvalidApp::Member(
            InvalidMember::Value { .. }
            | InvalidMember::Name
            | InvalidMember::ScopeCount
            | InvalidMember::OptionalScope
            | InvalidMember::ScopeDescriptions
            | InvalidMember::PublicApp
            | InvalidMember::KindIsFixed,
        )
        | InvalidApp::TooManySecrets
        | InvalidApp::LastSecret
        | InvalidApp::Label
        | InvalidApp::EnrolmentAge => "invalid_client_metadata",
    }
}

impl From<ReauthenticationRefusal> for HttpError {
    fn from(refusal: ReauthenticationRefusal) -> Self {
        let code = match refusal {
            ReauthenticationRefusal::PasswordNeeded => "password_required",
            ReauthenticationRefusal::WrongPassword => "wrong_password",
            ReauthenticationRefusal::CodeNeeded => "code_required",
            ReauthenticationRefusal::Code(refusal) => refusal.as_str(),
        };
        Self::new(StatusCode::FORBIDDEN, code, reauthentication_refusal(refusal))
    }
}

impl From<RevokeConnectedAppError> for HttpError {
    fn from(error: RevokeConnectedAppError) -> Self {
        match error {
            RevokeConnectedAppError::NotSignedIn => Self::sign_in_first(),
            RevokeConnectedAppError::NotFound => Self::not_found(),
            RevokeConnectedAppError::Failure(failure) => failure.into(),
        }
    }
}
