//! Client credentials tokens.

use async_trait::async_trait;
use twinlock_domain::{AppId, PolicyEpoch, SecretHash, Timestamp};

use crate::error::Stored;

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

/// Access tokens of apps that act for themselves, which belong to no grant.
#[async_trait]
pub trait MachineTokens {
    /// Records a client credentials token.
    async fn add_machine_token(&mut self, token: &MachineToken) -> Stored<()>;
    /// The client credentials token with this hash.
    async fn machine_token(&mut self, hash: SecretHash) -> Stored<Option<MachineToken>>;
    /// Deletes a client credentials token.
    async fn remove_machine_token(&mut self, hash: SecretHash) -> Stored<()>;
}
