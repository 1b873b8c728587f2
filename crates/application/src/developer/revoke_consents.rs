//! *Revoke all*: one write ends every consent, code and token of an app (R16). Also: revoking one user's access (R17).

use twinlock_domain::{AppChange, AppId, AuditKind, EmailAddress, Password};

use super::policy::PolicyOutcome;
use super::require_two_factor::PolicyChange;
use super::weakening::Wanted;
use super::{AppError, PolicyState};
use crate::accounts::{Demand, Proof};
use crate::redacted_debug::redacted_debug;
use crate::{Actor, RequestOrigin, TransactionName, Twinlock};

/// Revoke everybody's consent to an app.
pub struct RevokeConsents<'a> {
    /// Who asks for the change.
    pub by: Actor<'a>,
    /// The app.
    pub app: AppId,
    /// The password, where it has to be given again.
    pub password: Option<Password>,
    /// The code, where one has to be given.
    pub code: Option<&'a str>,
}

redacted_debug!(RevokeConsents);

/// Revoke one user's access to an app.
pub struct RevokeOneUser<'a> {
    /// Who asks for the change.
    pub by: Actor<'a>,
    /// The app.
    pub app: AppId,
    /// The account whose access is revoked.
    pub user: EmailAddress,
}

redacted_debug!(RevokeOneUser);

impl Twinlock {
    /// Revokes everybody's consent. When this returns, every earlier consent, code and token is invalid on all nodes.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`] or [`AppError::NotFound`] if the caller does not administer the app;
    /// [`AppError::Reauthentication`] if the change needs a fresh proof; [`AppError::Failure`] if a port fails.
    pub async fn revoke_consents(
        &self,
        command: RevokeConsents<'_>,
        origin: &RequestOrigin,
    ) -> Result<PolicyState, AppError> {
        let password = self.given_password(command.by, command.password.as_ref()).await?;
        let outcome = self
            .write::<_, AppError>(TransactionName::RevokeConsents, origin, async |work| {
                let (administrator, mut app) = work.administered(command.by, command.app).await?;
                let proof = Proof { password, code: command.code, demand: Demand::FreshPassword };
                let wanted =
                    Wanted { administrator: &administrator, app: &app, changes: &[AppChange::ConsentsRevoked] };
                if let Some(refusal) = work.refuse_or_tell(wanted, &proof).await? {
                    return Ok(PolicyOutcome::Refused(refusal));
                }
                let before = app.policy.epoch.get();
                app.policy.revoke_all(work.now);
                work.tx.set_policy(app.id, &app.policy).await?;
                let detail = format!("epoch {before} -> {}", app.policy.epoch.get());
                let change = PolicyChange { kind: AuditKind::ConsentsRevoked, detail };
                work.record_policy_change(&administrator, &app, change).await?;
                Ok(PolicyOutcome::Done(Box::new(app)))
            })
            .await?;
        Ok(self.policy_state(&outcome.into_result()?).await)
    }

    /// Revokes one user's access. The result is the same if there was none, so that it does not reveal who uses the
    /// app.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`] or [`AppError::NotFound`] if the caller does not administer the app;
    /// [`AppError::Failure`] if a port fails.
    pub async fn revoke_one_user(&self, command: RevokeOneUser<'_>, origin: &RequestOrigin) -> Result<(), AppError> {
        self.write(TransactionName::RevokeOneUser, origin, async |work| {
            let (administrator, app) = work.administered(command.by, command.app).await?;
            let Some(account) = work.tx.account_by_email(&command.user).await? else { return Ok(()) };
            let consent = work.tx.revoke_consent(account.id, app.id, work.now).await?;
            let grants = work.tx.revoke_grants(account.id, app.id, work.now).await?;
            if consent || grants > 0 {
                let event = work.record(AuditKind::ConsentRevoked).about(account.id).app(app.id);
                let event = event.actor(administrator.account());
                event.await?;
            }
            Ok(())
        })
        .await
    }
}
