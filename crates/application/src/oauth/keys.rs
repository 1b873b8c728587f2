//! Signing keys: a new one is published before it signs, and an old one for a while after it signed last.

use std::time::Duration;

use twinlock_domain::{AuditKind, SigningKeyId, Timestamp};
use twinlock_ports::{IdTokenClaims, SealedAs, SignatureAlgorithm, SigningKey};

use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, TransactionName, Twinlock};

/// How long a new key is published before it signs: longer than clients cache the key set.
pub(super) const PUBLISHED_BEFORE: Duration = Duration::from_hours(1);
/// How long an old key is published after its successor signs: longer than any `id_token` lives.
const PUBLISHED_AFTER: Duration = Duration::from_hours(24);

/// Rotate the signing keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RotateKeys {
    /// Whether to use the new keys at once, because a key leaked. Clients that cached the key set fail until they fetch it
    /// again, and every code and token that was made before is refused: users authorize their apps again.
    pub at_once: bool,
}

/// A published key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyState {
    /// `kid`
    pub kid: SigningKeyId,
    /// `alg`
    pub algorithm: SignatureAlgorithm,
    /// When it is first used to sign.
    pub signs_from: Timestamp,
    /// When it is no longer published.
    pub retires_at: Option<Timestamp>,
    /// Whether it signs now.
    pub signs: bool,
}

impl Twinlock {
    /// Creates a key for an algorithm if there is none: at the first start, and when an app chooses another algorithm.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn ensure_signing_key(&self, algorithm: SignatureAlgorithm) -> Result<(), Failure> {
        let now = self.now();
        let exists = async |work: &mut UnitOfWork<'_>| -> Result<bool, Failure> {
            Ok(current(&work.tx.keys().await?, algorithm, work.now).is_some())
        };
        if self.read::<_, Failure>(exists).await? {
            return Ok(());
        }
        let key = self.new_key(algorithm, now, now)?;
        self.write(TransactionName::EnsureSigningKey, RequestOrigin::none(), async |work| {
            if exists(work).await? {
                return Ok(());
            }
            Ok(work.tx.add_key(&key).await?)
        })
        .await
        .inspect(|()| self.signing_keys.forget())
    }

    /// Creates a new key for every algorithm in use and one for codes and tokens, and sets when the old ones are retired.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn rotate_keys(&self, command: RotateKeys, origin: &RequestOrigin) -> Result<Vec<KeyState>, Failure> {
        let now = self.now();
        let signs_from = if command.at_once { now } else { now + PUBLISHED_BEFORE };
        let old = self.read::<_, Failure>(async |work| Ok(work.tx.keys().await?)).await?;
        let in_use = SignatureAlgorithm::ALL.into_iter().filter(|algorithm| current(&old, *algorithm, now).is_some());
        let new = in_use.map(|algorithm| self.new_key(algorithm, now, signs_from)).collect::<Result<Vec<_>, _>>()?;
        let retires_at = if command.at_once { now } else { signs_from + PUBLISHED_AFTER };
        self.write::<_, Failure>(TransactionName::RotateKeys, origin, async |work| {
            for key in old.iter().filter(|key| key.retires_at.is_none()) {
                work.tx.retire_key(key.id, retires_at).await?;
            }
            for key in &new {
                work.tx.add_key(key).await?;
            }
            work.rotate_handle_keys(command).await?;
            Ok(work.record(AuditKind::KeysRotated).await?)
        })
        .await?;
        self.signing_keys.forget();
        self.handle_keys.forget();
        self.key_states().await
    }

    /// The keys that are published, newest first.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn key_states(&self) -> Result<Vec<KeyState>, Failure> {
        let now = self.now();
        let keys = self.read::<_, Failure>(async |work| Ok(work.tx.keys().await?)).await?;
        let signing: Vec<SigningKeyId> =
            SignatureAlgorithm::ALL.into_iter().filter_map(|alg| current(&keys, alg, now)).map(|key| key.id).collect();
        let state = |key: SigningKey| KeyState {
            signs: signing.contains(&key.id),
            kid: key.id,
            algorithm: key.algorithm,
            signs_from: key.signs_from,
            retires_at: key.retires_at,
        };
        Ok(keys.into_iter().filter(|key| is_published(key, now)).map(state).collect())
    }

    /// The published public keys, each as a JWK in JSON.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn public_keys(&self) -> Result<Vec<String>, Failure> {
        let now = self.now();
        let published = |keys: &[SigningKey]| -> Vec<String> {
            keys.iter().filter(|key| is_published(key, now)).map(|key| key.public_jwk.clone()).collect()
        };
        if let Some(keys) = self.signing_keys.get(now) {
            return Ok(published(&keys));
        }
        let keys = self.read_latest::<_, Failure>(async |work| Ok(work.tx.keys().await?)).await?;
        Ok(published(&self.signing_keys.keep(now, keys)))
    }

    /// Signs claims. Decrypts the private key if this process has not parsed it yet.
    pub(crate) fn sign(&self, key: &SigningKey, claims: &IdTokenClaims) -> Result<String, Failure> {
        if !self.ports.signer.knows(key.id) {
            let private = self.ports.vault.open(SealedAs::SigningKey(key.id), &key.sealed_private)?;
            self.ports.signer.learn(key.id, key.algorithm, &private)?;
        }
        Ok(self.ports.signer.sign(key.id, claims)?)
    }

    fn new_key(
        &self,
        algorithm: SignatureAlgorithm,
        now: Timestamp,
        signs_from: Timestamp,
    ) -> Result<SigningKey, Failure> {
        let id = SigningKeyId::new(now, self.entropy_for_id());
        let material = self.ports.signer.generate(id, algorithm)?;
        Ok(SigningKey {
            id,
            algorithm,
            sealed_private: self.ports.vault.seal(SealedAs::SigningKey(id), &material.private_pkcs8),
            public_jwk: material.public_jwk,
            created_at: now,
            signs_from,
            retires_at: None,
        })
    }
}

impl UnitOfWork<'_> {
    /// The key of an algorithm that signs now.
    pub(crate) async fn signing_key(&mut self, algorithm: SignatureAlgorithm) -> Result<SigningKey, Failure> {
        let cached = self.twinlock.signing_keys.get(self.now);
        if let Some(key) = cached.and_then(|keys| current(&keys, algorithm, self.now).cloned()) {
            return Ok(key);
        }
        let keys = self.tx.keys().await?;
        let keys = self.twinlock.signing_keys.keep(self.now, keys);
        current(&keys, algorithm, self.now)
            .cloned()
            .ok_or(Failure::Inconsistent("no signing key for an app's algorithm"))
    }
}

fn is_published(key: &SigningKey, now: Timestamp) -> bool {
    key.retires_at.is_none_or(|end| now < end)
}

/// The newest published key of an algorithm that may sign already.
fn current(keys: &[SigningKey], algorithm: SignatureAlgorithm, now: Timestamp) -> Option<&SigningKey> {
    let may_sign = |key: &&SigningKey| key.algorithm == algorithm && key.signs_from <= now && is_published(key, now);
    keys.iter().filter(may_sign).max_by_key(|key| (key.signs_from, key.id))
}
