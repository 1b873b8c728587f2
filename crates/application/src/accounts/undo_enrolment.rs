//! "This was not me": the link in the mail about a new factor takes the account back from who enrolled it (R22).

use twinlock_domain::{AuditKind, BearerSecret, GuessCount};
use twinlock_ports::LinkPurpose;

use super::disable_two_factor::named;
use super::{Kept, Repeatable};
use crate::failure::from_ports;
use crate::mail::MailEvent;
use crate::redacted_debug::redacted_debug;
use crate::{Failure, RequestOrigin, SessionState, TransactionName, Twinlock};

/// Take the account back.
pub struct UndoEnrolment<'a> {
    /// The token of the link.
    pub token: &'a str,
}

redacted_debug!(UndoEnrolment);

/// The factor is removed, all sessions have ended, and all grants and consents since its confirmation are revoked.
#[derive(Clone, Debug)]
pub struct EnrolmentUndone {
    /// The token of a link to set a new password, which is the next step. The link was mailed too.
    pub reset_token: BearerSecret,
}

/// Why the enrolment was not undone.
#[derive(Debug, thiserror::Error)]
pub enum UndoEnrolmentError {
    /// The link was used, has expired or never existed, or there was another enrolment since.
    #[error("this link does not work any more")]
    DeadLink,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

from_ports!(UndoEnrolmentError);

impl Repeatable for EnrolmentUndone {
    fn is_refusal(&self) -> bool {
        false
    }

    fn again(kept: Kept, _: SessionState) -> Option<Self> {
        kept.link.map(|reset_token| Self { reset_token })
    }
}

impl Twinlock {
    /// Undoes an enrolment, and takes the account back.
    ///
    /// # Errors
    /// [`UndoEnrolmentError::DeadLink`] if the link does not work; [`UndoEnrolmentError::Failure`] if a port fails.
    pub async fn undo_enrolment(
        &self,
        command: UndoEnrolment<'_>,
        origin: &RequestOrigin,
    ) -> Result<EnrolmentUndone, UndoEnrolmentError> {
        self.once(origin, async || self.undo_enrolment_once(&command, origin).await).await
    }

    async fn undo_enrolment_once(
        &self,
        command: &UndoEnrolment<'_>,
        origin: &RequestOrigin,
    ) -> Result<EnrolmentUndone, UndoEnrolmentError> {
        self.write(TransactionName::UndoEnrolment, origin, async |work| {
            let link = work.take_live_link(command.token, LinkPurpose::UndoEnrolment).await?;
            let link = link.ok_or(UndoEnrolmentError::DeadLink)?;
            let id = link.account.ok_or(UndoEnrolmentError::DeadLink)?;
            let account = work.tx.account(id).await?.filter(|account| account.disabled_at.is_none());
            let account = account.ok_or(UndoEnrolmentError::DeadLink)?;
            // The link was made when the factor was confirmed, so its time is known even if the factor was removed
            // since.
            work.tx.revoke_grants_since(id, link.created_at, work.now).await?;
            work.tx.revoke_consents_since(id, link.created_at, work.now).await?;
            let disconnected = work.strip_second_factor(&account).await?;
            work.shut_out(&account).await?;
            work.tx.set_guesses(id, GuessCount::default()).await?;
            let reset = work.make_link(LinkPurpose::ResetPassword, Some(id)).await?;
            work.enqueue_mail(&account, MailEvent::EnrolmentUndone { reset: &reset.url }).await?;
            let event = work.record(AuditKind::TwoFactorReset).about(id).why("undo_link");
            event.detail(named(&disconnected)).await?;
            work.keep(&Kept { link: Some(reset.token.clone()), ..Kept::default() }).await?;
            Ok(EnrolmentUndone { reset_token: reset.token })
        })
        .await
    }
}
