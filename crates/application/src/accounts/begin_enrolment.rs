//! Beginning to enrol: needs a fresh password, and creates a seed that only this session may confirm (R21).

use twinlock_domain::{AuditKind, BearerSecret, FactorId, Password};
use twinlock_ports::{Factor, FactorKind, Principal, TotpFactor};

use super::pending_enrolment::pending_factor;
use super::{Confirmation, Demand, Kept, Proof, ReauthenticationRefusal, Repeatable};
use crate::failure::from_ports_and_session;
use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, SessionState, TransactionName, Twinlock};

/// Begin to set up two-factor authentication.
pub struct BeginEnrolment<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// The password, unless it was given a few minutes ago.
    pub password: Option<Password>,
}

redacted_debug!(BeginEnrolment);

/// The outcome.
#[derive(Clone, Debug)]
pub enum BeginEnrolmentOutcome {
    /// There is a seed to be shown: see [`Twinlock::pending_enrolment`].
    Begun {
        /// The session's new cookie, where the password was given again.
        token: Option<BearerSecret>,
    },
    /// The password was not given, or is wrong.
    Refused(ReauthenticationRefusal),
}

/// Why enrolment was not begun.
#[derive(Debug, thiserror::Error)]
pub enum BeginEnrolmentError {
    /// Nobody is signed in, or the sign-in still needs a code.
    #[error("sign in first")]
    NotSignedIn,
    /// The account has a second factor, which must be disabled first, with one of its codes.
    #[error("two-factor authentication is on already")]
    AlreadyEnrolled,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

from_ports_and_session!(BeginEnrolmentError);

impl Repeatable for BeginEnrolmentOutcome {
    fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    fn again(kept: Kept, visit: SessionState) -> Option<Self> {
        visit.signed_in().zip(kept.session).map(|(_, token)| Self::Begun { token: Some(token) })
    }
}

impl Twinlock {
    /// Begins to enrol, and creates the seed of a new factor.
    ///
    /// # Errors
    /// [`BeginEnrolmentError::NotSignedIn`] if nobody is signed in; [`BeginEnrolmentError::AlreadyEnrolled`] if there
    /// is a second factor; [`BeginEnrolmentError::Failure`] if a port fails.
    pub async fn begin_enrolment(
        &self,
        command: BeginEnrolment<'_>,
        origin: &RequestOrigin,
    ) -> Result<BeginEnrolmentOutcome, BeginEnrolmentError> {
        self.once(origin, async || self.begin_enrolment_once(command, origin).await).await
    }

    async fn begin_enrolment_once(
        &self,
        command: BeginEnrolment<'_>,
        origin: &RequestOrigin,
    ) -> Result<BeginEnrolmentOutcome, BeginEnrolmentError> {
        let password = self.check_password(command.session, command.password.as_ref()).await?;
        self.write(TransactionName::BeginEnrolment, origin, async |work| {
            let who = work.signed_in(command.session).await?;
            if who.factors.is_enrolled() {
                return Err(BeginEnrolmentError::AlreadyEnrolled);
            }
            let proof = Proof { password, code: None, demand: Demand::FreshPassword };
            let shown = match work.confirm_in(&who, &proof).await? {
                Confirmation::Confirmed(shown) => shown,
                Confirmation::Refused(refusal) => return Ok(BeginEnrolmentOutcome::Refused(refusal)),
            };
            // If enrolment is begun twice (a reload, another tab), the seed stays the same, so that a QR code scanned
            // before still works.
            if pending_factor(&who, work.now).is_none() {
                work.show_new_seed(&who).await?;
            }
            if shown == who.session.authentication {
                return Ok(BeginEnrolmentOutcome::Begun { token: None });
            }
            let token = work.renew_session(&who.session, shown).await?;
            work.keep(&Kept::session(&token)).await?;
            Ok(BeginEnrolmentOutcome::Begun { token: Some(token) })
        })
        .await
    }
}

impl UnitOfWork<'_> {
    async fn show_new_seed(&mut self, who: &Principal) -> Result<(), Failure> {
        let id = FactorId::new(self.now, self.twinlock.entropy_for_id());
        let sealed_seed = self.twinlock.ports.vault.seal_seed(id, &self.twinlock.ports.totp.seed());
        self.tx
            .add_factor(&Factor {
                id,
                account: who.account.id,
                session: who.session.id,
                created_at: self.now,
                confirmed_at: None,
                kind: FactorKind::Totp(TotpFactor { sealed_seed, last_step: None }),
            })
            .await?;
        let event = self.record(AuditKind::EnrolmentStarted).by(who.account.id);
        Ok(event.await?)
    }
}
