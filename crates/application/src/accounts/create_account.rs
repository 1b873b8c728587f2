//! An account made by the operator at the command line, with sign-up open or not.

use twinlock_domain::{AccountId, AuditKind, Password};
use twinlock_ports::Account;

use super::FieldProblem;
use crate::failure::fails_with;
use crate::redacted_debug::redacted_debug;
use crate::{Failure, RequestOrigin, Twinlock};

/// Make an account.
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

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreateAccountOutcome {
    /// It is there.
    Created(AccountId),
}

/// Why there is no account.
#[derive(Debug, thiserror::Error)]
pub enum CreateAccountError {
    /// Fields are not in order.
    #[error("some fields are not in order")]
    Invalid(Vec<FieldProblem>),
    /// There is an account with that address.
    #[error("this address has an account")]
    EmailTaken,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(CreateAccountError);

impl Twinlock {
    /// Makes an account.
    ///
    /// # Errors
    /// When a field is not in order, the address is taken, or a port fails.
    pub async fn create_account(
        &self,
        command: CreateAccount<'_>,
        origin: &RequestOrigin,
    ) -> Result<CreateAccountOutcome, CreateAccountError> {
        let particulars = self.new_account(command.email, command.display_name, &command.password).await?;
        let particulars = particulars.map_err(CreateAccountError::Invalid)?;
        let at = self.occasion(origin);
        self.write(async |tx| {
            let id = AccountId::new(at.now, self.entropy_for_id());
            let account = particulars.clone().into_account(id, &at);
            let account = Account { is_admin: command.is_admin, email_verified_at: Some(at.now), ..account };
            if !tx.add_account(&account).await? {
                return Err(CreateAccountError::EmailTaken);
            }
            tx.record(self.event(AuditKind::SignedUp, at.now, origin).about(id).why("operator").row()).await?;
            Ok(CreateAccountOutcome::Created(id))
        })
        .await
    }
}
