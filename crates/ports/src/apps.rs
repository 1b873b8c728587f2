//! Apps (OAuth clients), their secrets and their policy.

use async_trait::async_trait;
use twinlock_domain::{AccountId, AppId, AppPolicy, AppSecretId, SecretHash, Sector, Timestamp, WebOrigin};

use crate::ClientMetadata;
use crate::error::Stored;

/// Whether an app can keep a secret (RFC 6749 2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientKind {
    /// It has a client secret.
    Confidential,
    /// It has no secret, and PKCE is always required.
    Public,
}

/// An app (OAuth client).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// Its id, which is the `client_id`.
    pub id: AppId,
    /// The account that registered it.
    pub owner: AccountId,
    /// What its pairwise `sub`s are derived from. Set at registration, never changed.
    pub sector: Sector,
    /// What its owner registered.
    pub metadata: ClientMetadata,
    /// What its owner demands.
    pub policy: AppPolicy,
    /// When it was registered.
    pub created_at: Timestamp,
}

/// A client secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppSecret {
    /// Its id.
    pub id: AppSecretId,
    /// The app's.
    pub app: AppId,
    /// Its hash.
    pub hash: SecretHash,
    /// What the owner calls it.
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}

/// Apps, their secrets and their policy.
#[async_trait]
pub trait Apps {
    /// Adds one.
    async fn add_app(&mut self, app: &App) -> Stored<()>;
    /// By id. In a writing transaction the policy it reads holds until the commit.
    async fn app(&mut self, id: AppId) -> Stored<Option<App>>;
    /// The owner's, oldest first.
    async fn apps_of(&mut self, owner: AccountId) -> Stored<Vec<App>>;
    /// How many the owner has. Of several that are added at once by those who counted first, one comes first.
    async fn count_apps_of(&mut self, owner: AccountId) -> Stored<u64>;
    /// All of them, oldest first.
    async fn apps(&mut self) -> Stored<Vec<App>>;
    /// Whether a public app has a redirect URI of this origin, so that a page from there may be that app.
    async fn is_public_origin(&mut self, origin: &WebOrigin) -> Stored<bool>;
    /// Writes what an owner says of it. Never the policy.
    async fn change_app(&mut self, id: AppId, change: &ClientMetadata) -> Stored<()>;
    /// Writes the policy: one row, whatever the number of users (R16).
    async fn set_policy(&mut self, id: AppId, policy: &AppPolicy) -> Stored<()>;
    /// Deletes it with everything that belongs to it but its audit log.
    async fn delete_app(&mut self, id: AppId) -> Stored<()>;
    /// Adds a client secret. Of several that are added at once by those who counted first, one comes first.
    async fn add_secret(&mut self, secret: &AppSecret) -> Stored<()>;
    /// The app's secrets, oldest first.
    async fn secrets(&mut self, app: AppId) -> Stored<Vec<AppSecret>>;
    /// The secrets of several apps, oldest first.
    async fn secrets_of(&mut self, apps: &[AppId]) -> Stored<Vec<AppSecret>>;
    /// Removes one of the app's. `false` when the app has no such secret.
    async fn remove_secret(&mut self, app: AppId, id: AppSecretId) -> Stored<bool>;
    /// Notes when a secret was last used.
    async fn touch_secret(&mut self, id: AppSecretId, at: Timestamp) -> Stored<()>;
}
