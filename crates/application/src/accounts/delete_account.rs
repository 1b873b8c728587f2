//! Deleting an account at the command line, with everything that belongs to it except the audit log.

use twinlock_domain::{AccountId, AuditKind, EmailAddress};

use super::AdministrationError;
use crate::mail::MailEvent;
use crate::{Actor, RequestOrigin, TransactionName, Twinlock};

impl Twinlock {
    /// Deletes an account with its sessions, consents and tokens. The audit log keeps the account's id, but no address
    /// or name.
    ///
    /// # Errors
    /// [`AdministrationError::NotSignedIn`] or [`AdministrationError::Forbidden`] if the actor may not;
    /// [`AdministrationError::NoSuchAccount`] if no account has the address; [`AdministrationError::OwnsApps`] if it
    /// owns apps;
    /// [`AdministrationError::Failure`] if a port fails.
    pub async fn delete_account(
        &self,
        actor: Actor<'_>,
        email: &EmailAddress,
        origin: &RequestOrigin,
    ) -> Result<AccountId, AdministrationError> {
        self.write(TransactionName::DeleteAccount, origin, async |work| {
            let (by, account) = work.administered_account(actor, email).await?;
            let owned = work.tx.apps_of(account.id).await?;
            if !owned.is_empty() {
                let named = owned.into_iter().map(|app| format!("{} {}", app.metadata.client_name, app.id));
                return Err(AdministrationError::OwnsApps(named.collect()));
            }
            work.tx.delete_account(account.id).await?;
            work.enqueue_mail(&account, MailEvent::AccountDeleted).await?;
            work.record(AuditKind::AccountDeleted).about(account.id).actor(by).await?;
            Ok(account.id)
        })
        .await
    }
}
