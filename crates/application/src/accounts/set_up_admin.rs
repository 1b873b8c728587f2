//! The first administrator, by the link that the server printed.

use twinlock_domain::{AccountId, AuditKind, BearerSecret, Password};
use twinlock_ports::{Account, LinkPurpose, SessionStage};

use super::{FieldProblem, Kept, Repeatable};
use crate::failure::fails_with;
use crate::redacted_debug::redacted_debug;
use crate::{Failure, RequestOrigin, SessionState, Twinlock};

/// Make an administrator.
pub struct SetUpAdmin<'a> {
    /// The token of the link.
    pub token: &'a str,
    /// The address, as typed.
    pub email: &'a str,
    /// The password.
    pub password: Password,
    /// What other people will see.
    pub display_name: &'a str,
}

redacted_debug!(SetUpAdmin);

/// What came of it.
#[derive(Clone, Debug)]
pub enum SetUpAdminOutcome {
    /// The administrator is there, and signed in.
    SetUp {
        /// The new session's cookie.
        token: BearerSecret,
        /// The account.
        account: AccountId,
    },
}

/// Why there is no administrator.
#[derive(Debug, thiserror::Error)]
pub enum SetUpAdminError {
    /// The link was used, is too old, or never was one.
    #[error("this link does not work any more: print another with `twinlock admin setup-link`")]
    DeadLink,
    /// Fields are not in order. The link still works.
    #[error("some fields are not in order")]
    Invalid(Vec<FieldProblem>),
    /// There is an account with that address. The link still works.
    #[error("this address has an account")]
    EmailTaken,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(SetUpAdminError);

impl Repeatable for SetUpAdminOutcome {
    fn is_refusal(&self) -> bool {
        false
    }

    fn again(kept: Kept, visit: SessionState) -> Option<Self> {
        visit.signed_in().zip(kept.session).map(|(who, token)| Self::SetUp { token, account: who.account.id })
    }
}

impl Twinlock {
    /// Makes an administrator. Who can read the server's output is trusted with the address: it counts as verified.
    ///
    /// # Errors
    /// When the link or a field does not do, the address is taken, or a port fails.
    pub async fn set_up_admin(
        &self,
        command: SetUpAdmin<'_>,
        origin: &RequestOrigin,
    ) -> Result<SetUpAdminOutcome, SetUpAdminError> {
        self.once(origin, async || self.set_up_admin_once(&command, origin).await).await
    }

    async fn set_up_admin_once(
        &self,
        command: &SetUpAdmin<'_>,
        origin: &RequestOrigin,
    ) -> Result<SetUpAdminOutcome, SetUpAdminError> {
        self.peek_link(command.token, LinkPurpose::SetUp).await?.ok_or(SetUpAdminError::DeadLink)?;
        let particulars = self.new_account(command.email, command.display_name, &command.password).await?;
        let particulars = particulars.map_err(SetUpAdminError::Invalid)?;
        let at = self.occasion(origin);
        self.write(async |tx| {
            let link = self.take_live_link(tx, command.token, LinkPurpose::SetUp, at.now).await?;
            link.ok_or(SetUpAdminError::DeadLink)?;
            let id = AccountId::new(at.now, self.entropy_for_id());
            let account = particulars.clone().into_account(id, &at);
            let account = Account { is_admin: true, email_verified_at: Some(at.now), ..account };
            if !tx.add_account(&account).await? {
                return Err(SetUpAdminError::EmailTaken);
            }
            let token = self.begin_session(tx, id, SessionStage::Active, &at).await?;
            tx.record(self.event(AuditKind::SignedUp, at.now, origin).by(id).why("set_up_link").row()).await?;
            self.keep(tx, &Kept::session(&token), &at).await?;
            Ok(SetUpAdminOutcome::SetUp { token, account: id })
        })
        .await
    }
}
