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
    /// The sector from which its pairwise `sub`s are derived. Set at registration, never changed.
    pub sector: Sector,
    /// The metadata that its owner registered.
    pub metadata: ClientMetadata,
    /// Whether it requires 2FA, its enrolment age and its epochs.
    pub policy: AppPolicy,
    /// When it was registered.
    pub created_at: Timestamp,
}

/// A client secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppSecret {
    /// Its id.
    pub id: AppSecretId,
    /// The app that it belongs to.
    pub app: AppId,
    /// Its hash.
    pub hash: SecretHash,
    /// The owner's name for it.
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}

/// Apps, their secrets and their policy.
#[async_trait]
pub trait Apps {
    /// Adds an app.
    async fn add_app(&mut self, app: &App) -> Stored<()>;
    /// The app with this id. In a writing transaction, its policy cannot change between this read and the commit.
    async fn app(&mut self, id: AppId) -> Stored<Option<App>>;
    /// The owner's apps, oldest first.
    async fn apps_of(&mut self, owner: AccountId) -> Stored<Vec<App>>;
    /// How many apps the owner has. Concurrent transactions that count and then add an app are serialized.
    async fn count_apps_of(&mut self, owner: AccountId) -> Stored<u64>;
    /// All apps, oldest first.
    async fn apps(&mut self) -> Stored<Vec<App>>;
    /// Whether a public app has a redirect URI of this origin, so that a page from there may be that app.
    async fn is_public_origin(&mut self, origin: &WebOrigin) -> Stored<bool>;
    /// Writes the metadata, never the policy.
    async fn change_app(&mut self, id: AppId, change: &ClientMetadata) -> Stored<()>;
    /// Writes the policy: one row, whatever the number of users (R16).
    async fn set_policy(&mut self, id: AppId, policy: &AppPolicy) -> Stored<()>;
    /// Deletes the app with everything that belongs to it except its audit events.
    async fn delete_app(&mut self, id: AppId) -> Stored<()>;
    /// Adds a client secret. Concurrent transactions that count the secrets and then add one are serialized.
    async fn add_secret(&mut self, secret: &AppSecret) -> Stored<()>;
    /// The app's secrets, oldest first.
    async fn secrets(&mut self, app: AppId) -> Stored<Vec<AppSecret>>;
    /// The secrets of several apps, oldest first.
    async fn secrets_of(&mut self, apps: &[AppId]) -> Stored<Vec<AppSecret>>;
    /// Removes one of the app's secrets. `false` if the app has no such secret.
    async fn remove_secret(&mut self, app: AppId, id: AppSecretId) -> Stored<bool>;
    /// Records when a secret was last used.
    async fn touch_secret(&mut self, id: AppSecretId, at: Timestamp) -> Stored<()>;
}
