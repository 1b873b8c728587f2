//! The server's keys: signing keys, and secrets that never leave the server.

use async_trait::async_trait;
use twinlock_domain::{SigningKeyId, Timestamp};

use crate::SignatureAlgorithm;
use crate::error::Stored;

/// A signing key. It is published from `created_at`, signs from `signs_from`, and is published until `retires_at`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// Its id, which is the `kid`.
    pub id: SigningKeyId,
    /// The algorithm that it signs with.
    pub algorithm: SignatureAlgorithm,
    /// The private key, sealed.
    pub sealed_private: Vec<u8>,
    /// The public key as a JWK in JSON.
    pub public_jwk: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it begins to sign. Of the keys that may sign, the newest is used.
    pub signs_from: Timestamp,
    /// When it is no longer published.
    pub retires_at: Option<Timestamp>,
}

/// Signing keys.
#[async_trait]
pub trait SigningKeys {
    /// Adds a key.
    async fn add_key(&mut self, key: &SigningKey) -> Stored<()>;
    /// All keys, newest first.
    async fn keys(&mut self) -> Stored<Vec<SigningKey>>;
    /// Sets until when a key is published.
    async fn retire_key(&mut self, id: SigningKeyId, at: Timestamp) -> Stored<()>;
}

/// The server's own secrets, sealed. They never change.
#[async_trait]
pub trait ServerSecrets {
    /// The secret with this name.
    async fn server_secret(&mut self, name: &str) -> Stored<Option<Vec<u8>>>;
    /// Adds a secret. `false` if the name is taken.
    async fn add_server_secret(&mut self, name: &str, sealed: &[u8]) -> Stored<bool>;
}
