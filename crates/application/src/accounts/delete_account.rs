//! Deleting an account at the command line, with everything that is kept for it but the audit log.

use twinlock_domain::{AccountId, AuditKind, EmailAddress};

use super::OperatorError;
use crate::mail_templates::MailTemplate;
use crate::{RequestOrigin, Twinlock};

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeleteAccountOutcome {
    /// It is gone. The audit log keeps its id.
    Deleted(AccountId),
}

impl Twinlock {
    /// Deletes an account. Its sessions, consents and tokens end with it. The audit log keeps the account's id, and no
    /// address or name.
    ///
    /// # Errors
    /// When there is no such account, it owns apps, or a port fails.
    pub async fn delete_account(
        &self,
        email: &EmailAddress,
        origin: &RequestOrigin,
    ) -> Result<DeleteAccountOutcome, OperatorError> {
        let at = self.occasion(origin);
        self.write(async |tx| {
            let account = tx.account_by_email(email).await?.ok_or(OperatorError::NoSuchAccount)?;
            let owned = tx.apps_of(account.id).await?;
            if !owned.is_empty() {
                let named = owned.into_iter().map(|app| format!("{} {}", app.metadata.name, app.id));
                return Err(OperatorError::OwnsApps(named.collect()));
            }
            tx.delete_account(account.id).await?;
            self.enqueue_mail(tx, &account.email, &MailTemplate::AccountDeleted, &at).await?;
            tx.record(self.event(AuditKind::AccountDeleted, at.now, origin).about(account.id).row()).await?;
            Ok(DeleteAccountOutcome::Deleted(account.id))
        })
        .await
    }
}
