//! Registering an app. Its requirement starts off: only its own switch turns it on.

use twinlock_domain::{
    AccountId, AppId, AppPolicy, AppSecretId, AuditKind, BearerSecret, EmailAddress, RedirectUri, Scope, ScopeSet,
    Sector, Timestamp, name_spelling,
};
use twinlock_ports::{App, AppSecret, ClientKind, ClientMetadata, SignatureAlgorithm, Transaction};

use super::owner::Administrator;
use super::{AppError, By, InvalidApp};
use crate::unspoken::unspoken;
use crate::{Trace, Twinlock};

/// Register an app.
pub struct RegisterApp<'a> {
    /// By whom.
    pub by: By<'a>,
    /// Whose it will be, where the operator registers it; its own otherwise.
    pub owner: Option<EmailAddress>,
    /// What it is.
    pub app: NewApp,
}

unspoken!(RegisterApp);

/// What is said of a new app, or of one that is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewApp {
    /// Its name.
    pub name: String,
    /// Where answers may go.
    pub redirect_uris: Vec<String>,
    /// Whether it can keep a secret.
    pub kind: ClientKind,
    /// The scopes it may ask for.
    pub scope: ScopeSet,
    /// Those that a user may decline.
    pub optional_scope: ScopeSet,
    /// Whether PKCE is required.
    pub pkce_required: bool,
    /// How its `id_token`s are signed.
    pub id_token_algorithm: SignatureAlgorithm,
    /// Whether it may act for itself (R25).
    pub machine_access: bool,
    /// Whether profile and e-mail claims also go into the `id_token`.
    pub id_token_claims: bool,
}

impl NewApp {
    /// A confidential app with everything at its default.
    pub fn named(name: impl Into<String>, redirect_uris: Vec<String>) -> Self {
        Self {
            name: name.into(),
            redirect_uris,
            kind: ClientKind::Confidential,
            scope: ScopeSet::ALL,
            optional_scope: ScopeSet::EMPTY,
            pkce_required: true,
            id_token_algorithm: SignatureAlgorithm::Rs256,
            machine_access: false,
            id_token_claims: false,
        }
    }

    /// Checks it.
    pub(crate) fn checked(&self) -> Result<ClientMetadata, InvalidApp> {
        let name = name_spelling(&self.name);
        if name.is_empty() || name.chars().count() > 80 || self.name.trim().chars().any(char::is_control) {
            return Err(InvalidApp::Name);
        }
        if self.redirect_uris.is_empty() || self.redirect_uris.len() > 20 {
            return Err(InvalidApp::RedirectUriCount);
        }
        let parse = |uri: &String| {
            RedirectUri::parse(uri).map_err(|reason| InvalidApp::RedirectUri { uri: uri.clone(), reason })
        };
        let redirect_uris = self.redirect_uris.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        let optional_fits = self.optional_scope.is_subset(self.scope) && !self.optional_scope.contains(Scope::OpenId);
        if !self.scope.contains(Scope::OpenId) || !optional_fits {
            return Err(InvalidApp::Scope);
        }
        if self.kind == ClientKind::Public && (self.machine_access || !self.pkce_required) {
            return Err(InvalidApp::PublicApp);
        }
        Ok(ClientMetadata {
            name,
            redirect_uris,
            scope: self.scope,
            optional_scope: self.optional_scope,
            pkce_required: self.pkce_required,
            id_token_algorithm: self.id_token_algorithm,
            machine_access: self.machine_access,
            id_token_claims: self.id_token_claims,
        })
    }
}

/// A new app, and its secret, told once.
#[derive(Debug)]
pub struct RegisteredApp {
    /// The app.
    pub app: App,
    /// `client_secret`; a public app has none.
    pub secret: Option<BearerSecret>,
}

impl Twinlock {
    /// Registers an app.
    ///
    /// # Errors
    /// When what is said of it does not do, whoever asks may not, or a port fails.
    pub async fn register_app(&self, command: RegisterApp<'_>, trace: &Trace) -> Result<RegisteredApp, AppError> {
        let now = self.now();
        // Before anything is looked at, or a signing key made: who may not register causes no work.
        self.read::<_, AppError>(async |tx| self.future_owner(tx, &command, now).await.map(drop)).await?;
        let metadata = command.app.checked()?;
        self.ensure_signing_key(metadata.id_token_algorithm).await?;
        let secret = (command.app.kind == ClientKind::Confidential).then(|| self.ports.secrets.bearer());
        let app = self
            .write::<_, AppError>(async |tx| {
                let (administrator, owner) = self.future_owner(tx, &command, now).await?;
                let id = AppId::new(now, self.entropy_for_id());
                let app = App {
                    id,
                    owner,
                    kind: command.app.kind,
                    sector: Sector::at_registration(id, owner, &metadata.redirect_uris),
                    metadata: metadata.clone(),
                    policy: AppPolicy::default(),
                    created_at: now,
                };
                tx.add_app(&app).await?;
                if let Some(secret) = &secret {
                    tx.add_secret(&self.new_secret(&app, secret, "first", now)).await?;
                }
                let event = self.event(AuditKind::AppRegistered, now, trace).app(app.id);
                let event = event.actor(administrator.account());
                tx.record(event.detail(app.metadata.name.clone()).row()).await?;
                Ok(app)
            })
            .await?;
        Ok(RegisteredApp { app, secret })
    }

    /// Who registers, and whose the app will be.
    async fn future_owner(
        &self,
        tx: &mut dyn Transaction,
        command: &RegisterApp<'_>,
        now: Timestamp,
    ) -> Result<(Administrator, AccountId), AppError> {
        let administrator = self.administrator(tx, command.by, now).await?;
        let owner = match &administrator {
            Administrator::Owner(principal) if self.settings.apps_open || principal.account.is_admin => {
                principal.account.id
            }
            Administrator::Owner(_) => return Err(AppError::Forbidden),
            Administrator::Operator => named_owner(tx, command.owner.as_ref()).await?,
        };
        Ok((administrator, owner))
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

async fn named_owner(tx: &mut dyn Transaction, email: Option<&EmailAddress>) -> Result<AccountId, AppError> {
    let email = email.ok_or(AppError::NotFound)?;
    Ok(tx.account_by_email(email).await?.ok_or(AppError::NotFound)?.id)
}
