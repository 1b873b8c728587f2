//! Stored consents.

use async_trait::async_trait;
use twinlock_domain::{AccountId, AppId, Consent, Timestamp};

use crate::apps::App;
use crate::census::{AccessCounts, CountLimit};
use crate::error::Stored;

/// Stored consents.
#[async_trait]
pub trait Consents {
    /// The account's consent for the app, live or not.
    async fn consent(&mut self, account: AccountId, app: AppId) -> Stored<Option<Consent>>;
    /// Adds a consent, or replaces the existing one.
    async fn put_consent(&mut self, consent: &Consent) -> Stored<()>;
    /// Records when a consent last made the question unnecessary.
    async fn touch_consent(&mut self, account: AccountId, app: AppId, at: Timestamp) -> Stored<()>;
    /// The account's consents, each with its app, newest first, without those that *revoke all* or a revocation ended.
    async fn consents_of(&mut self, account: AccountId) -> Stored<Vec<(Consent, App)>>;
    /// Revokes a consent (R17). `false` if there is no live one.
    async fn revoke_consent(&mut self, account: AccountId, app: AppId, at: Timestamp) -> Stored<bool>;
    /// Revokes the account's consents that were given or widened at or after a time (R22). Returns how many.
    async fn revoke_consents_since(&mut self, account: AccountId, since: Timestamp, at: Timestamp) -> Stored<u64>;
    /// Counts the accounts with access, for the owner: those with live consents and grants that are not disabled.
    /// `None` if there are more rows than `counting` allows.
    async fn census(&mut self, app: &App, now: Timestamp, counting: CountLimit) -> Stored<Option<AccessCounts>>;
}
