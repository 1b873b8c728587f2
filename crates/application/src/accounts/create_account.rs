//! Creating an account at the command line, whether or not sign-up is open.

use twinlock_domain::{AccountId, AuditKind, Locale, Password};
use twinlock_ports::StoreError;

use super::new_account::{NewAccountFields, Vouched};
use super::{AdministrationError, NewAccountRefusal};
use crate::redacted_debug::redacted_debug;
use crate::{Actor, Failure, RequestOrigin, TransactionName, Twinlock};

/// Create an account.
pub struct CreateAccount<'a> {
    /// The address, which counts as verified.
    pub email: &'a str,
    /// The password.
    pub password: Password,
    /// The name that other people see.
    pub display_name: &'a str,
    /// The language of its owner, if that is known.
    pub locale: Option<Locale>,
    /// Whether the account is an administrator of this provider.
    pub is_admin: bool,
}

redacted_debug!(CreateAccount);

/// Why the account was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateAccountError {
    /// The fields are invalid, or the address is taken.
    #[error(transparent)]
    Refused(#[from] NewAccountRefusal),
    /// The actor may not administer accounts, or a port failed.
    #[error(transparent)]
    Administration(#[from] AdministrationError),
}

impl From<Failure> for CreateAccountError {
    fn from(failure: Failure) -> Self {
        Self::Administration(failure.into())
    }
}

impl From<StoreError> for CreateAccountError {
    fn from(error: StoreError) -> Self {
        Self::Administration(error.into())
    }
}

impl Twinlock {
    /// Makes an account.
    ///
    /// # Errors
    /// [`CreateAccountError::Refused`] if a field is invalid or the address is taken;
    /// [`CreateAccountError::Administration`] if the actor may not administer accounts, or a port fails.
    pub async fn create_account(
        &self,
        actor: Actor<'_>,
        command: CreateAccount<'_>,
        origin: &RequestOrigin,
    ) -> Result<AccountId, CreateAccountError> {
        let fields = NewAccountFields {
            email: command.email,
            display_name: command.display_name,
            password: &command.password,
            locale: command.locale,
        };
        let new = self.new_account::<CreateAccountError>(fields).await?;
        self.write(TransactionName::CreateAccount, origin, async |work| {
            let by = work.account_administrator(actor).await?;
            let vouched = Vouched { is_admin: command.is_admin, email_verified: true };
            let account = work.add_account::<CreateAccountError>(&new, vouched).await?;
            work.record(AuditKind::SignedUp).about(account.id).actor(by).why("operator").await?;
            Ok(account.id)
        })
        .await
    }
}
