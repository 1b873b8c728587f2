//! Access and refresh tokens.

use async_trait::async_trait;
use twinlock_domain::{AppId, Grant, MintedTokens, PolicyEpoch, RefreshToken, ScopeSet, SecretHash, Timestamp};

use crate::error::Stored;

/// An access token of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// Its grant.
    pub grant: Grant,
    /// The scopes that it allows.
    pub scope: ScopeSet,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// A client credentials access token, with which an app acts for itself (R25). It has no account, and no user's `sub`.
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
    /// When it expires.
    pub expires_at: Timestamp,
}

/// The exchange of a refresh token for its successor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The token that was presented.
    pub presented: SecretHash,
    /// When it was exchanged.
    pub at: Timestamp,
    /// The response, sealed, for a client that did not receive it (R17).
    pub sealed_answer: Vec<u8>,
}

/// Access and refresh tokens.
#[async_trait]
pub trait Tokens {
    /// Records the tokens of one response.
    async fn add_tokens(&mut self, tokens: &MintedTokens) -> Stored<()>;
    /// A refresh token with its grant, in whatever state.
    async fn refresh_token(&mut self, hash: SecretHash) -> Stored<Option<(RefreshToken, Grant)>>;
    /// Records that a refresh token was exchanged. `false` if it was exchanged before.
    async fn rotate(&mut self, rotation: &Rotation) -> Stored<bool>;
    /// The exchange of a rotated token, with its sealed response.
    async fn rotation(&mut self, presented: SecretHash) -> Stored<Option<Rotation>>;
    /// An account's access token, whatever the state of its grant.
    async fn access_token(&mut self, hash: SecretHash) -> Stored<Option<AccessToken>>;
    /// Records a client credentials token.
    async fn add_machine_token(&mut self, token: &MachineToken) -> Stored<()>;
    /// The client credentials token with this hash.
    async fn machine_token(&mut self, hash: SecretHash) -> Stored<Option<MachineToken>>;
    /// Deletes a client credentials token.
    async fn remove_machine_token(&mut self, hash: SecretHash) -> Stored<()>;
    /// Deletes up to `most` rows of each kind that ended before a time. No response depends on them. Returns how many.
    async fn sweep(&mut self, before: Timestamp, most: u32) -> Stored<u64>;
}
