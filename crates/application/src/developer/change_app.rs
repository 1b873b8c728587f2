//! Changing what is said of an app, and deleting it. The requirement is never changed here, whatever a form carries.

use twinlock_domain::{AppId, AuditKind, Password};
use twinlock_ports::App;

use super::{AppError, By, NewApp};
use crate::accounts::{Demand, Occasion, Proof};
use crate::unspoken::unspoken;
use crate::{Trace, Twinlock};

/// Change an app.
pub struct ChangeApp<'a> {
    /// By whom.
    pub by: By<'a>,
    /// Which.
    pub app: AppId,
    /// What is said of it now. Its kind stays what it is.
    pub change: NewApp,
}

unspoken!(ChangeApp);

/// Delete an app with everything that belongs to it. It breaks as much as *revoke all*, and asks for as much proof.
pub struct DeleteApp<'a> {
    /// By whom.
    pub by: By<'a>,
    /// Which.
    pub app: AppId,
    /// The password, where it has to be given again.
    pub password: Option<Password>,
    /// The code, where one has to be given.
    pub code: Option<&'a str>,
}

unspoken!(DeleteApp);

impl Twinlock {
    /// Changes an app.
    ///
    /// # Errors
    /// When what is said does not do, whoever asks may not, or a port fails.
    pub async fn change_app(&self, command: ChangeApp<'_>, trace: &Trace) -> Result<App, AppError> {
        let now = self.now();
        let kind = self.app_page(command.by, command.app).await?.app.kind;
        let metadata = NewApp { kind, ..command.change.clone() }.checked()?;
        self.ensure_signing_key(metadata.id_token_algorithm).await?;
        self.write(async |tx| {
            let (administrator, mut app) = self.administered(tx, command.by, command.app, now).await?;
            tx.change_app(app.id, &metadata).await?;
            let event = self.event(AuditKind::AppChanged, now, trace).app(app.id);
            let event = event.actor(administrator.account());
            tx.record(event.row()).await?;
            app.metadata = metadata.clone();
            Ok(app)
        })
        .await
    }

    /// Deletes an app.
    ///
    /// # Errors
    /// When whoever asks may not or has not shown enough, or a port fails.
    pub async fn delete_app(&self, command: DeleteApp<'_>, trace: &Trace) -> Result<(), AppError> {
        let password = self.given_password(command.by, command.password.as_ref()).await?;
        let at = Occasion { now: self.now(), trace };
        let refusal = self
            .write::<_, AppError>(async |tx| {
                let (administrator, app) = self.administered(tx, command.by, command.app, at.now).await?;
                let proof = Proof { password, code: command.code, demand: Demand::FreshPassword };
                let refusal = self.refuse_unproven(tx, &administrator, &proof, &at).await?;
                if refusal.is_none() {
                    tx.delete_app(app.id).await?;
                    let change = (AuditKind::AppDeleted, app.metadata.name.clone());
                    tx.record(self.policy_event(&administrator, &app, change, &at).row()).await?;
                }
                Ok(refusal)
            })
            .await?;
        refusal.map_or(Ok(()), |refusal| Err(AppError::Reauthentication(refusal)))
    }
}
