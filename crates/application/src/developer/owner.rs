//! Who may administer an app: its owner, signed in, or the operator at the command line. Nobody else learns that
//! the app is there.

use twinlock_domain::{AccountId, AppId, InvalidRedirectUri, bounds};
use twinlock_ports::{App, Principal};

use crate::accounts::ReauthenticationRefusal;
use crate::failure::from_ports_and_session;
use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, SessionState};

/// By whom an app is administered.
#[derive(Clone, Copy)]
pub enum Actor<'a> {
    /// The holder of this session cookie, who must own the app.
    Session(Option<&'a str>),
    /// Who runs the server, at its command line.
    Operator,
}

redacted_debug!(Actor);

/// Why nothing was done to an app.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Nobody is signed in.
    #[error("sign in first")]
    NotSignedIn,
    /// There is no such app, or it is somebody else's (R24).
    #[error("there is no such app")]
    NotFound,
    /// Only administrators may register apps here.
    #[error("only administrators register apps here")]
    Forbidden,
    /// The account has as many apps as one account may register.
    #[error("an account registers {} apps at most", bounds::APPS)]
    TooManyApps,
    /// What is said of the app does not do.
    #[error(transparent)]
    Invalid(#[from] InvalidMetadata),
    /// Password or code have to be given again, and were not, or were wrong (R24).
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

/// Everything that is wrong with what is said of an app: at least one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidMetadata(pub Vec<InvalidApp>);

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

/// What does not do of what is said of an app.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidApp {
    /// No name, or more than 80 characters.
    #[error("a name has 1 to 80 characters")]
    Name,
    /// No redirect URI, or more than 20.
    #[error("an app has 1 to 20 redirect URIs")]
    RedirectUriCount,
    /// A redirect URI that cannot be registered.
    #[error("redirect URI {line}, {}: {reason}", beginning_of(uri))]
    RedirectUri {
        /// Which of them it is, from 1.
        line: usize,
        /// The URI.
        uri: String,
        /// What is wrong with it.
        reason: InvalidRedirectUri,
    },
    /// `openid` cannot be left out, and optional scopes are some of the scopes.
    #[error("scopes contain openid, which is not optional, and every optional scope")]
    Scope,
    /// A public app always has PKCE and never acts for itself.
    #[error("a public app has PKCE, and no machine access")]
    PublicApp,
    /// There are two live secrets already, or the app is public.
    #[error("an app has two secrets at most; a public app has none")]
    TooManySecrets,
    /// The last secret cannot be removed.
    #[error("the last secret cannot be removed: add another first")]
    LastSecret,
    /// A label has 1 to 40 characters.
    #[error("a label has 1 to 40 characters")]
    Label,
    /// An enrolment age over a year.
    #[error("an enrolment age is a year at most")]
    EnrolmentAge,
}

/// Enough of a text to know it by.
fn beginning_of(text: &str) -> String {
    const ENOUGH: usize = 80;
    let mut shown: String = text.chars().take(ENOUGH).collect();
    if text.chars().nth(ENOUGH).is_some() {
        shown.push('…');
    }
    shown
}

/// Whoever administers, found in the transaction.
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
    /// Who administers.
    pub(crate) async fn administrator(&mut self, by: Actor<'_>) -> Result<AuthorizedActor, AppError> {
        match by {
            Actor::Operator => Ok(AuthorizedActor::Operator),
            Actor::Session(cookie) => match self.session_state(cookie).await? {
                SessionState::SignedIn(principal) => Ok(AuthorizedActor::Owner(principal)),
                SessionState::Anonymous | SessionState::Pending(_) => Err(AppError::NotSignedIn),
            },
        }
    }

    /// The app, if whoever asks administers it.
    pub(crate) async fn administered(&mut self, by: Actor<'_>, id: AppId) -> Result<(AuthorizedActor, App), AppError> {
        let administrator = self.administrator(by).await?;
        let app = self.tx.app(id).await?.ok_or(AppError::NotFound)?;
        match &administrator {
            AuthorizedActor::Owner(principal) if principal.account.id != app.owner => Err(AppError::NotFound),
            AuthorizedActor::Owner(_) | AuthorizedActor::Operator => Ok((administrator, app)),
        }
    }
}
