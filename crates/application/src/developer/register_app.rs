//! Registering an app. Its requirement starts off: only its own switch turns it on.

use twinlock_domain::{
    AccountId, AppId, AppPolicy, AppSecretId, AuditKind, BearerSecret, EmailAddress, RedirectUri, Scope, ScopeSet,
    Sector, Timestamp, bounds, name_spelling,
};
use twinlock_ports::{App, AppSecret, ClientKind, ClientMetadata, SignatureAlgorithm};

use super::owner::AuthorizedActor;
use super::{Actor, AppError, InvalidApp, InvalidMetadata};
use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;
use crate::{RequestOrigin, Twinlock};

/// Register an app.
pub struct RegisterApp<'a> {
    /// By whom.
    pub by: Actor<'a>,
    /// Whose it will be, where the operator registers it; its own otherwise.
    pub owner: Option<EmailAddress>,
    /// What it is.
    pub app: NewApp,
}

redacted_debug!(RegisterApp);

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

    /// What is said of an app that there is.
    pub fn of(app: &App) -> Self {
        let ClientMetadata {
            name,
            redirect_uris,
            scope,
            optional_scope,
            pkce_required,
            id_token_algorithm,
            machine_access,
            id_token_claims,
        } = app.metadata.clone();
        Self {
            name,
            redirect_uris: redirect_uris.iter().map(RedirectUri::as_str).map(str::to_owned).collect(),
            kind: app.kind,
            scope,
            optional_scope,
            pkce_required,
            id_token_algorithm,
            machine_access,
            id_token_claims,
        }
    }

    /// The same with a patch over it.
    #[must_use]
    pub fn with(self, patch: AppPatch) -> Self {
        Self {
            name: patch.name.unwrap_or(self.name),
            redirect_uris: patch.redirect_uris.unwrap_or(self.redirect_uris),
            kind: self.kind,
            scope: patch.scope.unwrap_or(self.scope),
            optional_scope: patch.optional_scope.unwrap_or(self.optional_scope),
            pkce_required: patch.pkce_required.unwrap_or(self.pkce_required),
            id_token_algorithm: patch.id_token_algorithm.unwrap_or(self.id_token_algorithm),
            machine_access: patch.machine_access.unwrap_or(self.machine_access),
            id_token_claims: patch.id_token_claims.unwrap_or(self.id_token_claims),
        }
    }

    /// Checks it, and says everything that is wrong.
    pub(crate) fn checked(&self) -> Result<ClientMetadata, InvalidMetadata> {
        let mut problems = Vec::new();
        let name = name_spelling(&self.name);
        if name.is_empty() || name.chars().count() > bounds::NAME || self.name.trim().chars().any(char::is_control) {
            problems.push(InvalidApp::Name);
        }
        let redirect_uris = self.checked_redirect_uris(&mut problems);
        let optional_fits = self.optional_scope.is_subset(self.scope) && !self.optional_scope.contains(Scope::OpenId);
        if !self.scope.contains(Scope::OpenId) || !optional_fits {
            problems.push(InvalidApp::Scope);
        }
        if self.kind == ClientKind::Public && (self.machine_access || !self.pkce_required) {
            problems.push(InvalidApp::PublicApp);
        }
        if !problems.is_empty() {
            return Err(InvalidMetadata(problems));
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

    /// The addresses that do; each that does not is a problem of its own, so that all can be mended at once.
    fn checked_redirect_uris(&self, problems: &mut Vec<InvalidApp>) -> Vec<RedirectUri> {
        if self.redirect_uris.is_empty() || self.redirect_uris.len() > bounds::REDIRECT_URIS {
            problems.push(InvalidApp::RedirectUriCount);
            return Vec::new();
        }
        let mut good = Vec::with_capacity(self.redirect_uris.len());
        for (line, uri) in (1..).zip(&self.redirect_uris) {
            match RedirectUri::parse(uri) {
                Ok(uri) => good.push(uri),
                Err(reason) => problems.push(InvalidApp::RedirectUri { line, uri: uri.clone(), reason }),
            }
        }
        good
    }
}

/// What is to be different about an app. What is `None` stays as it is when the change is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppPatch {
    /// Its name.
    pub name: Option<String>,
    /// Where answers may go: all of them.
    pub redirect_uris: Option<Vec<String>>,
    /// The scopes it may ask for.
    pub scope: Option<ScopeSet>,
    /// Those that a user may decline.
    pub optional_scope: Option<ScopeSet>,
    /// Whether PKCE is required.
    pub pkce_required: Option<bool>,
    /// How its `id_token`s are signed.
    pub id_token_algorithm: Option<SignatureAlgorithm>,
    /// Whether it may act for itself (R25).
    pub machine_access: Option<bool>,
    /// Whether profile and e-mail claims also go into the `id_token`.
    pub id_token_claims: Option<bool>,
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
    pub async fn register_app(
        &self,
        command: RegisterApp<'_>,
        origin: &RequestOrigin,
    ) -> Result<RegisteredApp, AppError> {
        // Before anything is looked at, or a signing key made: who may not register causes no work.
        self.read::<_, AppError>(async |work| work.future_owner(&command).await.map(drop)).await?;
        let metadata = command.app.checked()?;
        self.ensure_signing_key(metadata.id_token_algorithm).await?;
        let secret = (command.app.kind == ClientKind::Confidential).then(|| self.ports.secrets.bearer());
        let app = self
            .write::<_, AppError>(origin, async |work| {
                let (administrator, owner) = work.future_owner(&command).await?;
                let id = AppId::new(work.now, self.entropy_for_id());
                let app = App {
                    id,
                    owner,
                    kind: command.app.kind,
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
                event.detail(app.metadata.name.clone()).await?;
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
    /// Who registers, and whose the app will be.
    async fn future_owner(&mut self, command: &RegisterApp<'_>) -> Result<(AuthorizedActor, AccountId), AppError> {
        let administrator = self.administrator(command.by).await?;
        let owner = match &administrator {
            AuthorizedActor::Owner(principal) if self.twinlock.settings.apps_open || principal.account.is_admin => {
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
}

impl UnitOfWork<'_> {
    async fn named_owner(&mut self, email: Option<&EmailAddress>) -> Result<AccountId, AppError> {
        let email = email.ok_or(AppError::NotFound)?;
        Ok(self.tx.account_by_email(email).await?.ok_or(AppError::NotFound)?.id)
    }
}
