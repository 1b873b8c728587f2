//! Grants, with their codes and tokens.

use async_trait::async_trait;
use twinlock_domain::{AccountId, AppId, Grant, GrantId, IssuedCode, MintedTokens, Timestamp};

use crate::apps::App;
use crate::census::Held;
use crate::error::Stored;

/// Grants, with their codes and tokens.
#[async_trait]
pub trait Grants {
    /// Adds a code and its grant.
    async fn add_code(&mut self, code: &IssuedCode) -> Stored<()>;
    /// The grant with this id, in whatever state.
    async fn grant(&mut self, id: GrantId) -> Stored<Option<Grant>>;
    /// Records the tokens of one response, in place of the code or the tokens before them. `false` if others were
    /// recorded since the grant was read, or it is revoked.
    async fn record_tokens(&mut self, tokens: &MintedTokens) -> Stored<bool>;
    /// Revokes a grant. `false` if it was revoked before.
    async fn revoke_grant(&mut self, id: GrantId, at: Timestamp) -> Stored<bool>;
    /// Revokes all grants of the account to one app. Returns how many.
    async fn revoke_grants(&mut self, account: AccountId, app: AppId, at: Timestamp) -> Stored<u64>;
    /// Revokes all grants of the account to apps whose requirement is on (R15). Returns how many.
    async fn revoke_grants_under_requirement(&mut self, account: AccountId, at: Timestamp) -> Stored<u64>;
    /// Revokes all grants of the account that were made at or after a time (R22). Returns how many.
    async fn revoke_grants_since(&mut self, account: AccountId, since: Timestamp, at: Timestamp) -> Stored<u64>;
    /// The apps whose requirement is on and to which the account has a grant that is not revoked (R15).
    async fn apps_under_requirement(&mut self, account: AccountId) -> Stored<Vec<App>>;
    /// The unexpired tokens of the account that apps have, except those of revoked grants. Of a grant's access tokens
    /// only the newest is considered, which expires last. Tokens that *revoke all* ended are included.
    async fn held_of(&mut self, account: AccountId, now: Timestamp) -> Stored<Vec<Held>>;
}
