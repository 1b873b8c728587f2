//! Links that the operator prints: to create the first administrator, and to reset the password of somebody who gets no
//! mail.

use twinlock_domain::{AuditKind, BearerSecret, EmailAddress};
use twinlock_ports::LinkPurpose;

use super::AdministrationError;
use crate::unit_of_work::UnitOfWork;
use crate::{Actor, Failure, RequestOrigin, TransactionName, Twinlock};

impl Twinlock {
    /// Makes the URL of a set-up link if there is no administrator yet, as every start of the server does. An earlier
    /// link stops working. `None` if there is an administrator.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn make_first_setup_link(&self, origin: &RequestOrigin) -> Result<Option<BearerSecret>, Failure> {
        self.write(TransactionName::MakeFirstSetupLink, origin, async |work| match work.tx.newest_admin().await? {
            Some(_) => Ok(None),
            None => work.setup_link().await.map(Some),
        })
        .await
    }

    /// Makes the URL of a link that creates an administrator. An earlier link stops working, and this one does as soon
    /// as there is a new administrator.
    ///
    /// # Errors
    /// [`AdministrationError::NotSignedIn`] or [`AdministrationError::Forbidden`] if the actor may not;
    /// [`AdministrationError::Failure`] if a port fails.
    pub async fn make_setup_link(
        &self,
        actor: Actor<'_>,
        origin: &RequestOrigin,
    ) -> Result<BearerSecret, AdministrationError> {
        self.write(TransactionName::MakeSetupLink, origin, async |work| {
            work.account_administrator(actor).await?;
            Ok(work.setup_link().await?)
        })
        .await
    }

    /// Makes the URL of a link that sets a new password. The link neither signs in nor changes the second factor (R23).
    ///
    /// # Errors
    /// [`AdministrationError::NotSignedIn`] or [`AdministrationError::Forbidden`] if the actor may not;
    /// [`AdministrationError::NoSuchAccount`] if no account has the address; [`AdministrationError::Disabled`] if it is
    /// disabled;
    /// [`AdministrationError::Failure`] if a port fails.
    pub async fn make_reset_link(
        &self,
        actor: Actor<'_>,
        email: &EmailAddress,
        origin: &RequestOrigin,
    ) -> Result<BearerSecret, AdministrationError> {
        self.write(TransactionName::MakeResetLink, origin, async |work| {
            let (by, account) = work.administered_account(actor, email).await?;
            if account.disabled_at.is_some() {
                return Err(AdministrationError::Disabled);
            }
            let link = work.make_link(LinkPurpose::ResetPassword, Some(account.id)).await?;
            let event = work.record(AuditKind::LinkRequested).about(account.id).actor(by);
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
