//! "This was not me": the link in the mail about a new factor takes the account back from who enrolled it (R22).

use twinlock_domain::{AuditKind, BearerSecret, GuessCount};
use twinlock_ports::LinkPurpose;

use super::disable_two_factor::named;
use super::{Kept, Repeatable};
use crate::failure::fails_with;
use crate::mail_templates::MailTemplate;
use crate::redacted_debug::redacted_debug;
use crate::{Failure, RequestOrigin, SessionState, Twinlock};

/// Take the account back.
pub struct UndoEnrolment<'a> {
    /// The token of the link.
    pub token: &'a str,
}

redacted_debug!(UndoEnrolment);

/// What came of it.
#[derive(Clone, Debug)]
pub enum UndoEnrolmentOutcome {
    /// The factor is gone, with every session, and all access and every consent given since it was confirmed.
    Undone {
        /// The token of a link to set a new password, which is what to do next. It was mailed too.
        reset_token: BearerSecret,
    },
}

/// Why nothing was undone.
#[derive(Debug, thiserror::Error)]
pub enum UndoEnrolmentError {
    /// The link was used, is too old, or never was one; or another enrolment came after it.
    #[error("this link does not work any more")]
    DeadLink,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(UndoEnrolmentError);

impl Repeatable for UndoEnrolmentOutcome {
    fn is_refusal(&self) -> bool {
        false
    }

    fn again(kept: Kept, _: SessionState) -> Option<Self> {
        kept.link.map(|reset_token| Self::Undone { reset_token })
    }
}

impl Twinlock {
    /// Takes the account back.
    ///
    /// # Errors
    /// When the link does not work, or a port fails.
    pub async fn undo_enrolment(
        &self,
        command: UndoEnrolment<'_>,
        origin: &RequestOrigin,
    ) -> Result<UndoEnrolmentOutcome, UndoEnrolmentError> {
        self.once(origin, async || self.undo_enrolment_once(&command, origin).await).await
    }

    async fn undo_enrolment_once(
        &self,
        command: &UndoEnrolment<'_>,
        origin: &RequestOrigin,
    ) -> Result<UndoEnrolmentOutcome, UndoEnrolmentError> {
        let at = self.occasion(origin);
        self.write(async |tx| {
            let link = self.take_live_link(tx, command.token, LinkPurpose::UndoEnrolment, at.now).await?;
            let link = link.ok_or(UndoEnrolmentError::DeadLink)?;
            let id = link.account.ok_or(UndoEnrolmentError::DeadLink)?;
            let account = tx.account(id).await?.filter(|account| account.disabled_at.is_none());
            let account = account.ok_or(UndoEnrolmentError::DeadLink)?;
            // The link was made when the factor was confirmed: its time is known even if the factor is gone again.
            tx.revoke_grants_since(id, link.created_at, at.now).await?;
            tx.revoke_consents_since(id, link.created_at, at.now).await?;
            let disconnected = self.strip_second_factor(tx, &account, &at).await?;
            self.shut_out(tx, &account, &at).await?;
            tx.set_guesses(id, GuessCount::default()).await?;
            let reset = self.make_link(tx, LinkPurpose::ResetPassword, Some(id), &at).await?;
            self.enqueue_mail(tx, &account.email, &MailTemplate::EnrolmentUndone { reset: &reset.url }, &at).await?;
            let event = self.event(AuditKind::TwoFactorReset, at.now, origin).about(id).why("undo_link");
            tx.record(event.detail(named(&disconnected)).row()).await?;
            self.keep(tx, &Kept { link: Some(reset.token.clone()), ..Kept::default() }, &at).await?;
            Ok(UndoEnrolmentOutcome::Undone { reset_token: reset.token })
        })
        .await
    }
}
