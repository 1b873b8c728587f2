//! Setting a new password by link. It signs nobody in, leaves second factor and consents alone, and ends all sessions
//! and all access that apps hold (R23).

use twinlock_domain::{AuditKind, AuthorizationRequestId, Password, Timestamp};
use twinlock_ports::{Account, LinkPurpose, Transaction};

use super::{Kept, Occasion, PasswordProblem, Repeatable};
use crate::failure::fails_with;
use crate::mail_templates::MailTemplate;
use crate::redacted_debug::redacted_debug;
use crate::{Failure, RequestOrigin, SessionState, Twinlock};

/// Set a new password.
pub struct ResetPassword<'a> {
    /// The token of the link.
    pub token: &'a str,
    /// The new password.
    pub password: Password,
}

redacted_debug!(ResetPassword);

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResetPasswordOutcome {
    /// It is set; the account is signed out everywhere, and the way on is signing in.
    Reset {
        /// The authorization request that its user was on the way with.
        request: Option<AuthorizationRequestId>,
    },
}

/// Why it was not set.
#[derive(Debug, thiserror::Error)]
pub enum ResetPasswordError {
    /// The link was used, is too old, or never was one.
    #[error("this link does not work any more: ask for another")]
    DeadLink,
    /// The new password does not do. The link still works.
    #[error(transparent)]
    Password(#[from] PasswordProblem),
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(ResetPasswordError);

impl Repeatable for ResetPasswordOutcome {
    fn is_refusal(&self) -> bool {
        false
    }

    fn again(kept: Kept, _: SessionState) -> Option<Self> {
        Some(Self::Reset { request: kept.request })
    }
}

impl Twinlock {
    /// Sets the password.
    ///
    /// # Errors
    /// When the link or the password does not do, or a port fails.
    pub async fn reset_password(
        &self,
        command: ResetPassword<'_>,
        origin: &RequestOrigin,
    ) -> Result<ResetPasswordOutcome, ResetPasswordError> {
        self.once(origin, async || self.reset_password_once(&command, origin).await).await
    }

    async fn reset_password_once(
        &self,
        command: &ResetPassword<'_>,
        origin: &RequestOrigin,
    ) -> Result<ResetPasswordOutcome, ResetPasswordError> {
        let link = self.peek_link(command.token, LinkPurpose::ResetPassword).await?;
        let email = link.and_then(|link| link.email).ok_or(ResetPasswordError::DeadLink)?;
        if let Some(problem) = self.password_problem(&command.password, vec![email.as_str().to_owned()]).await? {
            return Err(problem.into());
        }
        let password = self.hash_password(&command.password).await?;
        let at = self.occasion(origin);
        self.write(async |tx| {
            let link = self.take_live_link(tx, command.token, LinkPurpose::ResetPassword, at.now).await?;
            let link = link.ok_or(ResetPasswordError::DeadLink)?;
            let id = link.account.ok_or(ResetPasswordError::DeadLink)?;
            let account = tx.account(id).await?.filter(|account| account.disabled_at.is_none());
            let account = account.ok_or(ResetPasswordError::DeadLink)?;
            tx.set_password(id, &password, at.now).await?;
            self.shut_out(tx, &account, &at).await?;
            // Each of them may stand on the password that was lost.
            tx.revoke_grants_since(id, Timestamp::default(), at.now).await?;
            self.enqueue_mail(tx, &account.email, &MailTemplate::PasswordReset, &at).await?;
            tx.record(self.event(AuditKind::PasswordReset, at.now, origin).about(id).row()).await?;
            self.keep(tx, &Kept { request: link.request, ..Kept::default() }, &at).await?;
            Ok(ResetPasswordOutcome::Reset { request: link.request })
        })
        .await
    }

    /// Ends every session of an account and forgets its devices.
    pub(super) async fn shut_out(
        &self,
        tx: &mut dyn Transaction,
        account: &Account,
        at: &Occasion<'_>,
    ) -> Result<(), Failure> {
        let ended = tx.end_sessions(account.id, None).await?;
        if ended > 0 {
            let event = self.event(AuditKind::SessionEnded, at.now, at.origin).about(account.id);
            tx.record(event.why("all").detail(ended.to_string()).row()).await?;
        }
        Ok(tx.forget_devices(account.id).await?)
    }
}
