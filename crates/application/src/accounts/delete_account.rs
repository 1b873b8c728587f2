//! Deleting an account at the command line, with everything that is kept for it but the audit log.

use twinlock_domain::{AccountId, AuditKind, EmailAddress};

use super::OperatorError;
use crate::mail::MailEvent;
use crate::{RequestOrigin, Twinlock};

impl Twinlock {
    /// Deletes an account. Its sessions, consents and tokens end with it. The audit log keeps the account's id, and no
    /// address or name.
    ///
    /// # Errors
    /// [`OperatorError::NoSuchAccount`] if no account has the address; [`OperatorError::OwnsApps`] if it owns apps;
    /// [`OperatorError::Failure`] if a port fails.
    pub async fn delete_account(
        &self,
        email: &EmailAddress,
        origin: &RequestOrigin,
    ) -> Result<AccountId, OperatorError> {
        self.write(origin, async |work| {
            let account = work.tx.account_by_email(email).await?.ok_or(OperatorError::NoSuchAccount)?;
            let owned = work.tx.apps_of(account.id).await?;
            if !owned.is_empty() {
                let named = owned.into_iter().map(|app| format!("{} {}", app.metadata.client_name, app.id));
                return Err(OperatorError::OwnsApps(named.collect()));
            }
            work.tx.delete_account(account.id).await?;
            work.enqueue_mail(&account, MailEvent::AccountDeleted).await?;
            work.record(AuditKind::AccountDeleted).about(account.id).await?;
            Ok(account.id)
        })
        .await
    }
}
