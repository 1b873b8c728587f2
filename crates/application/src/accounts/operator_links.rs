//! Links that the operator prints: one for the first administrator, one for who lost a password and gets no mail.

use twinlock_domain::{AuditKind, BearerSecret, EmailAddress};
use twinlock_ports::LinkPurpose;

use crate::failure::fails_with;
use crate::{Failure, Trace, Twinlock};

/// Why there is no link, or nothing was done to the account.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// There is no account with that address.
    #[error("no account has this address")]
    NoSuchAccount,
    /// The account is disabled.
    #[error("this account is disabled")]
    Disabled,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(OperatorError);

impl Twinlock {
    /// Whether any account administers this provider. Where none does, a start prints a set-up link.
    ///
    /// # Errors
    /// When a port fails.
    pub async fn has_admin(&self) -> Result<bool, Failure> {
        self.read(async |tx| Ok(tx.any_admin().await?)).await
    }

    /// Makes the URL of a set-up link; one made before dies.
    ///
    /// # Errors
    /// When a port fails.
    pub async fn make_setup_link(&self, trace: &Trace) -> Result<BearerSecret, Failure> {
        let at = self.occasion(trace);
        self.write(async |tx| {
            let link = self.make_link(tx, LinkPurpose::SetUp, None, &at).await?;
            tx.record(self.event(AuditKind::LinkRequested, at.now, trace).why("set_up").row()).await?;
            Ok(link.url)
        })
        .await
    }

    /// Makes the URL of a link to set a new password. It neither signs in nor touches the second factor (R23).
    ///
    /// # Errors
    /// When there is no such account, it is disabled, or a port fails.
    pub async fn make_reset_link(&self, email: &EmailAddress, trace: &Trace) -> Result<BearerSecret, OperatorError> {
        let at = self.occasion(trace);
        self.write(async |tx| {
            let account = tx.account_by_email(email).await?.ok_or(OperatorError::NoSuchAccount)?;
            if account.disabled_at.is_some() {
                return Err(OperatorError::Disabled);
            }
            let link = self.make_link(tx, LinkPurpose::ResetPassword, Some(account.id), &at).await?;
            let event = self.event(AuditKind::LinkRequested, at.now, trace).about(account.id);
            tx.record(event.why("reset_password_by_operator").row()).await?;
            Ok(link.url)
        })
        .await
    }
}
