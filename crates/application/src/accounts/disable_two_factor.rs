//! Disabling the second factor: password and code in one go (R23), and what depends on it goes with it (R2, R15).

use twinlock_domain::{AuditKind, Authentication, BearerSecret, Password};
use twinlock_ports::{Account, App, Transaction};

use super::{Confirmation, Demand, Kept, Occasion, Proof, ReauthenticationRefusal, Repeatable};
use crate::failure::fails_with;
use crate::mail_templates::MailTemplate;
use crate::redacted_debug::redacted_debug;
use crate::session_state::enrolment;
use crate::{Failure, RequestOrigin, SessionState, Twinlock};

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

/// What came of it.
#[derive(Clone, Debug)]
pub enum DisableTwoFactorOutcome {
    /// It is off, and every session of the account is single-factor.
    Disabled {
        /// The session's new cookie.
        token: BearerSecret,
        /// The apps that require it and are not connected any more.
        disconnected: Vec<App>,
    },
    /// Password or code do not do.
    Refused(ReauthenticationRefusal),
}

/// Why nothing was disabled.
#[derive(Debug, thiserror::Error)]
pub enum DisableTwoFactorError {
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

fails_with!(DisableTwoFactorError);

impl Repeatable for DisableTwoFactorOutcome {
    fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_))
    }

    /// The apps were named by the first answer.
    fn again(kept: Kept, visit: SessionState) -> Option<Self> {
        visit.signed_in().zip(kept.session).map(|(_, token)| Self::Disabled { token, disconnected: Vec::new() })
    }
}

impl Twinlock {
    /// Disables the second factor.
    ///
    /// # Errors
    /// When nobody is signed in, the account is not enrolled, or a port fails.
    pub async fn disable_two_factor(
        &self,
        command: DisableTwoFactor<'_>,
        origin: &RequestOrigin,
    ) -> Result<DisableTwoFactorOutcome, DisableTwoFactorError> {
        self.once(origin, async || self.disable_two_factor_once(command, origin).await).await
    }

    async fn disable_two_factor_once(
        &self,
        command: DisableTwoFactor<'_>,
        origin: &RequestOrigin,
    ) -> Result<DisableTwoFactorOutcome, DisableTwoFactorError> {
        let session = command.session.ok_or(DisableTwoFactorError::NotSignedIn)?;
        let password = self.check_password(session, Some(&command.password)).await?;
        let at = self.occasion(origin);
        self.write(async |tx| {
            let who = self.session_state_in(tx, Some(session), at.now).await?.signed_in();
            let who = who.ok_or(DisableTwoFactorError::NotSignedIn)?;
            if !enrolment(&who.factors).is_enrolled() {
                return Err(DisableTwoFactorError::NotEnrolled);
            }
            let proof = Proof { password, code: Some(command.code), demand: Demand::PasswordNow };
            let shown = match self.confirm_in(tx, &who, &proof, &at).await? {
                Confirmation::Confirmed(shown) => shown,
                Confirmation::Refused(refusal) => return Ok(DisableTwoFactorOutcome::Refused(refusal)),
            };
            let account = &who.account;
            let disconnected = self.strip_second_factor(tx, account, &at).await?;
            let single_factor = Authentication::password(shown.password_at);
            let token = self.renew_session(tx, &who.session, single_factor, &at).await?;
            self.enqueue_mail(
                tx,
                &account.email,
                &MailTemplate::TwoFactorDisabled { disconnected: disconnected.len() },
                &at,
            )
            .await?;
            let event = self.event(AuditKind::TwoFactorDisabled, at.now, origin).by(account.id);
            tx.record(event.detail(named(&disconnected)).row()).await?;
            self.keep(tx, &Kept::session(&token), &at).await?;
            Ok(DisableTwoFactorOutcome::Disabled { token, disconnected })
        })
        .await
    }

    /// Takes an account's factors, and in the same transaction everything that stood on them: what its sessions had
    /// shown, its trusted devices, and its grants to apps that require two-factor (R2, R15). Answers those apps.
    pub(super) async fn strip_second_factor(
        &self,
        tx: &mut dyn Transaction,
        account: &Account,
        at: &Occasion<'_>,
    ) -> Result<Vec<App>, Failure> {
        let disconnected = tx.apps_under_requirement(account.id).await?;
        tx.remove_factors(account.id).await?;
        tx.drop_second_factor(account.id).await?;
        tx.forget_devices(account.id).await?;
        tx.revoke_grants_under_requirement(account.id, at.now).await?;
        Ok(disconnected)
    }
}

/// Apps for the audit log, by their ids.
pub(super) fn named(apps: &[App]) -> String {
    let ids: Vec<_> = apps.iter().map(|app| app.id.to_string()).collect();
    ids.join(" ")
}
