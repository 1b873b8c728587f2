//! Disabling an account, and enabling it again. The gate refuses a disabled one by itself; here its sessions and
//! grants end.

use twinlock_domain::{AuditKind, EmailAddress, Timestamp};

use super::OperatorError;
use crate::letters::Letter;
use crate::{Trace, Twinlock};

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisableAccountOutcome {
    /// It is as was asked.
    Changed,
    /// It was so before.
    AlreadySo,
}

impl Twinlock {
    /// Disables an account: nobody signs in to it, and no app gets a token for it.
    ///
    /// # Errors
    /// When there is no such account, or a port fails.
    pub async fn disable_account(
        &self,
        email: &EmailAddress,
        trace: &Trace,
    ) -> Result<DisableAccountOutcome, OperatorError> {
        let at = self.occasion(trace);
        self.write(async |tx| {
            let account = tx.account_by_email(email).await?.ok_or(OperatorError::NoSuchAccount)?;
            if account.disabled_at.is_some() {
                return Ok(DisableAccountOutcome::AlreadySo);
            }
            tx.set_disabled(account.id, Some(at.now)).await?;
            self.shut_out(tx, &account, &at).await?;
            // Who disables an account may do so because somebody else is in it: what they hold does not come back.
            tx.revoke_grants_since(account.id, Timestamp::default(), at.now).await?;
            self.post(tx, &account.email, &Letter::AccountDisabled, &at).await?;
            tx.record(self.event(AuditKind::AccountDisabled, at.now, trace).about(account.id).row()).await?;
            Ok(DisableAccountOutcome::Changed)
        })
        .await
    }

    /// Enables an account again. What ended meanwhile stays ended.
    ///
    /// # Errors
    /// When there is no such account, or a port fails.
    pub async fn enable_account(
        &self,
        email: &EmailAddress,
        trace: &Trace,
    ) -> Result<DisableAccountOutcome, OperatorError> {
        let at = self.occasion(trace);
        self.write(async |tx| {
            let account = tx.account_by_email(email).await?.ok_or(OperatorError::NoSuchAccount)?;
            if account.disabled_at.is_none() {
                return Ok(DisableAccountOutcome::AlreadySo);
            }
            tx.set_disabled(account.id, None).await?;
            self.post(tx, &account.email, &Letter::AccountEnabled, &at).await?;
            tx.record(self.event(AuditKind::AccountEnabled, at.now, trace).about(account.id).row()).await?;
            Ok(DisableAccountOutcome::Changed)
        })
        .await
    }
}
