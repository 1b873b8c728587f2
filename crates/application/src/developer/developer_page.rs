//! What an owner sees of their apps: the list, and each app's secrets, policy and events.

use std::collections::HashMap;

use twinlock_domain::AppId;
use twinlock_ports::{App, AppSecret, AuditEvent, Principal, StoreError};

use super::AppError;
use super::owner::AuthorizedActor;
use crate::unit_of_work::UnitOfWork;
use crate::{Actor, SessionError, Twinlock};

/// The developer page.
#[derive(Debug)]
pub struct DeveloperOverview {
    /// The account that is signed in, with its session and factors.
    pub principal: Principal,
    /// Their apps, oldest first.
    pub apps: Vec<App>,
    /// The details of the app that is open; if there is only one app, of that.
    pub details: Option<AppDetails>,
    /// Whether the account may register apps.
    pub may_register: bool,
    /// Whether changes that weaken an app ask for the password (R24).
    pub needs_password: bool,
}

/// One app in detail.
#[derive(Debug)]
pub struct AppDetails {
    /// The app.
    pub app: App,
    /// Its secrets, oldest first.
    pub secrets: Vec<AppSecret>,
    /// Its newest events. They name no account.
    pub events: Vec<AuditEvent>,
    /// Changes of its policy, newest first. They are read apart from `events`, so that newer events of other kinds do
    /// not hide them.
    pub policy_history: Vec<AuditEvent>,
}

/// An app as lists and the API show it: without its events.
#[derive(Debug)]
pub struct AppSummary {
    /// The app.
    pub app: App,
    /// Its secrets, oldest first.
    pub secrets: Vec<AppSecret>,
}

/// The number of apps whose secrets are read in one statement. An owner has fewer apps.
const AT_ONCE: usize = 500;

/// The number of events that an owner sees at most.
const EVENTS: u32 = 100;

impl Twinlock {
    /// One app without secrets and events, for its owner or the operator.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`] or [`AppError::NotFound`] if the caller does not administer the app;
    /// [`AppError::Failure`] if a port fails.
    pub async fn app_of(&self, by: Actor<'_>, id: AppId) -> Result<App, AppError> {
        self.read::<_, AppError>(async |work| work.administered(by, id).await.map(|(_, app)| app)).await
    }

    /// Everything on the developer page except the counts, which are [counted separately](Twinlock::affected). The
    /// number of queries does not depend on the number of apps.
    ///
    /// # Errors
    /// [`SessionError::NotSignedIn`] if nobody is signed in; [`SessionError::Failure`] if a port fails.
    pub async fn developer_overview(
        &self,
        session: Option<&str>,
        open: Option<AppId>,
    ) -> Result<DeveloperOverview, SessionError> {
        let overview = self
            .read::<_, SessionError>(async |work| {
                let who = work.signed_in(session).await?;
                let apps = work.tx.apps_of(who.account.id).await?;
                let shown = match apps.as_slice() {
                    [only] => Some(only),
                    several => several.iter().find(|app| Some(app.id) == open),
                };
                let details = match shown {
                    Some(app) => Some(work.page_of(app.clone()).await?),
                    None => None,
                };
                Ok(DeveloperOverview {
                    apps,
                    details,
                    may_register: self.may_register_apps(&who),
                    needs_password: !self.has_fresh_password(&who, work.now),
                    principal: who,
                })
            })
            .await?;
        self.note_use_by(&overview.principal).await?;
        Ok(overview)
    }

    /// The caller's apps, oldest first, each with its secrets; for the operator, all apps. The number of queries does
    /// not depend on the number of apps.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`] if nobody is signed in; [`AppError::Failure`] if a port fails.
    pub async fn app_summaries(&self, by: Actor<'_>) -> Result<Vec<AppSummary>, AppError> {
        self.read::<_, AppError>(async |work| {
            let apps = work.apps_in(by).await?;
            let mut secrets: HashMap<AppId, Vec<AppSecret>> = HashMap::new();
            let ids: Vec<AppId> = apps.iter().map(|app| app.id).collect();
            for some in ids.chunks(AT_ONCE) {
                for secret in work.tx.secrets_of(some).await? {
                    secrets.entry(secret.app).or_default().push(secret);
                }
            }
            let summary = |app: App| AppSummary { secrets: secrets.remove(&app.id).unwrap_or_default(), app };
            Ok(apps.into_iter().map(summary).collect())
        })
        .await
    }

    /// One app with its secrets.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`] or [`AppError::NotFound`] if the caller does not administer the app;
    /// [`AppError::Failure`] if a port fails.
    pub async fn app_summary(&self, by: Actor<'_>, id: AppId) -> Result<AppSummary, AppError> {
        self.read::<_, AppError>(async |work| {
            let (_, app) = work.administered(by, id).await?;
            Ok(AppSummary { secrets: work.tx.secrets(app.id).await?, app })
        })
        .await
    }
}

impl UnitOfWork<'_> {
    async fn apps_in(&mut self, by: Actor<'_>) -> Result<Vec<App>, AppError> {
        Ok(match self.administrator(by).await? {
            AuthorizedActor::Owner(principal) => self.tx.apps_of(principal.account.id).await?,
            AuthorizedActor::Operator => self.tx.apps().await?,
        })
    }

    async fn page_of(&mut self, app: App) -> Result<AppDetails, StoreError> {
        let secrets = self.tx.secrets(app.id).await?;
        let mut events = self.tx.events_of_app(app.id, EVENTS).await?;
        for event in &mut events {
            // An owner sees what happened, but not to which account.
            event.account = None;
            event.address.clear();
        }
        let policy_history = self.tx.policy_events_of_app(app.id, EVENTS).await?;
        Ok(AppDetails { app, secrets, events, policy_history })
    }
}
