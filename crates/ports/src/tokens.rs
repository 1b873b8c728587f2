//! Access and refresh tokens.

use async_trait::async_trait;
use twinlock_domain::{AppId, Grant, MintedTokens, PolicyEpoch, RefreshToken, ScopeSet, SecretHash, Timestamp};

use crate::error::Stored;

/// An access token of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// Its grant.
    pub grant: Grant,
    /// What it allows.
    pub scope: ScopeSet,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// An access token of an app that acts for itself (R25): no account, no `sub` of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MachineToken {
    /// Its hash.
    pub hash: SecretHash,
    /// The app.
    pub app: AppId,
    /// The app's policy epoch when the token was issued.
    pub epoch: PolicyEpoch,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// The exchange of a refresh token for its successor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The token that was presented.
    pub presented: SecretHash,
    /// When.
    pub at: Timestamp,
    /// The answer, sealed, for a client that lost it (R17).
    pub sealed_answer: Vec<u8>,
}

/// Access and refresh tokens.
#[async_trait]
pub trait Tokens {
    /// Records the tokens of one answer.
    async fn add_tokens(&mut self, tokens: &MintedTokens) -> Stored<()>;
    /// A refresh token with its grant, in whatever state.
    async fn refresh_token(&mut self, hash: SecretHash) -> Stored<Option<(RefreshToken, Grant)>>;
    /// Records that a refresh token was exchanged. `false` when it was before.
    async fn rotate(&mut self, rotation: &Rotation) -> Stored<bool>;
    /// The sealed answer that a rotated token was exchanged for.
    async fn rotation(&mut self, presented: SecretHash) -> Stored<Option<Rotation>>;
    /// An account's access token, in whatever state its grant is.
    async fn access_token(&mut self, hash: SecretHash) -> Stored<Option<AccessToken>>;
    /// Records an access token of an app that acts for itself.
    async fn add_machine_token(&mut self, token: &MachineToken) -> Stored<()>;
    /// An app's own access token.
    async fn machine_token(&mut self, hash: SecretHash) -> Stored<Option<MachineToken>>;
    /// Ends an app's own access token.
    async fn remove_machine_token(&mut self, hash: SecretHash) -> Stored<()>;
    /// Removes up to `most` rows of each kind that ended before a time. Changes no answer.
    async fn sweep(&mut self, before: Timestamp, most: u32) -> Stored<u64>;
}
