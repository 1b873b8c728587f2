//! The server's own keys: those that sign, and those that never leave.

use async_trait::async_trait;
use twinlock_domain::{SigningKeyId, Timestamp};

use crate::SignatureAlgorithm;
use crate::error::Stored;

/// A signing key. It is published from `created_at`, signs from `signs_from`, and is published until `retires_at`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// Its id, which is the `kid`.
    pub id: SigningKeyId,
    /// How it signs.
    pub algorithm: SignatureAlgorithm,
    /// The private key, sealed.
    pub sealed_private: Vec<u8>,
    /// The public key as a JWK in JSON.
    pub public_jwk: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it begins to sign; of those that do, the newest signs.
    pub signs_from: Timestamp,
    /// When it is no longer published.
    pub retires_at: Option<Timestamp>,
}

/// Signing keys.
#[async_trait]
pub trait SigningKeys {
    /// Adds one.
    async fn add_key(&mut self, key: &SigningKey) -> Stored<()>;
    /// All of them, newest first.
    async fn keys(&mut self) -> Stored<Vec<SigningKey>>;
    /// Says until when one is published.
    async fn retire_key(&mut self, id: SigningKeyId, at: Timestamp) -> Stored<()>;
}

/// The server's own secrets, sealed: those that must outlive the process and never change.
#[async_trait]
pub trait ServerSecrets {
    /// By name.
    async fn server_secret(&mut self, name: &str) -> Stored<Option<Vec<u8>>>;
    /// Adds one. `false` when the name is taken.
    async fn add_server_secret(&mut self, name: &str, sealed: &[u8]) -> Stored<bool>;
}
