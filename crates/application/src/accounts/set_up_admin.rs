//! Creating the first administrator, by the link that the server printed.

use twinlock_domain::{AuditKind, Locale, Password};
use twinlock_ports::{LinkPurpose, SessionStage};

use super::new_account::{NewAccountFields, Vouched};
use super::{Kept, NewAccountRefusal, SignedUp};
use crate::failure::from_ports;
use crate::redacted_debug::redacted_debug;
use crate::{Failure, RequestOrigin, TransactionName, Twinlock};

/// Make an administrator.
pub struct SetUpAdmin<'a> {
    /// The token of the link.
    pub token: &'a str,
    /// The address, as typed.
    pub email: &'a str,
    /// The password.
    pub password: Password,
    /// The name that other people see.
    pub display_name: &'a str,
    /// The language of its owner, if that is known.
    pub locale: Option<Locale>,
}

redacted_debug!(SetUpAdmin);

/// Why the administrator was not created.
#[derive(Debug, thiserror::Error)]
pub enum SetUpAdminError {
    /// The link was used, has expired, or never existed.
    #[error("this link does not work any more: print another with `twinlock admin setup-link`")]
    DeadLink,
    /// The fields are invalid, or the address is taken. The link still works.
    #[error(transparent)]
    Refused(#[from] NewAccountRefusal),
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

from_ports!(SetUpAdminError);

impl Twinlock {
    /// Creates an administrator. The address counts as verified, because whoever reads the server's output is trusted.
    ///
    /// # Errors
    /// [`SetUpAdminError::DeadLink`] if the link does not work; [`SetUpAdminError::Refused`] if a field is invalid or
    /// the address is taken; [`SetUpAdminError::Failure`] if a port fails.
    pub async fn set_up_admin(
        &self,
        command: SetUpAdmin<'_>,
        origin: &RequestOrigin,
    ) -> Result<SignedUp, SetUpAdminError> {
        self.once(origin, async || self.set_up_admin_once(&command, origin).await).await
    }

    async fn set_up_admin_once(
        &self,
        command: &SetUpAdmin<'_>,
        origin: &RequestOrigin,
    ) -> Result<SignedUp, SetUpAdminError> {
        self.peek_link(command.token, LinkPurpose::SetUp).await?.ok_or(SetUpAdminError::DeadLink)?;
        let fields = NewAccountFields {
            email: command.email,
            display_name: command.display_name,
            password: &command.password,
            locale: command.locale.clone(),
        };
        let new = self.new_account::<SetUpAdminError>(fields).await?;
        self.write(TransactionName::SetUpAdmin, origin, async |work| {
            let link = work.take_live_link(command.token, LinkPurpose::SetUp).await?;
            link.ok_or(SetUpAdminError::DeadLink)?;
            let vouched = Vouched { is_admin: true, email_verified: true };
            let account = work.add_account::<SetUpAdminError>(&new, vouched).await?.id;
            let token = work.begin_session(account, SessionStage::Active).await?;
            work.record(AuditKind::SignedUp).by(account).why("set_up_link").await?;
            work.keep(&Kept::session(&token)).await?;
            Ok(SignedUp { token, account })
        })
        .await
    }
}
