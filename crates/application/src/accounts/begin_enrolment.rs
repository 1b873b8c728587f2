//! Beginning to enrol: a fresh password, then a new seed that only this session may confirm (R21).

use twinlock_domain::{AuditKind, BearerSecret, FactorId, Password};
use twinlock_ports::{Principal, TotpFactor, Transaction};

use super::pending_enrolment::pending_factor;
use super::{Confirmation, Demand, Kept, Occasion, Proof, ReauthenticationRefusal, Repeatable};
use crate::failure::fails_with;
use crate::redacted_debug::redacted_debug;
use crate::session_state::enrolment;
use crate::{Failure, RequestOrigin, SessionState, Twinlock};

/// Begin to set up two-factor authentication.
pub struct BeginEnrolment<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// The password, unless it was given a few minutes ago.
    pub password: Option<Password>,
}

redacted_debug!(BeginEnrolment);

/// What came of it.
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

/// Why it was not begun.
#[derive(Debug, thiserror::Error)]
pub enum BeginEnrolmentError {
    /// Nobody is signed in. A sign-in that still owes a code is none.
    #[error("sign in first")]
    NotSignedIn,
    /// The account has a second factor: disable that first, with a code of it.
    #[error("two-factor authentication is on already")]
    AlreadyEnrolled,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(BeginEnrolmentError);

impl Repeatable for BeginEnrolmentOutcome {
    fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    fn again(kept: Kept, visit: SessionState) -> Option<Self> {
        visit.signed_in().zip(kept.session).map(|(_, token)| Self::Begun { token: Some(token) })
    }
}

impl Twinlock {
    /// Begins to enrol.
    ///
    /// # Errors
    /// When nobody is signed in, the account is enrolled, or a port fails.
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
        let session = command.session.ok_or(BeginEnrolmentError::NotSignedIn)?;
        let password = self.check_password(session, command.password.as_ref()).await?;
        let at = self.occasion(origin);
        self.write(async |tx| {
            let who = self.session_state_in(tx, Some(session), at.now).await?.signed_in();
            let who = who.ok_or(BeginEnrolmentError::NotSignedIn)?;
            if enrolment(&who.factors).is_enrolled() {
                return Err(BeginEnrolmentError::AlreadyEnrolled);
            }
            let proof = Proof { password, code: None, demand: Demand::FreshPassword };
            let shown = match self.confirm_in(tx, &who, &proof, &at).await? {
                Confirmation::Confirmed(shown) => shown,
                Confirmation::Refused(refusal) => return Ok(BeginEnrolmentOutcome::Refused(refusal)),
            };
            // Begun twice (a reload, another tab), it is the same seed: what the phone has scanned stays right.
            if pending_factor(&who, at.now).is_none() {
                self.show_new_seed(tx, &who, &at).await?;
            }
            if shown == who.session.authentication {
                return Ok(BeginEnrolmentOutcome::Begun { token: None });
            }
            let token = self.renew_session(tx, &who.session, shown, &at).await?;
            self.keep(tx, &Kept::session(&token), &at).await?;
            Ok(BeginEnrolmentOutcome::Begun { token: Some(token) })
        })
        .await
    }

    async fn show_new_seed(&self, tx: &mut dyn Transaction, who: &Principal, at: &Occasion<'_>) -> Result<(), Failure> {
        let id = FactorId::new(at.now, self.entropy_for_id());
        let sealed_seed = self.ports.vault.seal_seed(id, &self.ports.totp.seed());
        tx.add_factor(&TotpFactor {
            id,
            account: who.account.id,
            session: who.session.id,
            sealed_seed,
            created_at: at.now,
            confirmed_at: None,
            last_step: None,
        })
        .await?;
        let event = self.event(AuditKind::EnrolmentStarted, at.now, at.origin).by(who.account.id);
        Ok(tx.record(event.row()).await?)
    }
}
