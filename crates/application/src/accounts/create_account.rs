//! An account made by the operator at the command line, with sign-up open or not.

use twinlock_domain::{AccountId, AuditKind, Password};

use super::NewAccountError;
use super::new_account::Vouched;
use crate::redacted_debug::redacted_debug;
use crate::{RequestOrigin, Twinlock};

/// Create an account.
pub struct CreateAccount<'a> {
    /// The address, which counts as verified.
    pub email: &'a str,
    /// The password.
    pub password: Password,
    /// What other people will see.
    pub display_name: &'a str,
    /// Whether it administers this provider.
    pub is_admin: bool,
}

redacted_debug!(CreateAccount);

impl Twinlock {
    /// Makes an account.
    ///
    /// # Errors
    /// See [`NewAccountError`].
    pub async fn create_account(
        &self,
        command: CreateAccount<'_>,
        origin: &RequestOrigin,
    ) -> Result<AccountId, NewAccountError> {
        let new = self.new_account(command.email, command.display_name, &command.password).await?;
        self.write(origin, async |work| {
            let account = work.add_account(&new, Vouched { is_admin: command.is_admin, email_verified: true }).await?;
            work.record(AuditKind::SignedUp).about(account.id).why("operator").await?;
            Ok(account.id)
        })
        .await
    }
}
