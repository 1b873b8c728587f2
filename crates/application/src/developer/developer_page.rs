//! What an owner sees of an app: secrets, policy, and what happened.

use twinlock_domain::AppId;
use twinlock_ports::{App, AppSecret, AuditEvent, Transaction};

use super::owner::Administrator;
use super::{AppError, By};
use crate::Twinlock;

/// One app.
#[derive(Debug)]
pub struct AppPage {
    /// The app.
    pub app: App,
    /// Its secrets, oldest first.
    pub secrets: Vec<AppSecret>,
    /// Its newest events. They name no account.
    pub events: Vec<AuditEvent>,
    /// Who changed its policy, and when: the newest first, whatever else has happened since.
    pub policy_history: Vec<AuditEvent>,
}

/// How many events an owner sees.
const EVENTS: u32 = 50;

impl Twinlock {
    /// One app, to whoever administers it.
    ///
    /// # Errors
    /// When whoever asks may not, or a port fails.
    pub async fn app_page(&self, by: By<'_>, id: AppId) -> Result<AppPage, AppError> {
        let now = self.now();
        self.read::<_, AppError>(async |tx| {
            let (_, app) = self.administered(tx, by, id, now).await?;
            page_of(tx, app).await
        })
        .await
    }

    /// All apps of whoever asks; all there are, for the operator.
    ///
    /// # Errors
    /// When nobody is signed in, or a port fails.
    pub async fn app_pages(&self, by: By<'_>) -> Result<Vec<AppPage>, AppError> {
        let now = self.now();
        self.read::<_, AppError>(async |tx| {
            let apps = match self.administrator(tx, by, now).await? {
                Administrator::Owner(principal) => tx.apps_of(principal.account.id).await?,
                Administrator::Operator => tx.apps().await?,
            };
            let mut pages = Vec::with_capacity(apps.len());
            for app in apps {
                pages.push(page_of(tx, app).await?);
            }
            Ok(pages)
        })
        .await
    }
}

async fn page_of(tx: &mut dyn Transaction, app: App) -> Result<AppPage, AppError> {
    let secrets = tx.secrets(app.id).await?;
    let mut events = tx.events_of_app(app.id, EVENTS).await?;
    for event in &mut events {
        // Counts only, never who: an owner learns what happened, not to whom.
        event.account = None;
        event.address.clear();
    }
    let policy_history = tx.policy_events_of_app(app.id, EVENTS).await?;
    Ok(AppPage { app, secrets, events, policy_history })
}
