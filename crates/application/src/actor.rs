//! Who administers an app, or the accounts of this provider.

use twinlock_domain::{AccountId, EmailAddress};
use twinlock_ports::Account;

use crate::accounts::AdministrationError;
use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;

/// Who administers an app, or the accounts of this provider.
#[derive(Clone, Copy)]
pub enum Actor<'a> {
    /// The holder of this session cookie: the owner of an app, or an administrator for accounts.
    Session(Option<&'a str>),
    /// The operator of the server, at its command line.
    Operator,
}

redacted_debug!(Actor);

impl UnitOfWork<'_> {
    /// Checks that the actor may administer accounts. Returns the account to name in the audit log, `None` for the
    /// operator.
    ///
    /// # Errors
    /// [`AdministrationError::NotSignedIn`] if nobody is signed in; [`AdministrationError::Forbidden`] if the account
    /// is not an administrator's; [`AdministrationError::Failure`] if a port fails.
    pub(crate) async fn account_administrator(
        &mut self,
        actor: Actor<'_>,
    ) -> Result<Option<AccountId>, AdministrationError> {
        match actor {
            Actor::Operator => Ok(None),
            Actor::Session(cookie) => {
                let account = self.signed_in(cookie).await?.account;
                if account.is_admin { Ok(Some(account.id)) } else { Err(AdministrationError::Forbidden) }
            }
        }
    }

    /// The account with an address, if the actor may administer accounts, and the account to name in the audit log as
    /// its administrator.
    ///
    /// # Errors
    /// Those of [`Self::account_administrator`], before anything of the account is read;
    /// [`AdministrationError::NoSuchAccount`] if no account has the address.
    pub(crate) async fn administered_account(
        &mut self,
        actor: Actor<'_>,
        email: &EmailAddress,
    ) -> Result<(Option<AccountId>, Account), AdministrationError> {
        let administrator = self.account_administrator(actor).await?;
        let account = self.tx.account_by_email(email).await?.ok_or(AdministrationError::NoSuchAccount)?;
        Ok((administrator, account))
    }
}
