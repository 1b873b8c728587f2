//! Recovery codes: ten at a time, shown once, and only the latest set works (R4).

use twinlock_domain::{AccountId, AuditKind, BearerSecret, Password, SecretHash};
use twinlock_ports::Transaction;

use super::{Confirmation, Demand, Kept, Occasion, Proof, ReauthenticationRefusal, Repeatable};
use crate::failure::fails_with;
use crate::mail_templates::MailTemplate;
use crate::redacted_debug::redacted_debug;
use crate::session_state::enrolment;
use crate::{Failure, RequestOrigin, SessionState, Twinlock};

/// How many there are in a set.
const SET: usize = 10;

/// Make new recovery codes in the place of the old.
pub struct ReplaceRecoveryCodes<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// The password.
    pub password: Password,
    /// A code, or one of the old recovery codes.
    pub code: &'a str,
}

redacted_debug!(ReplaceRecoveryCodes);

/// What came of it.
#[derive(Clone, Debug)]
pub enum ReplaceRecoveryCodesOutcome {
    /// There are new ones.
    Replaced {
        /// The session's new cookie.
        token: BearerSecret,
        /// The codes, to be shown this once.
        recovery_codes: Vec<BearerSecret>,
    },
    /// Password or code do not do.
    Refused(ReauthenticationRefusal),
}

/// Why nothing was replaced.
#[derive(Debug, thiserror::Error)]
pub enum ReplaceRecoveryCodesError {
    /// Nobody is signed in.
    #[error("sign in first")]
    NotSignedIn,
    /// The account has no second factor.
    #[error("this account has no second factor")]
    NotEnrolled,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(ReplaceRecoveryCodesError);

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
    /// When nobody is signed in, the account is not enrolled, or a port fails.
    pub async fn replace_recovery_codes(
        &self,
        command: ReplaceRecoveryCodes<'_>,
        origin: &RequestOrigin,
    ) -> Result<ReplaceRecoveryCodesOutcome, ReplaceRecoveryCodesError> {
        self.once(origin, async || self.replace_recovery_codes_once(command, origin).await).await
    }

    async fn replace_recovery_codes_once(
        &self,
        command: ReplaceRecoveryCodes<'_>,
        origin: &RequestOrigin,
    ) -> Result<ReplaceRecoveryCodesOutcome, ReplaceRecoveryCodesError> {
        let session = command.session.ok_or(ReplaceRecoveryCodesError::NotSignedIn)?;
        let password = self.check_password(session, Some(&command.password)).await?;
        let at = self.occasion(origin);
        self.write(async |tx| {
            let who = self.session_state_in(tx, Some(session), at.now).await?.signed_in();
            let who = who.ok_or(ReplaceRecoveryCodesError::NotSignedIn)?;
            if !enrolment(&who.factors).is_enrolled() {
                return Err(ReplaceRecoveryCodesError::NotEnrolled);
            }
            let proof = Proof { password, code: Some(command.code), demand: Demand::PasswordNow };
            let shown = match self.confirm_in(tx, &who, &proof, &at).await? {
                Confirmation::Confirmed(shown) => shown,
                Confirmation::Refused(refusal) => return Ok(ReplaceRecoveryCodesOutcome::Refused(refusal)),
            };
            let account = &who.account;
            let recovery_codes = self.new_recovery_codes(tx, account.id, &at).await?;
            self.enqueue_mail(tx, &account.email, &MailTemplate::RecoveryCodesReplaced, &at).await?;
            tx.record(self.event(AuditKind::RecoveryCodesReplaced, at.now, origin).by(account.id).row()).await?;
            let token = self.renew_session(tx, &who.session, shown, &at).await?;
            let kept = Kept { recovery_codes: recovery_codes.clone(), ..Kept::session(&token) };
            self.keep(tx, &kept, &at).await?;
            Ok(ReplaceRecoveryCodesOutcome::Replaced { token, recovery_codes })
        })
        .await
    }

    /// A new set; the store keeps hashes alone.
    pub(super) async fn new_recovery_codes(
        &self,
        tx: &mut dyn Transaction,
        account: AccountId,
        at: &Occasion<'_>,
    ) -> Result<Vec<BearerSecret>, Failure> {
        let codes: Vec<_> = (0..SET).map(|_| self.ports.secrets.recovery_code()).collect();
        let hashes: Vec<SecretHash> = codes.iter().map(|code| self.hash(code.expose())).collect();
        tx.replace_recovery_codes(account, &hashes, at.now).await?;
        Ok(codes)
    }
}
