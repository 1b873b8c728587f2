//! Maps the errors of sign-up, sign-in, second factors and mailed links to responses.

use actix_web::http::StatusCode;
use twinlock_application::SessionError;
use twinlock_application::accounts::{
    BeginEnrolmentError, ConfirmEnrolmentError, NewAccountRefusal, ResetPasswordError, SecondFactorError,
    SetUpAdminError, SignUpError, UndoEnrolmentError, VerifyEmailError,
};

use super::HttpError;
use crate::text::message;

impl HttpError {
    /// A link that does not work (any more).
    pub(crate) fn dead_link() -> Self {
        Self::new(StatusCode::GONE, "link_expired", message::error_link_expired())
    }

    fn not_enrolled() -> Self {
        Self::new(StatusCode::CONFLICT, "not_enrolled", message::error_not_enrolled())
    }

    fn invalid_account() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", message::error_invalid_account())
    }
}

impl From<NewAccountRefusal> for HttpError {
    fn from(refusal: NewAccountRefusal) -> Self {
        match refusal {
            NewAccountRefusal::Invalid(_) => Self::invalid_account(),
            NewAccountRefusal::EmailTaken => {
                Self::new(StatusCode::CONFLICT, "email_taken", message::error_email_taken())
            }
        }
    }
}

impl From<SignUpError> for HttpError {
    fn from(error: SignUpError) -> Self {
        match error {
            SignUpError::Closed => Self::new(StatusCode::FORBIDDEN, "sign_up_closed", message::error_sign_up_closed()),
            SignUpError::Refused(refusal) => refusal.into(),
            SignUpError::Failure(failure) => failure.into(),
        }
    }
}

impl From<SecondFactorError> for HttpError {
    fn from(error: SecondFactorError) -> Self {
        match error {
            SecondFactorError::NotSignedIn => Self::sign_in_first(),
            SecondFactorError::NotEnrolled => Self::not_enrolled(),
            SecondFactorError::Failure(failure) => failure.into(),
        }
    }
}

impl From<BeginEnrolmentError> for HttpError {
    fn from(error: BeginEnrolmentError) -> Self {
        match error {
            BeginEnrolmentError::NotSignedIn => Self::sign_in_first(),
            BeginEnrolmentError::AlreadyEnrolled => {
                Self::new(StatusCode::CONFLICT, "already_enrolled", message::error_already_enrolled())
            }
            BeginEnrolmentError::Failure(failure) => failure.into(),
        }
    }
}

impl From<ConfirmEnrolmentError> for HttpError {
    fn from(error: ConfirmEnrolmentError) -> Self {
        match error {
            ConfirmEnrolmentError::NotSignedIn => Self::sign_in_first(),
            ConfirmEnrolmentError::NothingPending => {
                Self::new(StatusCode::CONFLICT, "nothing_pending", message::error_nothing_pending())
            }
            ConfirmEnrolmentError::Failure(failure) => failure.into(),
        }
    }
}

impl From<SessionError> for HttpError {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::NotSignedIn => Self::sign_in_first(),
            SessionError::Failure(failure) => failure.into(),
        }
    }
}

impl From<ResetPasswordError> for HttpError {
    fn from(error: ResetPasswordError) -> Self {
        match error {
            ResetPasswordError::DeadLink => Self::dead_link(),
            ResetPasswordError::Password(_) => Self::invalid_account(),
            ResetPasswordError::Failure(failure) => failure.into(),
        }
    }
}

impl From<VerifyEmailError> for HttpError {
    fn from(error: VerifyEmailError) -> Self {
        match error {
            VerifyEmailError::DeadLink => Self::dead_link(),
            VerifyEmailError::Failure(failure) => failure.into(),
        }
    }
}

impl From<UndoEnrolmentError> for HttpError {
    fn from(error: UndoEnrolmentError) -> Self {
        match error {
            UndoEnrolmentError::DeadLink => Self::dead_link(),
            UndoEnrolmentError::Failure(failure) => failure.into(),
        }
    }
}

impl From<SetUpAdminError> for HttpError {
    fn from(error: SetUpAdminError) -> Self {
        match error {
            SetUpAdminError::DeadLink => Self::dead_link(),
            SetUpAdminError::Refused(refusal) => refusal.into(),
            SetUpAdminError::Failure(failure) => failure.into(),
        }
    }
}
