//! Disabling the second factor: needs password and code in one request (R23), and removes what depends on the factor
//! (R2, R15).

use twinlock_domain::{AuditKind, Authentication, BearerSecret, Password};
use twinlock_ports::{Account, App};

use super::{Confirmation, Demand, Kept, Proof, ReauthenticationRefusal, Repeatable, SecondFactorError};
use crate::mail::MailEvent;
use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, SessionState, TransactionName, Twinlock};

/// Disable the second factor.
pub struct DisableTwoFactor<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// The password.
    pub password: Password,
    /// A current code, or a recovery code.
    pub code: &'a str,
}

redacted_debug!(DisableTwoFactor);

/// The outcome.
#[derive(Clone, Debug)]
pub enum DisableTwoFactorOutcome {
    /// The factor is removed, and every session of the account is single-factor.
    Disabled {
        /// The session's new cookie.
        token: BearerSecret,
        /// The apps that require a second factor and therefore lost access.
        disconnected: Vec<App>,
    },
    /// The password or the code was refused.
    Refused(ReauthenticationRefusal),
}

impl Repeatable for DisableTwoFactorOutcome {
    fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    /// A repeat names no apps: the first response named them.
    fn again(kept: Kept, visit: SessionState) -> Option<Self> {
        visit.signed_in().zip(kept.session).map(|(_, token)| Self::Disabled { token, disconnected: Vec::new() })
    }
}

impl Twinlock {
    /// Disables the second factor.
    ///
    /// # Errors
    /// [`SecondFactorError::NotSignedIn`] if nobody is signed in; [`SecondFactorError::NotEnrolled`] if the account has
    /// no second factor; [`SecondFactorError::Failure`] if a port fails.
    pub async fn disable_two_factor(
        &self,
        command: DisableTwoFactor<'_>,
        origin: &RequestOrigin,
    ) -> Result<DisableTwoFactorOutcome, SecondFactorError> {
        self.once(origin, async || self.disable_two_factor_once(command, origin).await).await
    }

    async fn disable_two_factor_once(
        &self,
        command: DisableTwoFactor<'_>,
        origin: &RequestOrigin,
    ) -> Result<DisableTwoFactorOutcome, SecondFactorError> {
        let password = self.check_password(command.session, Some(&command.password)).await?;
        self.write(TransactionName::DisableTwoFactor, origin, async |work| {
            let who = work.signed_in(command.session).await?;
            if !who.factors.is_enrolled() {
                return Err(SecondFactorError::NotEnrolled);
            }
            let proof = Proof { password, code: Some(command.code), demand: Demand::PasswordNow };
            let shown = match work.confirm_in(&who, &proof).await? {
                Confirmation::Confirmed(shown) => shown,
                Confirmation::Refused(refusal) => return Ok(DisableTwoFactorOutcome::Refused(refusal)),
            };
            let account = &who.account;
            let disconnected = work.strip_second_factor(account).await?;
            let single_factor = Authentication::password(shown.password_at);
            let token = work.renew_session(&who.session, single_factor).await?;
            work.enqueue_mail(account, MailEvent::TwoFactorDisabled { disconnected: disconnected.len() }).await?;
            let event = work.record(AuditKind::TwoFactorDisabled).by(account.id);
            event.detail(named(&disconnected)).await?;
            work.keep(&Kept::session(&token)).await?;
            Ok(DisableTwoFactorOutcome::Disabled { token, disconnected })
        })
        .await
    }
}

impl UnitOfWork<'_> {
    /// Removes an account's factors, and in the same transaction everything that depends on them: the second factor of
    /// its sessions, its trusted devices, and its grants to apps that require one (R2, R15). Returns those apps.
    pub(super) async fn strip_second_factor(&mut self, account: &Account) -> Result<Vec<App>, Failure> {
        let disconnected = self.tx.apps_under_requirement(account.id).await?;
        self.tx.remove_factors(account.id).await?;
        self.tx.drop_second_factor(account.id).await?;
        self.tx.forget_devices(account.id).await?;
        self.tx.revoke_grants_under_requirement(account.id, self.now).await?;
        Ok(disconnected)
    }
}

/// The ids of apps, separated by spaces, for the audit log.
pub(super) fn named(apps: &[App]) -> String {
    let ids: Vec<_> = apps.iter().map(|app| app.id.to_string()).collect();
    ids.join(" ")
}
