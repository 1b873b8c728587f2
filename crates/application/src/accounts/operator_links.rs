//! Links that the operator prints: one for the first administrator, one for who lost a password and gets no mail.

use twinlock_domain::{AuditKind, BearerSecret, EmailAddress};
use twinlock_ports::LinkPurpose;

use crate::failure::from_ports;
use crate::unit_of_work::UnitOfWork;
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

from_ports!(OperatorError);

impl Twinlock {
    /// Makes the URL of a set-up link where no account administers this provider yet, as a start of the server does.
    /// A link made before stops working. `None` where there is an administrator.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn make_first_setup_link(&self, origin: &RequestOrigin) -> Result<Option<BearerSecret>, Failure> {
        self.write(origin, async |work| match work.tx.newest_admin().await? {
            Some(_) => Ok(None),
            None => work.setup_link().await.map(Some),
        })
        .await
    }

    /// Makes the URL of a link that makes an administrator. A link made before stops working, and this one does as soon
    /// as there is a new administrator.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn make_setup_link(&self, origin: &RequestOrigin) -> Result<BearerSecret, Failure> {
        self.write(origin, async |work| work.setup_link().await).await
    }

    /// Makes the URL of a link to set a new password. It neither signs in nor touches the second factor (R23).
    ///
    /// # Errors
    /// [`OperatorError::NoSuchAccount`] if no account has the address; [`OperatorError::Disabled`] if it is disabled;
    /// [`OperatorError::Failure`] if a port fails.
    pub async fn make_reset_link(
        &self,
        email: &EmailAddress,
        origin: &RequestOrigin,
    ) -> Result<BearerSecret, OperatorError> {
        self.write(origin, async |work| {
            let account = work.tx.account_by_email(email).await?.ok_or(OperatorError::NoSuchAccount)?;
            if account.disabled_at.is_some() {
                return Err(OperatorError::Disabled);
            }
            let link = work.make_link(LinkPurpose::ResetPassword, Some(account.id)).await?;
            let event = work.record(AuditKind::LinkRequested).about(account.id);
            event.why("reset_password_by_operator").await?;
            Ok(link.url)
        })
        .await
    }
}

impl UnitOfWork<'_> {
    async fn setup_link(&mut self) -> Result<BearerSecret, Failure> {
        let link = self.make_link(LinkPurpose::SetUp, None).await?;
        self.record(AuditKind::LinkRequested).why("set_up").await?;
        Ok(link.url)
    }
}
