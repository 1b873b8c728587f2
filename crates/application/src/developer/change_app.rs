//! Changing an app's metadata, and deleting the app. Nothing here changes whether the app requires 2FA.

use twinlock_domain::{AppChange, AppId, AuditKind, Password};
use twinlock_ports::{App, ClientMetadata, InvalidMember, Member, MetadataPatch};

use super::policy::PolicyOutcome;
use super::require_two_factor::PolicyChange;
use super::weakening::{Difference, Wanted, differences};
use super::{AppError, AppSummary};
use crate::accounts::{Demand, Proof};
use crate::redacted_debug::redacted_debug;
use crate::{Actor, RequestOrigin, TransactionName, Twinlock};

/// Change an app.
pub struct ChangeApp<'a> {
    /// Who asks for the change.
    pub by: Actor<'a>,
    /// The app.
    pub app: AppId,
    /// The members to change. Whether the app has a secret cannot be changed.
    pub patch: MetadataPatch,
    /// The password, where it has to be given again: some changes weaken the app.
    pub password: Option<Password>,
    /// The code, where one has to be given.
    pub code: Option<&'a str>,
}

redacted_debug!(ChangeApp);

/// Delete an app with everything that belongs to it. Needs the same proof as *revoke all*, because it breaks as much.
pub struct DeleteApp<'a> {
    /// Who asks for the change.
    pub by: Actor<'a>,
    /// The app.
    pub app: AppId,
    /// The password, where it has to be given again.
    pub password: Option<Password>,
    /// The code, where one has to be given.
    pub code: Option<&'a str>,
}

redacted_debug!(DeleteApp);

impl Twinlock {
    /// Changes an app, and returns it as it is then, in one transaction. Whether the change weakens the app is decided
    /// on the app as this transaction reads it.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`] or [`AppError::NotFound`] if the caller does not administer the app;
    /// [`AppError::Reauthentication`] if the change needs a fresh proof; [`AppError::Invalid`] if what was entered is
    /// invalid; [`AppError::Failure`] if a port fails.
    pub async fn change_app(&self, command: ChangeApp<'_>, origin: &RequestOrigin) -> Result<AppSummary, AppError> {
        if command.patch.get(Member::IdTokenSignedResponseAlg).is_some() || command.password.is_some() {
            self.prepare_change(&command).await?;
        }
        let password = self.given_password(command.by, command.password.as_ref()).await?;
        let outcome = self
            .write::<_, AppError>(TransactionName::ChangeApp, origin, async |work| {
                let (administrator, mut app) = work.administered(command.by, command.app).await?;
                let metadata = patched(&app, &command.patch)?;
                let differences = differences(&app.metadata, &metadata);
                let changes: Vec<AppChange> = differences.iter().map(|difference| difference.change).collect();
                let proof = Proof { password, code: command.code, demand: Demand::FreshPassword };
                let wanted = Wanted { administrator: &administrator, app: &app, changes: &changes };
                if let Some(refusal) = work.refuse_or_tell(wanted, &proof).await? {
                    return Ok(PolicyOutcome::Refused(refusal));
                }
                let secrets = work.tx.secrets(app.id).await?;
                work.tx.change_app(app.id, &metadata).await?;
                for Difference { change, detail } in differences {
                    let event = work.record(AuditKind::AppChanged).app(app.id);
                    let event = event.actor(administrator.account()).why(change.as_str()).detail(detail);
                    event.await?;
                }
                app.metadata = metadata;
                Ok(PolicyOutcome::Done(Box::new(AppSummary { app, secrets })))
            })
            .await?;
        outcome.into_result()
    }

    /// Before the transaction, creates the signing key that the change may need, because that is slow. An actor who may
    /// not make the change causes neither this work nor that of checking a password.
    async fn prepare_change(&self, command: &ChangeApp<'_>) -> Result<(), AppError> {
        let app = self.app_of(command.by, command.app).await?;
        let algorithm = patched(&app, &command.patch)?.id_token_signed_response_alg;
        if algorithm != app.metadata.id_token_signed_response_alg {
            self.ensure_signing_key(algorithm).await?;
        }
        Ok(())
    }

    /// Deletes an app.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`] or [`AppError::NotFound`] if the caller does not administer the app;
    /// [`AppError::Reauthentication`] if the change needs a fresh proof; [`AppError::Failure`] if a port fails.
    pub async fn delete_app(&self, command: DeleteApp<'_>, origin: &RequestOrigin) -> Result<(), AppError> {
        let password = self.given_password(command.by, command.password.as_ref()).await?;
        let refusal = self
            .write::<_, AppError>(TransactionName::DeleteApp, origin, async |work| {
                let (administrator, app) = work.administered(command.by, command.app).await?;
                let proof = Proof { password, code: command.code, demand: Demand::FreshPassword };
                let wanted = Wanted { administrator: &administrator, app: &app, changes: &[AppChange::Deleted] };
                let refusal = work.refuse_or_tell(wanted, &proof).await?;
                if refusal.is_none() {
                    work.tx.delete_app(app.id).await?;
                    let change = PolicyChange { kind: AuditKind::AppDeleted, detail: app.metadata.client_name.clone() };
                    work.record_policy_change(&administrator, &app, change).await?;
                }
                Ok(refusal)
            })
            .await?;
        refusal.map_or(Ok(()), |refusal| Err(AppError::Reauthentication(refusal)))
    }
}

/// The app's metadata after the patch. The kind of client cannot be changed.
fn patched(app: &App, patch: &MetadataPatch) -> Result<ClientMetadata, Vec<InvalidMember>> {
    let metadata = app.metadata.clone().patched(patch.clone())?;
    if metadata.kind == app.metadata.kind { Ok(metadata) } else { Err(vec![InvalidMember::KindIsFixed]) }
}
