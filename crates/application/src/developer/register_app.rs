//! Registering an app. A new app does not require a second factor; only the switch turns that on.

use twinlock_domain::{
    AccountId, AppId, AppPolicy, AppSecretId, AuditKind, BearerSecret, EmailAddress, Sector, Timestamp, bounds,
};
use twinlock_ports::{App, AppSecret, ClientKind, ClientMetadata, Principal};

use super::AppError;
use super::owner::AuthorizedActor;
use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;
use crate::{Actor, RequestOrigin, TransactionName, Twinlock};

/// Register an app.
pub struct RegisterApp<'a> {
    /// Who asks for the change.
    pub by: Actor<'a>,
    /// The owner, if the operator registers the app; `None` if an account registers it for itself.
    pub owner: Option<EmailAddress>,
    /// The app's metadata. It is checked by the use case.
    pub metadata: ClientMetadata,
}

redacted_debug!(RegisterApp);

/// A new app, and its secret, which is shown only once.
#[derive(Debug)]
pub struct RegisteredApp {
    /// The app.
    pub app: App,
    /// `client_secret`; `None` for a public app.
    pub secret: Option<BearerSecret>,
}

impl Twinlock {
    /// Whether an account may register apps: every account may, or only administrators (`apps_open`).
    pub(crate) fn may_register_apps(&self, who: &Principal) -> bool {
        self.settings.apps_open || who.account.is_admin
    }

    /// Registers an app.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`], [`AppError::Forbidden`] or [`AppError::TooManyApps`] if the caller may not register
    /// an app; [`AppError::Invalid`] if its metadata is invalid; [`AppError::Failure`] if a port fails.
    pub async fn register_app(
        &self,
        command: RegisterApp<'_>,
        origin: &RequestOrigin,
    ) -> Result<RegisteredApp, AppError> {
        // Checked first, so that somebody who may not register apps causes no other work, such as generating a signing
        // key.
        self.read::<_, AppError>(async |work| work.future_owner(&command).await.map(drop)).await?;
        let metadata = command.metadata.clone().checked()?;
        self.ensure_signing_key(metadata.id_token_signed_response_alg).await?;
        let secret = (metadata.kind == ClientKind::Confidential).then(|| self.ports.secrets.bearer());
        let app = self
            .write::<_, AppError>(TransactionName::RegisterApp, origin, async |work| {
                let (administrator, owner) = work.future_owner(&command).await?;
                let id = AppId::new(work.now, self.entropy_for_id());
                let app = App {
                    id,
                    owner,
                    sector: Sector::at_registration(id, owner, &metadata.redirect_uris),
                    metadata: metadata.clone(),
                    policy: AppPolicy::default(),
                    created_at: work.now,
                };
                work.tx.add_app(&app).await?;
                if let Some(secret) = &secret {
                    work.tx.add_secret(&self.new_secret(&app, secret, "first", work.now)).await?;
                }
                let event = work.record(AuditKind::AppRegistered).app(app.id);
                let event = event.actor(administrator.account());
                event.detail(app.metadata.client_name.clone()).await?;
                Ok(app)
            })
            .await?;
        Ok(RegisteredApp { app, secret })
    }

    pub(crate) fn new_secret(&self, app: &App, secret: &BearerSecret, label: &str, now: Timestamp) -> AppSecret {
        AppSecret {
            id: AppSecretId::new(now, self.entropy_for_id()),
            app: app.id,
            hash: self.hash(secret.expose()),
            label: label.into(),
            created_at: now,
            last_used_at: None,
        }
    }
}

impl UnitOfWork<'_> {
    /// The actor, and the account that will own the app.
    async fn future_owner(&mut self, command: &RegisterApp<'_>) -> Result<(AuthorizedActor, AccountId), AppError> {
        let administrator = self.administrator(command.by).await?;
        let owner = match &administrator {
            AuthorizedActor::Owner(principal) if self.twinlock.may_register_apps(principal) => {
                if self.tx.count_apps_of(principal.account.id).await? >= bounds::APPS as u64 {
                    return Err(AppError::TooManyApps);
                }
                principal.account.id
            }
            AuthorizedActor::Owner(_) => return Err(AppError::Forbidden),
            AuthorizedActor::Operator => self.named_owner(command.owner.as_ref()).await?,
        };
        Ok((administrator, owner))
    }

    async fn named_owner(&mut self, email: Option<&EmailAddress>) -> Result<AccountId, AppError> {
        let email = email.ok_or(AppError::NotFound)?;
        Ok(self.tx.account_by_email(email).await?.ok_or(AppError::NotFound)?.id)
    }
}
