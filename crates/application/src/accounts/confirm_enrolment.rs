//! Confirming a new factor by its first code: the account is enrolled, and this session is two-factor (R21).

use twinlock_domain::{
    Attempt, AuditKind, BearerSecret, FactorId, GuessCount, SecondFactorMethod, SessionId, StepVerdict, TotpCode,
};
use twinlock_ports::{Account, LinkPurpose, Principal, Transaction};

use super::pending_enrolment::pending_factor;
use super::{CodeRefusal, Kept, Occasion, Repeatable};
use crate::failure::fails_with;
use crate::mail_templates::MailTemplate;
use crate::redacted_debug::redacted_debug;
use crate::{Failure, RequestOrigin, SessionState, Twinlock};

/// Confirm the factor that was shown in this session.
pub struct ConfirmEnrolment<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// The first code of the app on the phone, as typed.
    pub code: &'a str,
    /// Whether the account's other sessions end.
    pub end_other_sessions: bool,
}

redacted_debug!(ConfirmEnrolment);

/// What came of it.
#[derive(Clone, Debug)]
pub enum ConfirmEnrolmentOutcome {
    /// The account is enrolled and the session two-factor.
    Enrolled {
        /// The session's new cookie.
        token: BearerSecret,
        /// The recovery codes, to be shown this once.
        recovery_codes: Vec<BearerSecret>,
    },
    /// The code was refused.
    Refused(CodeRefusal),
}

/// Why nothing was confirmed.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmEnrolmentError {
    /// Nobody is signed in.
    #[error("sign in first")]
    NotSignedIn,
    /// No seed was shown in this session, or too long ago, or it is confirmed already.
    #[error("there is nothing to confirm: begin again")]
    NothingPending,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(ConfirmEnrolmentError);

/// What a first code came to.
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
    /// Confirms the factor.
    ///
    /// # Errors
    /// When nobody is signed in, nothing is pending, or a port fails.
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
        let at = self.occasion(origin);
        self.write(async |tx| {
            let who = self.session_state_in(tx, command.session, at.now).await?.signed_in();
            let who = who.ok_or(ConfirmEnrolmentError::NotSignedIn)?;
            let (factor, step) = match self.first_code(tx, &who, command.code, &at).await? {
                FirstCode::Accepted { factor, step } => (factor, step),
                FirstCode::Refused(refusal) => return Ok(ConfirmEnrolmentOutcome::Refused(refusal)),
            };
            if !tx.confirm_factor(factor, at.now, step).await? {
                return Err(ConfirmEnrolmentError::NothingPending);
            }
            let authentication = who.session.authentication.with(SecondFactorMethod::Totp, at.now);
            let token = self.renew_session(tx, &who.session, authentication, &at).await?;
            if command.end_other_sessions {
                self.end_all_sessions_but(tx, &who, who.session.id, &at).await?;
            }
            let recovery_codes = self.welcome(tx, &who.account, &at).await?;
            let kept = Kept { recovery_codes: recovery_codes.clone(), ..Kept::session(&token) };
            self.keep(tx, &kept, &at).await?;
            Ok(ConfirmEnrolmentOutcome::Enrolled { token, recovery_codes })
        })
        .await
    }

    /// Judges a first code. Failures count as any (R5), but nothing is ever stopped here: the account has no recovery
    /// code yet that could lift that.
    async fn first_code(
        &self,
        tx: &mut dyn Transaction,
        who: &Principal,
        code: &str,
        at: &Occasion<'_>,
    ) -> Result<FirstCode, ConfirmEnrolmentError> {
        let factor = pending_factor(who, at.now).ok_or(ConfirmEnrolmentError::NothingPending)?;
        let refusal = match (who.account.guesses.recovery_attempt(at.now), TotpCode::parse(code)) {
            (Attempt::Wait { until }, _) => CodeRefusal::Wait { until },
            (_, None) => CodeRefusal::Wrong,
            (_, Some(code)) => match self.judge(factor, code, at.now)? {
                StepVerdict::Accepted(step) => return Ok(FirstCode::Accepted { factor: factor.id, step }),
                StepVerdict::AlreadyUsed => CodeRefusal::AlreadyUsed,
                StepVerdict::ClockOff => CodeRefusal::ClockOff { server_time: at.now },
                StepVerdict::Wrong => CodeRefusal::Wrong,
            },
        };
        self.note_refused_code(tx, &who.account, refusal, at).await?;
        Ok(FirstCode::Refused(refusal))
    }

    /// What else happens when an account has become enrolled.
    async fn welcome(
        &self,
        tx: &mut dyn Transaction,
        account: &Account,
        at: &Occasion<'_>,
    ) -> Result<Vec<BearerSecret>, Failure> {
        tx.set_guesses(account.id, GuessCount::default()).await?;
        // A device trusted under an earlier factor has shown nothing of this one.
        tx.forget_devices(account.id).await?;
        let codes = self.new_recovery_codes(tx, account.id, at).await?;
        let link = self.make_link(tx, LinkPurpose::UndoEnrolment, Some(account.id), at).await?;
        self.enqueue_mail(tx, &account.email, &MailTemplate::Enrolled { undo: &link.url }, at).await?;
        tx.record(self.event(AuditKind::Enrolled, at.now, at.origin).by(account.id).row()).await?;
        Ok(codes)
    }

    /// Ends the account's other sessions, and writes it down where there were any.
    pub(super) async fn end_all_sessions_but(
        &self,
        tx: &mut dyn Transaction,
        who: &Principal,
        kept: SessionId,
        at: &Occasion<'_>,
    ) -> Result<u64, Failure> {
        let ended = tx.end_sessions(who.account.id, Some(kept)).await?;
        if ended > 0 {
            let event = self.event(AuditKind::SessionEnded, at.now, at.origin).by(who.account.id);
            tx.record(event.why("all_others").detail(ended.to_string()).row()).await?;
        }
        Ok(ended)
    }
}
