//! Signing up: a new account and its first session.

use twinlock_domain::{AccountId, AuditKind, BearerSecret, Password};
use twinlock_ports::SessionStage;

use super::{FieldProblem, Kept, Repeatable};
use crate::failure::fails_with;
use crate::redacted_debug::redacted_debug;
use crate::{Failure, RequestOrigin, SessionState, Twinlock};

/// Make an account for oneself.
pub struct SignUp<'a> {
    /// The address, as typed.
    pub email: &'a str,
    /// The password.
    pub password: Password,
    /// What other people will see.
    pub display_name: &'a str,
}

redacted_debug!(SignUp);

/// The account is there.
#[derive(Clone, Debug)]
pub enum SignUpOutcome {
    /// And its owner is signed in, by password alone.
    SignedUp {
        /// The new session's cookie.
        token: BearerSecret,
        /// The account.
        account: AccountId,
    },
}

/// Why there is no account.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// Accounts are made by the operator alone.
    #[error("nobody can sign up here")]
    Closed,
    /// Fields are not in order.
    #[error("some fields are not in order")]
    Invalid(Vec<FieldProblem>),
    /// There is an account with that address.
    #[error("this address has an account")]
    EmailTaken,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(SignUpError);

impl Repeatable for SignUpOutcome {
    fn is_refusal(&self) -> bool {
        false
    }

    fn again(kept: Kept, visit: SessionState) -> Option<Self> {
        visit.signed_in().zip(kept.session).map(|(who, token)| Self::SignedUp { token, account: who.account.id })
    }
}

impl Twinlock {
    /// Makes an account, signs its owner in, and asks by mail to confirm the address.
    ///
    /// # Errors
    /// When sign-up is closed, a field is not in order, the address is taken, or a port fails.
    pub async fn sign_up(&self, command: SignUp<'_>, origin: &RequestOrigin) -> Result<SignUpOutcome, SignUpError> {
        self.once(origin, async || self.sign_up_once(command, origin).await).await
    }

    async fn sign_up_once(&self, command: SignUp<'_>, origin: &RequestOrigin) -> Result<SignUpOutcome, SignUpError> {
        if !self.settings.sign_up_open {
            return Err(SignUpError::Closed);
        }
        let particulars = self.new_account(command.email, command.display_name, &command.password).await?;
        let particulars = particulars.map_err(SignUpError::Invalid)?;
        let at = self.occasion(origin);
        self.write(async |tx| {
            let id = AccountId::new(at.now, self.entropy_for_id());
            let account = particulars.clone().into_account(id, &at);
            if !tx.add_account(&account).await? {
                return Err(SignUpError::EmailTaken);
            }
            let token = self.begin_session(tx, id, SessionStage::Active, &at).await?;
            self.mail_confirmation(tx, &account, &at).await?;
            tx.record(self.event(AuditKind::SignedUp, at.now, origin).by(id).row()).await?;
            self.keep(tx, &Kept::session(&token), &at).await?;
            Ok(SignUpOutcome::SignedUp { token, account: id })
        })
        .await
    }
}
