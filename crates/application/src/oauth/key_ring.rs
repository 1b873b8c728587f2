//! A cache of the signing keys, the only cache of stored data. Keys change only by rotation, and a new key is published
//! an hour before it signs, so a cache that is a few seconds old does no harm.

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use twinlock_domain::Timestamp;
use twinlock_ports::SigningKey;

/// How long cached keys are used. After a rotation *at once*, other servers use the old key for this long.
const BELIEVED_FOR: Duration = Duration::from_secs(5);

/// The cached keys, and when they were read.
#[derive(Debug, Default)]
pub(crate) struct KeyRing(RwLock<Option<(Timestamp, Vec<SigningKey>)>>);

impl KeyRing {
    /// What `choose` finds among the keys; `None` if the cache is empty or too old.
    pub(crate) fn find<T>(&self, now: Timestamp, choose: impl FnOnce(&[SigningKey]) -> Option<T>) -> Option<T> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (read_at, keys) = kept.as_ref()?;
        let is_fresh = *read_at <= now && now < *read_at + BELIEVED_FOR;
        if is_fresh { choose(keys) } else { None }
    }

    /// Caches the keys that were just read.
    pub(crate) fn keep(&self, now: Timestamp, keys: &[SigningKey]) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some((now, keys.to_vec()));
    }

    /// Clears the cache, after the keys have changed.
    pub(crate) fn forget(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
