//! Confirming a new factor by its first code: the account becomes enrolled, and this session two-factor (R21).

use twinlock_domain::{
    Attempt, AuditKind, BearerSecret, FactorId, GuessCount, SecondFactorMethod, SessionId, StepVerdict, TotpCode,
};
use twinlock_ports::{Account, LinkPurpose, Principal};

use super::pending_enrolment::pending_factor;
use super::{CodeRefusal, Kept, Repeatable};
use crate::failure::from_ports_and_session;
use crate::mail::MailEvent;
use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, SessionState, TransactionName, Twinlock};

/// Confirm the factor that was shown in this session.
pub struct ConfirmEnrolment<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// The first code of the authenticator app, as typed.
    pub code: &'a str,
    /// Whether to end the account's other sessions.
    pub end_other_sessions: bool,
}

redacted_debug!(ConfirmEnrolment);

/// The outcome.
#[derive(Clone, Debug)]
pub enum ConfirmEnrolmentOutcome {
    /// The account is enrolled and the session two-factor.
    Enrolled {
        /// The session's new cookie.
        token: BearerSecret,
        /// The recovery codes, which are shown only this once.
        recovery_codes: Vec<BearerSecret>,
    },
    /// The code was refused.
    Refused(CodeRefusal),
}

/// Why the factor was not confirmed.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmEnrolmentError {
    /// Nobody is signed in.
    #[error("sign in first")]
    NotSignedIn,
    /// No seed was shown in this session, it has expired, or it is confirmed already.
    #[error("there is nothing to confirm: begin again")]
    NothingPending,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

from_ports_and_session!(ConfirmEnrolmentError);

/// The result of checking the first code.
enum FirstCode {
    Accepted { factor: FactorId, step: i64 },
    Refused(CodeRefusal),
}

impl Repeatable for ConfirmEnrolmentOutcome {
    fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    fn again(kept: Kept, visit: SessionState) -> Option<Self> {
        visit
            .signed_in()
            .zip(kept.session)
            .map(|(_, token)| Self::Enrolled { token, recovery_codes: kept.recovery_codes })
    }
}

impl Twinlock {
    /// Confirms the factor that was shown in this session.
    ///
    /// # Errors
    /// [`ConfirmEnrolmentError::NotSignedIn`] if nobody is signed in; [`ConfirmEnrolmentError::NothingPending`] if this
    /// session has no seed to confirm; [`ConfirmEnrolmentError::Failure`] if a port fails.
    pub async fn confirm_enrolment(
        &self,
        command: ConfirmEnrolment<'_>,
        origin: &RequestOrigin,
    ) -> Result<ConfirmEnrolmentOutcome, ConfirmEnrolmentError> {
        self.once(origin, async || self.confirm_enrolment_once(command, origin).await).await
    }

    async fn confirm_enrolment_once(
        &self,
        command: ConfirmEnrolment<'_>,
        origin: &RequestOrigin,
    ) -> Result<ConfirmEnrolmentOutcome, ConfirmEnrolmentError> {
        self.write(TransactionName::ConfirmEnrolment, origin, async |work| {
            let who = work.signed_in(command.session).await?;
            let (factor, step) = match work.first_code(&who, command.code).await? {
                FirstCode::Accepted { factor, step } => (factor, step),
                FirstCode::Refused(refusal) => return Ok(ConfirmEnrolmentOutcome::Refused(refusal)),
            };
            if !work.tx.confirm_factor(factor, work.now).await? {
                return Err(ConfirmEnrolmentError::NothingPending);
            }
            // The code that confirms the factor is used up by this (R4).
            if !work.tx.use_step(factor, step).await? {
                return Err(Failure::Inconsistent("a factor that was just confirmed has a step already").into());
            }
            let authentication = who.session.authentication.with(SecondFactorMethod::Totp, work.now);
            let token = work.renew_session(&who.session, authentication).await?;
            if command.end_other_sessions {
                work.end_all_sessions_but(&who, who.session.id).await?;
            }
            let recovery_codes = work.welcome(&who.account).await?;
            let kept = Kept { recovery_codes: recovery_codes.clone(), ..Kept::session(&token) };
            work.keep(&kept).await?;
            Ok(ConfirmEnrolmentOutcome::Enrolled { token, recovery_codes })
        })
        .await
    }
}

impl UnitOfWork<'_> {
    /// Checks the first code. Failures are counted as usual (R5), but never stop the account: it has no recovery code
    /// yet that could lift the stop.
    async fn first_code(&mut self, who: &Principal, code: &str) -> Result<FirstCode, ConfirmEnrolmentError> {
        let factor = pending_factor(who, self.now).ok_or(ConfirmEnrolmentError::NothingPending)?;
        let refusal = match (who.account.guesses.recovery_attempt(self.now), TotpCode::parse(code)) {
            (Attempt::Wait { until }, _) => CodeRefusal::Wait { until },
            (_, None) => CodeRefusal::Wrong,
            (_, Some(code)) => match self.twinlock.judge(factor, code, self.now)? {
                StepVerdict::Accepted(step) => return Ok(FirstCode::Accepted { factor: factor.id, step }),
                StepVerdict::AlreadyUsed => CodeRefusal::AlreadyUsed,
                StepVerdict::ClockOff => CodeRefusal::ClockOff { server_time: self.now },
                StepVerdict::Wrong => CodeRefusal::Wrong,
            },
        };
        self.note_refused_code(&who.account, refusal).await?;
        Ok(FirstCode::Refused(refusal))
    }

    /// Completes an enrolment: resets the counter, forgets devices, creates recovery codes, and mails the link to undo
    /// it.
    async fn welcome(&mut self, account: &Account) -> Result<Vec<BearerSecret>, Failure> {
        self.tx.set_guesses(account.id, GuessCount::default()).await?;
        // Devices were trusted after a code of an earlier factor, not of this one.
        self.tx.forget_devices(account.id).await?;
        let codes = self.new_recovery_codes(account.id).await?;
        let link = self.make_link(LinkPurpose::UndoEnrolment, Some(account.id)).await?;
        self.enqueue_mail(account, MailEvent::Enrolled { undo: &link.url }).await?;
        self.record(AuditKind::Enrolled).by(account.id).await?;
        Ok(codes)
    }

    /// Ends the account's other sessions, and records that if there were any.
    pub(super) async fn end_all_sessions_but(&mut self, who: &Principal, kept: SessionId) -> Result<u64, Failure> {
        let ended = self.tx.end_sessions(who.account.id, Some(kept)).await?;
        if ended > 0 {
            let event = self.record(AuditKind::SessionEnded).by(who.account.id);
            event.why("all_others").detail(ended.to_string()).await?;
        }
        Ok(ended)
    }
}
