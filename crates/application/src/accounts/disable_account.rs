//! Disabling an account, and enabling it again. The gate refuses disabled accounts; in addition, disabling ends the
//! account's sessions and grants.

use twinlock_domain::{AuditKind, EmailAddress, Timestamp};

use super::AdministrationError;
use crate::mail::MailEvent;
use crate::{Actor, RequestOrigin, TransactionName, Twinlock};

/// The outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisableAccountOutcome {
    /// The account is now as was asked for.
    Changed,
    /// It was so already.
    AlreadySo,
}

impl Twinlock {
    /// Disables an account: nobody can sign in to it, and no app receives tokens for it.
    ///
    /// # Errors
    /// [`AdministrationError::NotSignedIn`] or [`AdministrationError::Forbidden`] if the actor may not;
    /// [`AdministrationError::NoSuchAccount`] if no account has the address; [`AdministrationError::Failure`] if a port
    /// fails.
    pub async fn disable_account(
        &self,
        actor: Actor<'_>,
        email: &EmailAddress,
        origin: &RequestOrigin,
    ) -> Result<DisableAccountOutcome, AdministrationError> {
        self.write(TransactionName::DisableAccount, origin, async |work| {
            let (by, account) = work.administered_account(actor, email).await?;
            if account.disabled_at.is_some() {
                return Ok(DisableAccountOutcome::AlreadySo);
            }
            work.tx.set_disabled(account.id, Some(work.now)).await?;
            work.shut_out(&account).await?;
            // An account may be disabled because an intruder uses it, so their grants must not become valid again when
            // it is enabled.
            work.tx.revoke_grants_since(account.id, Timestamp::default(), work.now).await?;
            work.enqueue_mail(&account, MailEvent::AccountDisabled).await?;
            work.record(AuditKind::AccountDisabled).about(account.id).actor(by).await?;
            Ok(DisableAccountOutcome::Changed)
        })
        .await
    }

    /// Enables an account again. Sessions and grants that ended stay ended.
    ///
    /// # Errors
    /// [`AdministrationError::NotSignedIn`] or [`AdministrationError::Forbidden`] if the actor may not;
    /// [`AdministrationError::NoSuchAccount`] if no account has the address; [`AdministrationError::Failure`] if a port
    /// fails.
    pub async fn enable_account(
        &self,
        actor: Actor<'_>,
        email: &EmailAddress,
        origin: &RequestOrigin,
    ) -> Result<DisableAccountOutcome, AdministrationError> {
        self.write(TransactionName::EnableAccount, origin, async |work| {
            let (by, account) = work.administered_account(actor, email).await?;
            if account.disabled_at.is_none() {
                return Ok(DisableAccountOutcome::AlreadySo);
            }
            work.tx.set_disabled(account.id, None).await?;
            work.enqueue_mail(&account, MailEvent::AccountEnabled).await?;
            work.record(AuditKind::AccountEnabled).about(account.id).actor(by).await?;
            Ok(DisableAccountOutcome::Changed)
        })
        .await
    }
}
