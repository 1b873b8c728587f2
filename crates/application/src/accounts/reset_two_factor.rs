//! The operator's reset for somebody who lost phone and recovery codes: audited, mailed, and all sessions end (R23).

use twinlock_domain::{AuditKind, EmailAddress, GuessCount};
use twinlock_ports::App;

use super::AdministrationError;
use super::disable_two_factor::named;
use crate::mail::MailEvent;
use crate::{Actor, RequestOrigin, TransactionName, Twinlock};

impl Twinlock {
    /// Removes the second factor of an account. Also lifts a stop after too many wrong codes, even of an account that
    /// is not enrolled (R5). The account is signed out everywhere. Returns the apps that require two factors and
    /// therefore lost access.
    ///
    /// # Errors
    /// [`AdministrationError::NotSignedIn`] or [`AdministrationError::Forbidden`] if the actor may not;
    /// [`AdministrationError::NoSuchAccount`] if no account has the address; [`AdministrationError::Failure`] if a port
    /// fails.
    pub async fn reset_two_factor(
        &self,
        actor: Actor<'_>,
        email: &EmailAddress,
        origin: &RequestOrigin,
    ) -> Result<Vec<App>, AdministrationError> {
        self.write(TransactionName::ResetTwoFactor, origin, async |work| {
            let (by, account) = work.administered_account(actor, email).await?;
            let disconnected = work.strip_second_factor(&account).await?;
            work.shut_out(&account).await?;
            work.tx.set_guesses(account.id, GuessCount::default()).await?;
            work.enqueue_mail(&account, MailEvent::TwoFactorReset).await?;
            let event = work.record(AuditKind::TwoFactorReset).about(account.id).actor(by).why("operator");
            event.detail(named(&disconnected)).await?;
            Ok(disconnected)
        })
        .await
    }
}
