//! Client secrets: two at a time, so that rotation breaks nothing. Each is shown once.

use twinlock_domain::{AppId, AppSecretId, AuditKind, BearerSecret, name_spelling};
use twinlock_ports::{AppSecret, ClientKind};

use super::{AppError, By, InvalidApp};
use crate::unspoken::unspoken;
use crate::{Trace, Twinlock};

/// Add a secret.
pub struct AddSecret<'a> {
    /// By whom.
    pub by: By<'a>,
    /// To which app.
    pub app: AppId,
    /// What the owner calls it.
    pub label: String,
}

unspoken!(AddSecret);

/// A new secret, told once.
#[derive(Debug)]
pub struct NewSecret {
    /// What is kept of it.
    pub row: AppSecret,
    /// `client_secret`
    pub secret: BearerSecret,
}

/// Remove a secret.
pub struct RemoveSecret<'a> {
    /// By whom.
    pub by: By<'a>,
    /// Of which app.
    pub app: AppId,
    /// Which.
    pub secret: AppSecretId,
}

unspoken!(RemoveSecret);

/// How many secrets an app has at most.
const MOST: usize = 2;

impl Twinlock {
    /// Adds a secret.
    ///
    /// # Errors
    /// When there are two already, whoever asks may not, or a port fails.
    pub async fn add_secret(&self, command: AddSecret<'_>, trace: &Trace) -> Result<NewSecret, AppError> {
        let label = name_spelling(&command.label);
        if label.is_empty() || label.chars().count() > 40 || command.label.trim().chars().any(char::is_control) {
            return Err(InvalidApp::Label.into());
        }
        let now = self.now();
        let secret = self.ports.secrets.bearer();
        let row = self
            .write::<_, AppError>(async |tx| {
                let (administrator, app) = self.administered(tx, command.by, command.app, now).await?;
                if app.kind == ClientKind::Public || tx.secrets(app.id).await?.len() >= MOST {
                    return Err(InvalidApp::TooManySecrets.into());
                }
                let row = self.new_secret(&app, &secret, &label, now);
                tx.add_secret(&row).await?;
                let event = self.event(AuditKind::AppSecretAdded, now, trace).app(app.id).detail(label.clone());
                let event = event.actor(administrator.account());
                tx.record(event.row()).await?;
                Ok(row)
            })
            .await?;
        Ok(NewSecret { row, secret })
    }

    /// Removes a secret. The last one stays.
    ///
    /// # Errors
    /// When there is no such secret or no other, whoever asks may not, or a port fails.
    pub async fn remove_secret(&self, command: RemoveSecret<'_>, trace: &Trace) -> Result<(), AppError> {
        let now = self.now();
        self.write(async |tx| {
            let (administrator, app) = self.administered(tx, command.by, command.app, now).await?;
            let secrets = tx.secrets(app.id).await?;
            let Some(secret) = secrets.iter().find(|secret| secret.id == command.secret) else {
                return Err(AppError::NotFound);
            };
            if secrets.len() < MOST {
                return Err(InvalidApp::LastSecret.into());
            }
            tx.remove_secret(app.id, secret.id).await?;
            let event = self.event(AuditKind::AppSecretRemoved, now, trace).app(app.id).detail(secret.label.clone());
            let event = event.actor(administrator.account());
            Ok(tx.record(event.row()).await?)
        })
        .await
    }
}
