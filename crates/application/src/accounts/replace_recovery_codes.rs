//! Recovery codes: ten at a time, shown once, and only the latest set works (R4).

use twinlock_domain::{AccountId, AuditKind, BearerSecret, Password, SecretHash};

use super::{Confirmation, Demand, Kept, Proof, ReauthenticationRefusal, Repeatable, SecondFactorError};
use crate::mail::MailEvent;
use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, SessionState, TransactionName, Twinlock};

/// How many codes are in a set.
const SET: usize = 10;

/// Replace the recovery codes by new ones.
pub struct ReplaceRecoveryCodes<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// The password.
    pub password: Password,
    /// A code, or one of the old recovery codes.
    pub code: &'a str,
}

redacted_debug!(ReplaceRecoveryCodes);

/// The outcome.
#[derive(Clone, Debug)]
pub enum ReplaceRecoveryCodesOutcome {
    /// The codes were replaced.
    Replaced {
        /// The session's new cookie.
        token: BearerSecret,
        /// The codes, which are shown only this once.
        recovery_codes: Vec<BearerSecret>,
    },
    /// The password or the code was refused.
    Refused(ReauthenticationRefusal),
}

impl Repeatable for ReplaceRecoveryCodesOutcome {
    fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    fn again(kept: Kept, visit: SessionState) -> Option<Self> {
        visit
            .signed_in()
            .zip(kept.session)
            .map(|(_, token)| Self::Replaced { token, recovery_codes: kept.recovery_codes })
    }
}

impl Twinlock {
    /// Replaces the recovery codes.
    ///
    /// # Errors
    /// [`SecondFactorError::NotSignedIn`] if nobody is signed in; [`SecondFactorError::NotEnrolled`] if the account has
    /// no second factor; [`SecondFactorError::Failure`] if a port fails.
    pub async fn replace_recovery_codes(
        &self,
        command: ReplaceRecoveryCodes<'_>,
        origin: &RequestOrigin,
    ) -> Result<ReplaceRecoveryCodesOutcome, SecondFactorError> {
        self.once(origin, async || self.replace_recovery_codes_once(command, origin).await).await
    }

    async fn replace_recovery_codes_once(
        &self,
        command: ReplaceRecoveryCodes<'_>,
        origin: &RequestOrigin,
    ) -> Result<ReplaceRecoveryCodesOutcome, SecondFactorError> {
        let password = self.check_password(command.session, Some(&command.password)).await?;
        self.write(TransactionName::ReplaceRecoveryCodes, origin, async |work| {
            let who = work.signed_in(command.session).await?;
            if !who.factors.is_enrolled() {
                return Err(SecondFactorError::NotEnrolled);
            }
            let proof = Proof { password, code: Some(command.code), demand: Demand::PasswordNow };
            let shown = match work.confirm_in(&who, &proof).await? {
                Confirmation::Confirmed(shown) => shown,
                Confirmation::Refused(refusal) => return Ok(ReplaceRecoveryCodesOutcome::Refused(refusal)),
            };
            let account = &who.account;
            let recovery_codes = work.new_recovery_codes(account.id).await?;
            work.enqueue_mail(account, MailEvent::RecoveryCodesReplaced).await?;
            work.record(AuditKind::RecoveryCodesReplaced).by(account.id).await?;
            let token = work.renew_session(&who.session, shown).await?;
            let kept = Kept { recovery_codes: recovery_codes.clone(), ..Kept::session(&token) };
            work.keep(&kept).await?;
            Ok(ReplaceRecoveryCodesOutcome::Replaced { token, recovery_codes })
        })
        .await
    }
}

impl UnitOfWork<'_> {
    /// Creates a new set. The store keeps only the hashes.
    pub(super) async fn new_recovery_codes(&mut self, account: AccountId) -> Result<Vec<BearerSecret>, Failure> {
        let codes: Vec<_> = (0..SET).map(|_| self.twinlock.ports.secrets.recovery_code()).collect();
        let hashes: Vec<SecretHash> = codes.iter().map(|code| self.hash(code.expose())).collect();
        self.tx.replace_recovery_codes(account, &hashes, self.now).await?;
        Ok(codes)
    }
}
