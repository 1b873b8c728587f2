//! *Revoke all*: one write ends every consent, code and token of an app (R16). And one user's, by the owner (R17).

use twinlock_domain::{AppChange, AppId, AuditKind, EmailAddress, Password};

use super::policy::PolicyOutcome;
use super::require_two_factor::PolicyChange;
use super::weakening::Wanted;
use super::{Actor, AppError, PolicyState};
use crate::accounts::{Demand, Occasion, Proof};
use crate::redacted_debug::redacted_debug;
use crate::{RequestOrigin, Twinlock};

/// Revoke everybody's consent to an app.
pub struct RevokeConsents<'a> {
    /// By whom.
    pub by: Actor<'a>,
    /// To which app.
    pub app: AppId,
    /// The password, where it has to be given again.
    pub password: Option<Password>,
    /// The code, where one has to be given.
    pub code: Option<&'a str>,
}

redacted_debug!(RevokeConsents);

/// Revoke one user's access to an app.
pub struct RevokeOneUser<'a> {
    /// By whom.
    pub by: Actor<'a>,
    /// To which app.
    pub app: AppId,
    /// Whose.
    pub user: EmailAddress,
}

redacted_debug!(RevokeOneUser);

impl Twinlock {
    /// Revokes everybody's consent. When this returns, everything older is dead, on every node.
    ///
    /// # Errors
    /// When whoever asks may not or has not shown enough, or a port fails.
    pub async fn revoke_consents(
        &self,
        command: RevokeConsents<'_>,
        origin: &RequestOrigin,
    ) -> Result<PolicyState, AppError> {
        let password = self.given_password(command.by, command.password.as_ref()).await?;
        let at = Occasion { now: self.now(), origin };
        let outcome = self
            .write::<_, AppError>(async |tx| {
                let (administrator, mut app) = self.administered(tx, command.by, command.app, at.now).await?;
                let proof = Proof { password, code: command.code, demand: Demand::FreshPassword };
                let wanted =
                    Wanted { administrator: &administrator, app: &app, changes: &[AppChange::ConsentsRevoked] };
                if let Some(refusal) = self.refuse_or_tell(tx, wanted, &proof, &at).await? {
                    return Ok(PolicyOutcome::Refused(refusal));
                }
                let before = app.policy.epoch.get();
                app.policy.revoke_all(at.now);
                tx.set_policy(app.id, &app.policy).await?;
                let detail = format!("epoch {before} -> {}", app.policy.epoch.get());
                let change = PolicyChange { kind: AuditKind::ConsentsRevoked, detail };
                tx.record(self.policy_event(&administrator, &app, change, &at).row()).await?;
                Ok(PolicyOutcome::Done(Box::new(app)))
            })
            .await?;
        Ok(self.policy_state(&outcome.into_result()?).await)
    }

    /// Ends one user's access. The answer is the same whether there was any, so that it tells nothing.
    ///
    /// # Errors
    /// When whoever asks may not, or a port fails.
    pub async fn revoke_one_user(&self, command: RevokeOneUser<'_>, origin: &RequestOrigin) -> Result<(), AppError> {
        let now = self.now();
        self.write(async |tx| {
            let (administrator, app) = self.administered(tx, command.by, command.app, now).await?;
            let Some(account) = tx.account_by_email(&command.user).await? else { return Ok(()) };
            let consent = tx.revoke_consent(account.id, app.id, now).await?;
            let grants = tx.revoke_grants(account.id, app.id, now).await?;
            if consent || grants > 0 {
                let event = self.event(AuditKind::ConsentRevoked, now, origin).about(account.id).app(app.id);
                let event = event.actor(administrator.account());
                tx.record(event.row()).await?;
            }
            Ok(())
        })
        .await
    }
}
