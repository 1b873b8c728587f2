//! The switch: turning an app's requirement on, without proof, and off, with proof (R24). Also the enrolment age (R22).

use std::time::Duration;

use twinlock_domain::{AppId, AuditKind, Password, Timestamp};
use twinlock_ports::{App, StoreError};

use super::owner::AuthorizedActor;
use super::policy::PolicyOutcome;
use super::weakening::Wanted;
use super::{AppError, InvalidApp, PolicyState};
use crate::accounts::{CheckedPassword, Demand, Proof};
use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;
use crate::{Actor, RequestOrigin, TransactionName, Twinlock};

/// Turn the requirement on or off.
pub struct RequireTwoFactor<'a> {
    /// Who asks for the change.
    pub by: Actor<'a>,
    /// The app.
    pub app: AppId,
    /// Whether the app will require a second factor.
    pub required: bool,
    /// Whether to revoke all consents in the same transaction. That needs the same proof as revoking them alone.
    pub revoke_all: bool,
    /// The password, where it has to be given again.
    pub password: Option<Password>,
    /// The code, where one has to be given.
    pub code: Option<&'a str>,
}

redacted_debug!(RequireTwoFactor);

/// Set how old a factor must be to satisfy the app.
pub struct SetEnrolmentAge<'a> {
    /// Who asks for the change.
    pub by: Actor<'a>,
    /// The app.
    pub app: AppId,
    /// The least age of a factor.
    pub age: Duration,
    /// The password, if it has to be given again: a lower age weakens the app.
    pub password: Option<Password>,
    /// The code, where one has to be given.
    pub code: Option<&'a str>,
}

redacted_debug!(SetEnrolmentAge);

/// The longest enrolment age.
const LONGEST_AGE: Duration = Duration::from_hours(366 * 24);

impl Twinlock {
    /// Turns the requirement on or off. When this returns, every request that starts later sees it (R8).
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`] or [`AppError::NotFound`] if the caller does not administer the app;
    /// [`AppError::Reauthentication`] if the change needs a fresh proof; [`AppError::Failure`] if a port fails.
    pub async fn require_two_factor(
        &self,
        command: RequireTwoFactor<'_>,
        origin: &RequestOrigin,
    ) -> Result<PolicyState, AppError> {
        let password = self.given_password(command.by, command.password.as_ref()).await?;
        let outcome = self
            .write::<_, AppError>(TransactionName::RequireTwoFactor, origin, async |work| {
                let (administrator, mut app) = work.administered(command.by, command.app).await?;
                let before = app.clone();
                let changes = flip(&mut app, command.required, command.revoke_all, work.now);
                let wanted = Wanted {
                    administrator: &administrator,
                    app: &before,
                    changes: &before.policy.changes_to(&app.policy),
                };
                let proof = Proof { password, code: command.code, demand: Demand::FreshPassword };
                if let Some(refusal) = work.refuse_or_tell(wanted, &proof).await? {
                    return Ok(PolicyOutcome::Refused(refusal));
                }
                if !changes.is_empty() {
                    work.tx.set_policy(app.id, &app.policy).await?;
                }
                for change in changes {
                    work.record_policy_change(&administrator, &app, change).await?;
                }
                Ok(PolicyOutcome::Done(Box::new(app)))
            })
            .await?;
        Ok(self.policy_state(&outcome.into_result()?).await)
    }

    /// Sets the enrolment age.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`] or [`AppError::NotFound`] if the caller does not administer the app;
    /// [`AppError::Reauthentication`] if the change needs a fresh proof; [`AppError::Invalid`] if what was entered is
    /// invalid; [`AppError::Failure`] if a port fails.
    pub async fn set_enrolment_age(
        &self,
        command: SetEnrolmentAge<'_>,
        origin: &RequestOrigin,
    ) -> Result<PolicyState, AppError> {
        if command.age > LONGEST_AGE {
            return Err(InvalidApp::EnrolmentAge.into());
        }
        let password = self.given_password(command.by, command.password.as_ref()).await?;
        let outcome = self
            .write::<_, AppError>(TransactionName::SetEnrolmentAge, origin, async |work| {
                let (administrator, mut app) = work.administered(command.by, command.app).await?;
                let before = app.clone();
                app.policy.enrolment_age = command.age;
                let wanted = Wanted {
                    administrator: &administrator,
                    app: &before,
                    changes: &before.policy.changes_to(&app.policy),
                };
                let proof = Proof { password, code: command.code, demand: Demand::FreshPassword };
                if let Some(refusal) = work.refuse_or_tell(wanted, &proof).await? {
                    return Ok(PolicyOutcome::Refused(refusal));
                }
                let before = before.policy.enrolment_age;
                work.tx.set_policy(app.id, &app.policy).await?;
                let detail = format!("{} s -> {} s", before.as_secs(), command.age.as_secs());
                let change = PolicyChange { kind: AuditKind::EnrolmentAgeChanged, detail };
                work.record_policy_change(&administrator, &app, change).await?;
                Ok(PolicyOutcome::Done(Box::new(app)))
            })
            .await?;
        Ok(self.policy_state(&outcome.into_result()?).await)
    }

    /// Verifies the password that was given again, before the transaction.
    pub(crate) async fn given_password(
        &self,
        by: Actor<'_>,
        password: Option<&Password>,
    ) -> Result<CheckedPassword, AppError> {
        match by {
            Actor::Session(cookie) => Ok(self.check_password(cookie, password).await?),
            Actor::Operator => Ok(CheckedPassword::NotGiven),
        }
    }
}

impl UnitOfWork<'_> {
    /// Records in the audit log who changed which value, from what to what, and when (R24).
    pub(crate) async fn record_policy_change(
        &mut self,
        administrator: &AuthorizedActor,
        app: &App,
        change: PolicyChange,
    ) -> Result<(), StoreError> {
        let PolicyChange { kind, detail } = change;
        self.record(kind).app(app.id).detail(detail).actor(administrator.account()).await
    }
}

/// A change of a policy, as it is recorded in the audit log.
pub(crate) struct PolicyChange {
    pub(crate) kind: AuditKind,
    /// The old and the new value.
    pub(crate) detail: String,
}

/// Changes the policy, and returns what to record in the audit log.
fn flip(app: &mut App, required: bool, revoke_all: bool, now: Timestamp) -> Vec<PolicyChange> {
    let mut changes = Vec::new();
    let mut note = |kind, detail| changes.push(PolicyChange { kind, detail });
    let before = app.policy.epoch.get();
    if required && app.policy.require_2fa(now) {
        note(AuditKind::RequirementOn, format!("off -> on, epoch {before} -> {}", app.policy.epoch.get()));
    }
    if !required && app.policy.lift_2fa() {
        note(AuditKind::RequirementOff, format!("on -> off, epoch {before}"));
    }
    if revoke_all {
        let before = app.policy.epoch.get();
        app.policy.revoke_all(now);
        note(AuditKind::ConsentsRevoked, format!("epoch {before} -> {}", app.policy.epoch.get()));
    }
    changes
}
