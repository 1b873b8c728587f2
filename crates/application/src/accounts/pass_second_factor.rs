//! Passing the second factor: to complete a sign-in, or to upgrade a single-factor session (R2).

use twinlock_domain::{AuditKind, BearerSecret, TrustedDeviceId, bounds};
use twinlock_ports::{Principal, Session, SessionStage, TrustedDevice};

use super::{CodeRefusal, CodeVerdict, Kept, Repeatable, SecondFactorError};
use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, SessionState, TransactionName, Twinlock};

/// Give a code.
pub struct PassSecondFactor<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// A code of the authenticator app, or a recovery code, as typed.
    pub code: &'a str,
    /// Whether to trust this device, if the code completes a sign-in.
    pub trust_device: bool,
}

redacted_debug!(PassSecondFactor);

/// The outcome.
#[derive(Clone, Debug)]
pub enum PassSecondFactorOutcome {
    /// The session is two-factor.
    Passed {
        /// The session's new cookie.
        token: BearerSecret,
        /// The device's cookie, where it is trusted from now on.
        trusted_device: Option<BearerSecret>,
    },
    /// The code was refused.
    Refused(CodeRefusal),
}

impl Repeatable for PassSecondFactorOutcome {
    fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    fn again(kept: Kept, visit: SessionState) -> Option<Self> {
        visit.signed_in().zip(kept.session).map(|(_, token)| Self::Passed { token, trusted_device: kept.device })
    }
}

impl Twinlock {
    /// Checks a code, and makes the session two-factor.
    ///
    /// # Errors
    /// [`SecondFactorError::NotSignedIn`] if nobody is signed in; [`SecondFactorError::NotEnrolled`] if the account has
    /// no second factor; [`SecondFactorError::Failure`] if a port fails.
    pub async fn pass_second_factor(
        &self,
        command: PassSecondFactor<'_>,
        origin: &RequestOrigin,
    ) -> Result<PassSecondFactorOutcome, SecondFactorError> {
        self.once(origin, async || self.pass_second_factor_once(command, origin).await).await
    }

    async fn pass_second_factor_once(
        &self,
        command: PassSecondFactor<'_>,
        origin: &RequestOrigin,
    ) -> Result<PassSecondFactorOutcome, SecondFactorError> {
        self.write(TransactionName::PassSecondFactor, origin, async |work| {
            let (SessionState::Pending(who) | SessionState::SignedIn(who)) =
                work.session_state(command.session).await?
            else {
                return Err(SecondFactorError::NotSignedIn);
            };
            if !who.factors.is_enrolled() {
                return Err(SecondFactorError::NotEnrolled);
            }
            let method = match work.check_code(&who, command.code).await? {
                CodeVerdict::Right(method) => method,
                CodeVerdict::Refused(refusal) => return Ok(PassSecondFactorOutcome::Refused(refusal)),
            };
            let trusted_device = match who.session.stage {
                SessionStage::PendingSecondFactor if command.trust_device => Some(work.trust(&who).await?),
                SessionStage::PendingSecondFactor | SessionStage::Active => None,
            };
            let session = Session { stage: SessionStage::Active, ..who.session };
            let authentication = session.authentication.with(method, work.now);
            let token = work.renew_session(&session, authentication).await?;
            let kept = Kept { device: trusted_device.clone(), ..Kept::session(&token) };
            work.keep(&kept).await?;
            Ok(PassSecondFactorOutcome::Passed { token, trusted_device })
        })
        .await
    }
}

impl UnitOfWork<'_> {
    async fn trust(&mut self, who: &Principal) -> Result<BearerSecret, Failure> {
        let token = self.twinlock.ports.secrets.bearer();
        // If there are too many devices, the oldest are forgotten.
        for surplus in self.tx.devices(who.account.id).await?.iter().skip(bounds::DEVICES - 1) {
            self.tx.forget_device(who.account.id, surplus.id).await?;
        }
        self.tx
            .add_device(&TrustedDevice {
                id: TrustedDeviceId::new(self.now, self.twinlock.entropy_for_id()),
                account: who.account.id,
                token: self.hash(token.expose()),
                device: self.origin.device.clone(),
                created_at: self.now,
                expires_at: self.now + self.twinlock.lifetimes().trusted_device,
            })
            .await?;
        self.record(AuditKind::DeviceTrusted).by(who.account.id).await?;
        Ok(token)
    }
}
