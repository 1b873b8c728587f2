//! Signing up: a new account and its first session.

use twinlock_domain::{AccountId, AuditKind, BearerSecret, Locale, Password};
use twinlock_ports::SessionStage;

use super::new_account::{NewAccountFields, Vouched};
use super::{Kept, NewAccountRefusal, Repeatable};
use crate::failure::from_ports;
use crate::redacted_debug::redacted_debug;
use crate::{Failure, RequestOrigin, SessionState, TransactionName, Twinlock};

/// Create an account for oneself.
pub struct SignUp<'a> {
    /// The address, as typed.
    pub email: &'a str,
    /// The password.
    pub password: Password,
    /// The name that other people see.
    pub display_name: &'a str,
    /// The language of its owner, if that is known.
    pub locale: Option<Locale>,
}

redacted_debug!(SignUp);

/// The account was created, and its owner is signed in by password.
#[derive(Clone, Debug)]
pub struct SignedUp {
    /// The new session's cookie.
    pub token: BearerSecret,
    /// The account.
    pub account: AccountId,
}

/// Why the account was not created.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// Only the operator creates accounts.
    #[error("nobody can sign up here")]
    Closed,
    /// The fields are invalid, or the address is taken.
    #[error(transparent)]
    Refused(#[from] NewAccountRefusal),
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

from_ports!(SignUpError);

impl Repeatable for SignedUp {
    fn is_refusal(&self) -> bool {
        false
    }

    fn again(kept: Kept, visit: SessionState) -> Option<Self> {
        visit.signed_in().zip(kept.session).map(|(who, token)| Self { token, account: who.account.id })
    }
}

impl Twinlock {
    /// Creates an account, signs its owner in, and mails a link to confirm the address.
    ///
    /// # Errors
    /// [`SignUpError::Closed`] if only the operator creates accounts; [`SignUpError::Refused`] if a field is invalid or
    /// the address is taken; [`SignUpError::Failure`] if a port fails.
    pub async fn sign_up(&self, command: SignUp<'_>, origin: &RequestOrigin) -> Result<SignedUp, SignUpError> {
        self.once(origin, async || self.sign_up_once(command, origin).await).await
    }

    async fn sign_up_once(&self, command: SignUp<'_>, origin: &RequestOrigin) -> Result<SignedUp, SignUpError> {
        if !self.settings.sign_up_open {
            return Err(SignUpError::Closed);
        }
        let fields = NewAccountFields {
            email: command.email,
            display_name: command.display_name,
            password: &command.password,
            locale: command.locale,
        };
        let new = self.new_account::<SignUpError>(fields).await?;
        self.write(TransactionName::SignUp, origin, async |work| {
            let vouched = Vouched { is_admin: false, email_verified: false };
            let account = work.add_account::<SignUpError>(&new, vouched).await?;
            let token = work.begin_session(account.id, SessionStage::Active).await?;
            work.mail_confirmation(&account).await?;
            work.record(AuditKind::SignedUp).by(account.id).await?;
            work.keep(&Kept::session(&token)).await?;
            Ok(SignedUp { token, account: account.id })
        })
        .await
    }
}
