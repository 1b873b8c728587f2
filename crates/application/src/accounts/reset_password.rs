//! Setting a new password by link. This does not sign in, leaves second factor and consents as they are, and ends all
//! sessions and all access of apps (R23).

use twinlock_domain::{AuditKind, AuthorizationRequestId, Password, Timestamp};
use twinlock_ports::{Account, LinkPurpose};

use super::{Kept, PasswordProblem, Repeatable};
use crate::failure::from_ports;
use crate::mail::MailEvent;
use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, SessionState, TransactionName, Twinlock};

/// Set a new password.
pub struct ResetPassword<'a> {
    /// The token of the link.
    pub token: &'a str,
    /// The new password.
    pub password: Password,
}

redacted_debug!(ResetPassword);

/// The password is set and all sessions have ended. The user signs in next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordReset {
    /// The authorization request that the user continues with.
    pub request: Option<AuthorizationRequestId>,
}

/// Why the password was not set.
#[derive(Debug, thiserror::Error)]
pub enum ResetPasswordError {
    /// The link was used, has expired, or never existed.
    #[error("this link does not work any more: ask for another")]
    DeadLink,
    /// The new password is refused. The link still works.
    #[error(transparent)]
    Password(#[from] PasswordProblem),
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

from_ports!(ResetPasswordError);

impl Repeatable for PasswordReset {
    fn is_refusal(&self) -> bool {
        false
    }

    fn again(kept: Kept, _: SessionState) -> Option<Self> {
        Some(Self { request: kept.request })
    }
}

impl Twinlock {
    /// Sets a new password by link.
    ///
    /// # Errors
    /// [`ResetPasswordError::DeadLink`] if the link does not work; [`ResetPasswordError::Password`] if the password is
    /// refused, and then the link still works; [`ResetPasswordError::Failure`] if a port fails.
    pub async fn reset_password(
        &self,
        command: ResetPassword<'_>,
        origin: &RequestOrigin,
    ) -> Result<PasswordReset, ResetPasswordError> {
        self.once(origin, async || self.reset_password_once(&command, origin).await).await
    }

    async fn reset_password_once(
        &self,
        command: &ResetPassword<'_>,
        origin: &RequestOrigin,
    ) -> Result<PasswordReset, ResetPasswordError> {
        let link = self.peek_link(command.token, LinkPurpose::ResetPassword).await?;
        let email = link.and_then(|link| link.email).ok_or(ResetPasswordError::DeadLink)?;
        if let Some(problem) = self.password_problem(&command.password, vec![email.as_str().to_owned()]).await? {
            return Err(problem.into());
        }
        let password = self.hash_password(&command.password).await?;
        self.write(TransactionName::ResetPassword, origin, async |work| {
            let link = work.take_live_link(command.token, LinkPurpose::ResetPassword).await?;
            let link = link.ok_or(ResetPasswordError::DeadLink)?;
            let id = link.account.ok_or(ResetPasswordError::DeadLink)?;
            let account = work.tx.account(id).await?.filter(|account| account.disabled_at.is_none());
            let account = account.ok_or(ResetPasswordError::DeadLink)?;
            work.tx.set_password(id, &password, work.now).await?;
            work.shut_out(&account).await?;
            // Each grant may have been made by somebody who knew the old password.
            work.tx.revoke_grants_since(id, Timestamp::default(), work.now).await?;
            work.enqueue_mail(&account, MailEvent::PasswordReset).await?;
            work.record(AuditKind::PasswordReset).about(id).await?;
            work.keep(&Kept { request: link.request, ..Kept::default() }).await?;
            Ok(PasswordReset { request: link.request })
        })
        .await
    }
}

impl UnitOfWork<'_> {
    /// Ends every session of an account and forgets its trusted devices.
    pub(super) async fn shut_out(&mut self, account: &Account) -> Result<(), Failure> {
        let ended = self.tx.end_sessions(account.id, None).await?;
        if ended > 0 {
            let event = self.record(AuditKind::SessionEnded).about(account.id);
            event.why("all").detail(ended.to_string()).await?;
        }
        Ok(self.tx.forget_devices(account.id).await?)
    }
}
