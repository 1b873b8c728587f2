//! Passing the second factor: to complete a sign-in, or to raise a session that has only shown a password (R2).

use twinlock_domain::{AuditKind, BearerSecret, TrustedDeviceId, bounds};
use twinlock_ports::{Principal, Session, SessionStage, Transaction, TrustedDevice};

use super::{CodeRefusal, CodeVerdict, Kept, Occasion, Repeatable};
use crate::failure::fails_with;
use crate::redacted_debug::redacted_debug;
use crate::session_state::enrolment;
use crate::{Failure, RequestOrigin, SessionState, Twinlock};

/// Give a code.
pub struct PassSecondFactor<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// A code of the app on the phone, or a recovery code, as typed.
    pub code: &'a str,
    /// Whether the device is to be trusted, where this completes a sign-in.
    pub trust_device: bool,
}

redacted_debug!(PassSecondFactor);

/// What came of it.
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

/// Why the code could not be judged.
#[derive(Debug, thiserror::Error)]
pub enum PassSecondFactorError {
    /// Nobody is signed in, or about to be.
    #[error("sign in first")]
    NotSignedIn,
    /// The account has no second factor.
    #[error("this account has no second factor")]
    NotEnrolled,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(PassSecondFactorError);

impl Repeatable for PassSecondFactorOutcome {
    fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    fn again(kept: Kept, visit: SessionState) -> Option<Self> {
        visit.signed_in().zip(kept.session).map(|(_, token)| Self::Passed { token, trusted_device: kept.device })
    }
}

impl Twinlock {
    /// Takes a code.
    ///
    /// # Errors
    /// When there is no session or no factor, or a port fails.
    pub async fn pass_second_factor(
        &self,
        command: PassSecondFactor<'_>,
        origin: &RequestOrigin,
    ) -> Result<PassSecondFactorOutcome, PassSecondFactorError> {
        self.once(origin, async || self.pass_second_factor_once(command, origin).await).await
    }

    async fn pass_second_factor_once(
        &self,
        command: PassSecondFactor<'_>,
        origin: &RequestOrigin,
    ) -> Result<PassSecondFactorOutcome, PassSecondFactorError> {
        let at = self.occasion(origin);
        self.write(async |tx| {
            let (SessionState::Pending(who) | SessionState::SignedIn(who)) =
                self.session_state_in(tx, command.session, at.now).await?
            else {
                return Err(PassSecondFactorError::NotSignedIn);
            };
            if !enrolment(&who.factors).is_enrolled() {
                return Err(PassSecondFactorError::NotEnrolled);
            }
            let method = match self.check_code(tx, &who, command.code, &at).await? {
                CodeVerdict::Right(method) => method,
                CodeVerdict::Refused(refusal) => return Ok(PassSecondFactorOutcome::Refused(refusal)),
            };
            let trusted_device = match who.session.stage {
                SessionStage::PendingSecondFactor if command.trust_device => Some(self.trust(tx, &who, &at).await?),
                SessionStage::PendingSecondFactor | SessionStage::Active => None,
            };
            let session = Session { stage: SessionStage::Active, ..who.session };
            let authentication = session.authentication.with(method, at.now);
            let token = self.renew_session(tx, &session, authentication, &at).await?;
            let kept = Kept { device: trusted_device.clone(), ..Kept::session(&token) };
            self.keep(tx, &kept, &at).await?;
            Ok(PassSecondFactorOutcome::Passed { token, trusted_device })
        })
        .await
    }

    async fn trust(
        &self,
        tx: &mut dyn Transaction,
        who: &Principal,
        at: &Occasion<'_>,
    ) -> Result<BearerSecret, Failure> {
        let token = self.ports.secrets.bearer();
        // One more makes the oldest forgotten.
        for surplus in tx.devices(who.account.id).await?.iter().skip(bounds::DEVICES - 1) {
            tx.forget_device(who.account.id, surplus.id).await?;
        }
        tx.add_device(&TrustedDevice {
            id: TrustedDeviceId::new(at.now, self.entropy_for_id()),
            account: who.account.id,
            token: self.hash(token.expose()),
            device: at.origin.device.clone(),
            created_at: at.now,
            expires_at: at.now + self.lifetimes().trusted_device,
        })
        .await?;
        tx.record(self.event(AuditKind::DeviceTrusted, at.now, at.origin).by(who.account.id).row()).await?;
        Ok(token)
    }
}
