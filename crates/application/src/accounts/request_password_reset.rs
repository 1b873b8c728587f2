//! Asking for a link to set a new password: the answer is the same whether or not there is an account.

use twinlock_domain::{AuditKind, EmailAddress};
use twinlock_ports::LinkPurpose;

use crate::failure::fails_with;
use crate::letters::Letter;
use crate::{Failure, Trace, Twinlock};

/// Ask for a link to set a new password.
#[derive(Clone, Copy, Debug)]
pub struct RequestPasswordReset<'a> {
    /// The address, as typed.
    pub email: &'a str,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestPasswordResetOutcome {
    /// A mail is on its way, if there is an account to send it to.
    MailedIfThereIsAnAccount,
}

/// Why the request was not taken.
#[derive(Debug, thiserror::Error)]
pub enum RequestPasswordResetError {
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(RequestPasswordResetError);

impl Twinlock {
    /// Mails a link to the address on file; what was typed is compared with it and never written to.
    ///
    /// # Errors
    /// When a port fails.
    pub async fn request_password_reset(
        &self,
        command: RequestPasswordReset<'_>,
        trace: &Trace,
    ) -> Result<RequestPasswordResetOutcome, RequestPasswordResetError> {
        const ANSWER: RequestPasswordResetOutcome = RequestPasswordResetOutcome::MailedIfThereIsAnAccount;
        let Ok(email) = EmailAddress::parse(command.email) else { return Ok(ANSWER) };
        let at = self.occasion(trace);
        self.write(async |tx| {
            let account = tx.account_by_email(&email).await?.filter(|account| account.disabled_at.is_none());
            let Some(account) = account else { return Ok(ANSWER) };
            let link = self.make_link(tx, LinkPurpose::ResetPassword, Some(account.id), &at).await?;
            self.post(tx, &account.email, &Letter::ResetPassword { link: &link.url }, &at).await?;
            let event = self.event(AuditKind::LinkRequested, at.now, trace).about(account.id);
            tx.record(event.why("reset_password").row()).await?;
            Ok(ANSWER)
        })
        .await
    }
}
