//! Client secrets: two at a time, so that an app can be moved to a new one without an outage. Each is shown once.

use twinlock_domain::{AppChange, AppId, AppSecretId, AuditKind, BearerSecret, Password, bounds, name_spelling};
use twinlock_ports::{AppSecret, ClientKind, StoreError};

use super::owner::AuthorizedActor;
use super::weakening::Wanted;
use super::{AppError, InvalidApp};
use crate::accounts::{CheckedPassword, Demand, Proof, ReauthenticationRefusal};
use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;
use crate::{Actor, RequestOrigin, TransactionName, Twinlock};

/// Add a secret.
pub struct AddSecret<'a> {
    /// Who asks for the change.
    pub by: Actor<'a>,
    /// The app.
    pub app: AppId,
    /// The owner's name for the secret.
    pub label: String,
    /// The password, if it has to be given again: whoever has the new secret can authenticate as the app.
    pub password: Option<Password>,
    /// The code, where one has to be given.
    pub code: Option<&'a str>,
}

redacted_debug!(AddSecret);

/// The outcome of adding a secret. A wrong password or code is counted and must be committed, so it is no error (R5).
enum AddOutcome {
    Added(AppSecret),
    Refused(ReauthenticationRefusal),
}

/// A new secret, which is shown only once.
#[derive(Debug)]
pub struct NewSecret {
    /// The stored row, without the secret itself.
    pub row: AppSecret,
    /// `client_secret`
    pub secret: BearerSecret,
}

/// Remove a secret.
pub struct RemoveSecret<'a> {
    /// Who asks for the change.
    pub by: Actor<'a>,
    /// The app.
    pub app: AppId,
    /// The secret to remove.
    pub secret: AppSecretId,
}

redacted_debug!(RemoveSecret);

/// Replace a secret: the newest stays valid beside the new one, and an older one is removed. At the command line, where
/// no password is asked for.
pub struct RotateSecret<'a> {
    /// Who asks for the change.
    pub by: Actor<'a>,
    /// The app.
    pub app: AppId,
    /// The name of the new secret.
    pub label: String,
}

redacted_debug!(RotateSecret);

/// A secret that was replaced.
#[derive(Debug)]
pub struct RotatedSecret {
    /// The new secret, which is shown only once.
    pub new: NewSecret,
    /// The previous secret, which stays valid.
    pub kept: Option<AppSecretId>,
    /// The secret that was removed.
    pub removed: Option<AppSecretId>,
}

/// The largest number of secrets of an app.
const MOST: usize = twinlock_domain::bounds::APP_SECRETS;

impl Twinlock {
    /// Adds a secret.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`] or [`AppError::NotFound`] if the caller does not administer the app;
    /// [`AppError::Reauthentication`] if the change needs a fresh proof; [`AppError::Invalid`] if what was entered is
    /// invalid; [`AppError::Failure`] if a port fails.
    pub async fn add_secret(&self, command: AddSecret<'_>, origin: &RequestOrigin) -> Result<NewSecret, AppError> {
        let label = name_spelling(&command.label);
        if label.is_empty()
            || label.chars().count() > bounds::SECRET_LABEL
            || command.label.trim().chars().any(char::is_control)
        {
            return Err(InvalidApp::Label.into());
        }
        let password = self.given_password(command.by, command.password.as_ref()).await?;
        let secret = self.ports.secrets.bearer();
        let outcome = self
            .write::<_, AppError>(TransactionName::AddSecret, origin, async |work| {
                let (administrator, app) = work.administered(command.by, command.app).await?;
                if app.metadata.kind == ClientKind::Public || work.tx.secrets(app.id).await?.len() >= MOST {
                    return Err(InvalidApp::TooManySecrets.into());
                }
                let proof = Proof { password, code: command.code, demand: Demand::FreshPassword };
                let wanted =
                    Wanted { administrator: &administrator, app: &app, changes: &[AppChange::CredentialAdded] };
                if let Some(refusal) = work.refuse_or_tell(wanted, &proof).await? {
                    return Ok(AddOutcome::Refused(refusal));
                }
                let row = self.new_secret(&app, &secret, &label, work.now);
                work.put_secret(&administrator, &row).await?;
                Ok(AddOutcome::Added(row))
            })
            .await?;
        match outcome {
            AddOutcome::Added(row) => Ok(NewSecret { row, secret }),
            AddOutcome::Refused(refusal) => Err(AppError::Reauthentication(refusal)),
        }
    }

    /// Adds a secret, and if there were two already, removes the older one, in one transaction.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`] or [`AppError::NotFound`] if the caller does not administer the app;
    /// [`AppError::Failure`] if a port fails.
    pub async fn rotate_secret(
        &self,
        command: RotateSecret<'_>,
        origin: &RequestOrigin,
    ) -> Result<RotatedSecret, AppError> {
        let secret = self.ports.secrets.bearer();
        self.write(TransactionName::RotateSecret, origin, async |work| {
            let (administrator, app) = work.administered(command.by, command.app).await?;
            if app.metadata.kind == ClientKind::Public {
                return Err(InvalidApp::TooManySecrets.into());
            }
            let proof = Proof { password: CheckedPassword::NotGiven, code: None, demand: Demand::FreshPassword };
            let changes = &[AppChange::CredentialAdded];
            let wanted = Wanted { administrator: &administrator, app: &app, changes };
            if let Some(refusal) = work.refuse_or_tell(wanted, &proof).await? {
                return Err(AppError::Reauthentication(refusal));
            }
            let secrets = work.tx.secrets(app.id).await?;
            let oldest = secrets.first().filter(|_| secrets.len() >= MOST);
            if let Some(oldest) = oldest {
                work.drop_secret(&administrator, oldest).await?;
            }
            let row = self.new_secret(&app, &secret, &command.label, work.now);
            work.put_secret(&administrator, &row).await?;
            let new = NewSecret { row, secret: secret.clone() };
            Ok(RotatedSecret { new, kept: secrets.last().map(|kept| kept.id), removed: oldest.map(|it| it.id) })
        })
        .await
    }

    /// Removes a secret. The last one cannot be removed.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`] or [`AppError::NotFound`] if the caller does not administer the app;
    /// [`AppError::Invalid`] if what was entered is invalid; [`AppError::Failure`] if a port fails.
    pub async fn remove_secret(&self, command: RemoveSecret<'_>, origin: &RequestOrigin) -> Result<(), AppError> {
        self.write(TransactionName::RemoveSecret, origin, async |work| {
            let (administrator, app) = work.administered(command.by, command.app).await?;
            let secrets = work.tx.secrets(app.id).await?;
            let Some(secret) = secrets.iter().find(|secret| secret.id == command.secret) else {
                return Err(AppError::NotFound);
            };
            if secrets.len() < MOST {
                return Err(InvalidApp::LastSecret.into());
            }
            Ok(work.drop_secret(&administrator, secret).await?)
        })
        .await
    }
}

impl UnitOfWork<'_> {
    /// Adds a secret, and records who did so.
    async fn put_secret(&mut self, by: &AuthorizedActor, secret: &AppSecret) -> Result<(), StoreError> {
        self.tx.add_secret(secret).await?;
        let event = self.record(AuditKind::AppSecretAdded).app(secret.app).detail(secret.label.clone());
        event.actor(by.account()).await
    }

    /// Removes a secret, and records who did so.
    async fn drop_secret(&mut self, by: &AuthorizedActor, secret: &AppSecret) -> Result<(), StoreError> {
        self.tx.remove_secret(secret.app, secret.id).await?;
        let event = self.record(AuditKind::AppSecretRemoved).app(secret.app).detail(secret.label.clone());
        event.actor(by.account()).await
    }
}
