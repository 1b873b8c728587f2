//! The server's keys: signing keys, the keys of codes and tokens, and secrets that never leave the server.

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

/// The number of a key of codes and tokens. Each is one more than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HandleKeyNumber(u16);

impl HandleKeyNumber {
    /// From a number.
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }
}

/// A key of codes and tokens, ready for use.
#[derive(Clone)]
pub struct HandleKey {
    /// Its number, which is part of every code and token.
    pub number: HandleKeyNumber,
    /// The key of HMAC-SHA256.
    pub key: Vec<u8>,
}

impl std::fmt::Debug for HandleKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HandleKey").field("number", &self.number).finish_non_exhaustive()
    }
}

/// A key of codes and tokens as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredHandleKey {
    /// Its number.
    pub number: HandleKeyNumber,
    /// The key, sealed.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When codes and tokens begin to be made with it. The newest that may be used is used.
    pub used_from: Timestamp,
    /// When codes and tokens that were made with it are no longer accepted.
    pub retires_at: Option<Timestamp>,
}

/// Keys of codes and tokens.
#[async_trait]
pub trait HandleKeys {
    /// Adds a key. `false` if the number is taken.
    async fn add_handle_key(&mut self, key: &StoredHandleKey) -> Stored<bool>;
    /// All keys, newest first.
    async fn handle_keys(&mut self) -> Stored<Vec<StoredHandleKey>>;
    /// Sets until when a key is accepted.
    async fn retire_handle_key(&mut self, number: HandleKeyNumber, at: Timestamp) -> Stored<()>;
}

/// The server's own secrets, sealed. They never change.
#[async_trait]
pub trait ServerSecrets {
    /// The secret with this name.
    async fn server_secret(&mut self, name: &str) -> Stored<Option<Vec<u8>>>;
    /// Adds a secret. `false` if the name is taken.
    async fn add_server_secret(&mut self, name: &str, sealed: &[u8]) -> Stored<bool>;
}
