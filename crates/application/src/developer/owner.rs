//! Who may administer an app: its owner, signed in, or the operator at the command line. To anybody else the app does
//! not exist.

use twinlock_domain::{AccountId, AppId, bounds};
use twinlock_ports::{App, InvalidMember, Principal};

use crate::accounts::ReauthenticationRefusal;
use crate::failure::from_ports_and_session;
use crate::unit_of_work::UnitOfWork;
use crate::{Actor, Failure, SessionState};

/// Why an app was not changed or shown.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Nobody is signed in.
    #[error("sign in first")]
    NotSignedIn,
    /// There is no such app, or it is somebody else's (R24).
    #[error("there is no such app")]
    NotFound,
    /// Only administrators may register apps at this provider.
    #[error("only administrators register apps here")]
    Forbidden,
    /// The account has the largest number of apps already.
    #[error("an account registers {} apps at most", bounds::APPS)]
    TooManyApps,
    /// What was entered is invalid.
    #[error(transparent)]
    Invalid(#[from] InvalidMetadata),
    /// The password or a code has to be given again, and was missing or wrong (R24).
    #[error("password and code have to be given again")]
    Reauthentication(ReauthenticationRefusal),
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

from_ports_and_session!(AppError);

impl From<InvalidApp> for AppError {
    fn from(problem: InvalidApp) -> Self {
        Self::Invalid(problem.into())
    }
}

/// Everything that is invalid in what an owner entered: at least one problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidMetadata(pub Vec<InvalidApp>);

impl From<Vec<InvalidMember>> for AppError {
    fn from(invalid: Vec<InvalidMember>) -> Self {
        Self::Invalid(InvalidMetadata(invalid.into_iter().map(InvalidApp::Member).collect()))
    }
}

impl From<InvalidApp> for InvalidMetadata {
    fn from(problem: InvalidApp) -> Self {
        Self(vec![problem])
    }
}

impl std::fmt::Display for InvalidMetadata {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (position, problem) in self.0.iter().enumerate() {
            let before = if position == 0 { "" } else { "; " };
            write!(f, "{before}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for InvalidMetadata {}

/// One thing that is invalid in what an owner entered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidApp {
    /// A member of its metadata.
    #[error(transparent)]
    Member(#[from] InvalidMember),
    /// There are two live secrets already, or the app is public.
    #[error("an app has two secrets at most; a public app has none")]
    TooManySecrets,
    /// The last secret cannot be removed.
    #[error("the last secret cannot be removed: add another first")]
    LastSecret,
    /// The label is empty or longer than 40 characters.
    #[error("a label has 1 to 40 characters")]
    Label,
    /// The enrolment age is longer than a year.
    #[error("an enrolment age is a year at most")]
    EnrolmentAge,
}

/// The actor, after the transaction has verified that it may administer the app.
pub(crate) enum AuthorizedActor {
    Owner(Box<Principal>),
    Operator,
}

impl AuthorizedActor {
    /// The account to name in the audit log.
    pub(crate) fn account(&self) -> Option<AccountId> {
        match self {
            Self::Owner(principal) => Some(principal.account.id),
            Self::Operator => None,
        }
    }
}

impl UnitOfWork<'_> {
    /// Verifies that the actor is signed in, or is the operator.
    pub(crate) async fn administrator(&mut self, by: Actor<'_>) -> Result<AuthorizedActor, AppError> {
        match by {
            Actor::Operator => Ok(AuthorizedActor::Operator),
            Actor::Session(cookie) => match self.session_state(cookie).await? {
                SessionState::SignedIn(principal) => Ok(AuthorizedActor::Owner(principal)),
                SessionState::Anonymous | SessionState::Pending(_) => Err(AppError::NotSignedIn),
            },
        }
    }

    /// The app, if the actor may administer it.
    pub(crate) async fn administered(&mut self, by: Actor<'_>, id: AppId) -> Result<(AuthorizedActor, App), AppError> {
        let administrator = self.administrator(by).await?;
        let app = self.tx.app(id).await?.ok_or(AppError::NotFound)?;
        match &administrator {
            AuthorizedActor::Owner(principal) if principal.account.id != app.owner => Err(AppError::NotFound),
            AuthorizedActor::Owner(_) | AuthorizedActor::Operator => Ok((administrator, app)),
        }
    }
}
