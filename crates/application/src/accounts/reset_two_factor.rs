//! The operator's reset for who lost phone and recovery codes: audited, mailed, and every session ends (R23).

use twinlock_domain::{AuditKind, EmailAddress, GuessCount};
use twinlock_ports::App;

use super::OperatorError;
use super::disable_two_factor::named;
use crate::mail_templates::MailTemplate;
use crate::{RequestOrigin, Twinlock};

/// What came of it.
#[derive(Clone, Debug)]
pub enum ResetTwoFactorOutcome {
    /// The account has no second factor, and is signed out everywhere.
    Reset {
        /// The apps that require it and are not connected any more.
        disconnected: Vec<App>,
    },
}

impl Twinlock {
    /// Removes the second factor of an account, enrolled or not: a stop by too many wrong codes is lifted too (R5).
    ///
    /// # Errors
    /// When there is no such account, or a port fails.
    pub async fn reset_two_factor(
        &self,
        email: &EmailAddress,
        origin: &RequestOrigin,
    ) -> Result<ResetTwoFactorOutcome, OperatorError> {
        let at = self.occasion(origin);
        self.write(async |tx| {
            let account = tx.account_by_email(email).await?.ok_or(OperatorError::NoSuchAccount)?;
            let disconnected = self.strip_second_factor(tx, &account, &at).await?;
            self.shut_out(tx, &account, &at).await?;
            tx.set_guesses(account.id, GuessCount::default()).await?;
            self.enqueue_mail(tx, &account.email, &MailTemplate::TwoFactorReset, &at).await?;
            let event = self.event(AuditKind::TwoFactorReset, at.now, origin).about(account.id).why("operator");
            tx.record(event.detail(named(&disconnected)).row()).await?;
            Ok(ResetTwoFactorOutcome::Reset { disconnected })
        })
        .await
    }
}
