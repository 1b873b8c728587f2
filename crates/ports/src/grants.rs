//! Grants and their codes.

use async_trait::async_trait;
use twinlock_domain::{AccountId, AppId, Grant, GrantId, IssuedCode, SecretHash, Timestamp};

use crate::apps::App;
use crate::census::Held;
use crate::error::Stored;

/// Grants and their codes.
#[async_trait]
pub trait Grants {
    /// Records a code and the grant it opens.
    async fn add_code(&mut self, code: &IssuedCode) -> Stored<()>;
    /// The grant of a code, in whatever state.
    async fn grant_by_code(&mut self, code: SecretHash) -> Stored<Option<Grant>>;
    /// By id.
    async fn grant(&mut self, id: GrantId) -> Stored<Option<Grant>>;
    /// Marks its code redeemed. `false` when it was before, or the grant is revoked.
    async fn redeem(&mut self, id: GrantId, at: Timestamp) -> Stored<bool>;
    /// Ends it. `false` when it had ended.
    async fn revoke_grant(&mut self, id: GrantId, at: Timestamp) -> Stored<bool>;
    /// Ends all grants of the account to one app.
    async fn revoke_grants(&mut self, account: AccountId, app: AppId, at: Timestamp) -> Stored<u64>;
    /// Ends all grants of the account to apps whose requirement is on (R15).
    async fn revoke_grants_under_requirement(&mut self, account: AccountId, at: Timestamp) -> Stored<u64>;
    /// Ends all grants of the account made at or after a time (R22).
    async fn revoke_grants_since(&mut self, account: AccountId, since: Timestamp, at: Timestamp) -> Stored<u64>;
    /// The apps whose requirement is on and to which the account has a grant that is not revoked (R15).
    async fn apps_under_requirement(&mut self, account: AccountId) -> Stored<Vec<App>>;
    /// What apps hold of the account: tokens that have not ended, of grants that were not revoked one by one. What
    /// *revoke all* ended is included.
    async fn held_of(&mut self, account: AccountId, now: Timestamp) -> Stored<Vec<Held>>;
}
