//! Links that the operator prints: one for the first administrator, one for who lost a password and gets no mail.

use twinlock_domain::{AuditKind, BearerSecret, EmailAddress};
use twinlock_ports::{LinkPurpose, Transaction};

use super::Occasion;
use crate::failure::fails_with;
use crate::{Failure, RequestOrigin, Twinlock};

/// Why there is no link, or nothing was done to the account.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// There is no account with that address.
    #[error("no account has this address")]
    NoSuchAccount,
    /// The account is disabled.
    #[error("this account is disabled")]
    Disabled,
    /// The account owns apps, which nobody could administer without it.
    #[error("this account owns apps ({}); delete them first", .0.join(", "))]
    OwnsApps(Vec<String>),
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(OperatorError);

impl Twinlock {
    /// Makes the URL of a set-up link where no account administers this provider yet, as a start of the server does.
    /// A link made before stops working. `None` where there is an administrator.
    ///
    /// # Errors
    /// When a port fails.
    pub async fn make_first_setup_link(&self, origin: &RequestOrigin) -> Result<Option<BearerSecret>, Failure> {
        let at = self.occasion(origin);
        self.write(async |tx| match tx.newest_admin().await? {
            Some(_) => Ok(None),
            None => self.setup_link(tx, &at).await.map(Some),
        })
        .await
    }

    /// Makes the URL of a link that makes an administrator. A link made before stops working, and this one does as soon
    /// as there is a new administrator.
    ///
    /// # Errors
    /// When a port fails.
    pub async fn make_setup_link(&self, origin: &RequestOrigin) -> Result<BearerSecret, Failure> {
        let at = self.occasion(origin);
        self.write(async |tx| self.setup_link(tx, &at).await).await
    }

    async fn setup_link(&self, tx: &mut dyn Transaction, at: &Occasion<'_>) -> Result<BearerSecret, Failure> {
        let link = self.make_link(tx, LinkPurpose::SetUp, None, at).await?;
        tx.record(self.event(AuditKind::LinkRequested, at.now, at.origin).why("set_up").row()).await?;
        Ok(link.url)
    }

    /// Makes the URL of a link to set a new password. It neither signs in nor touches the second factor (R23).
    ///
    /// # Errors
    /// When there is no such account, it is disabled, or a port fails.
    pub async fn make_reset_link(
        &self,
        email: &EmailAddress,
        origin: &RequestOrigin,
    ) -> Result<BearerSecret, OperatorError> {
        let at = self.occasion(origin);
        self.write(async |tx| {
            let account = tx.account_by_email(email).await?.ok_or(OperatorError::NoSuchAccount)?;
            if account.disabled_at.is_some() {
                return Err(OperatorError::Disabled);
            }
            let link = self.make_link(tx, LinkPurpose::ResetPassword, Some(account.id), &at).await?;
            let event = self.event(AuditKind::LinkRequested, at.now, origin).about(account.id);
            tx.record(event.why("reset_password_by_operator").row()).await?;
            Ok(link.url)
        })
        .await
    }
}
