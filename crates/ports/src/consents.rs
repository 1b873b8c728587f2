//! What accounts allow apps.

use async_trait::async_trait;
use twinlock_domain::{AccountId, AppId, Consent, Timestamp};

use crate::apps::App;
use crate::census::{AccessCounts, CountLimit};
use crate::error::Stored;

/// Consents on file.
#[async_trait]
pub trait Consents {
    /// What the account allows the app, live or not.
    async fn consent(&mut self, account: AccountId, app: AppId) -> Stored<Option<Consent>>;
    /// Writes it, new or not.
    async fn put_consent(&mut self, consent: &Consent) -> Stored<()>;
    /// Notes when it last let the account through.
    async fn touch_consent(&mut self, account: AccountId, app: AppId, at: Timestamp) -> Stored<()>;
    /// The account's, each with its app, newest first; those that *revoke all* or a revocation ended are left out.
    async fn consents_of(&mut self, account: AccountId) -> Stored<Vec<(Consent, App)>>;
    /// Revokes one (R17). `false` when there is none live.
    async fn revoke_consent(&mut self, account: AccountId, app: AppId, at: Timestamp) -> Stored<bool>;
    /// Revokes the account's consents that were given or widened at or after a time (R22).
    async fn revoke_consents_since(&mut self, account: AccountId, since: Timestamp, at: Timestamp) -> Stored<u64>;
    /// Counts those who have access, for the owner. Live consents and grants alone: revoked ones, by either way,
    /// are not counted, nor disabled accounts. `None` where that is more than was asked for.
    async fn census(&mut self, app: &App, now: Timestamp, counting: CountLimit) -> Stored<Option<AccessCounts>>;
}
