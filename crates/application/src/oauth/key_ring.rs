//! The signing keys as this process last read them. They change by rotation alone, and a new key is published an hour
//! before it signs; so a few seconds of not knowing are no harm. Nothing else is ever kept.

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use twinlock_domain::Timestamp;
use twinlock_ports::SigningKey;

/// For how long they are believed. A key that was rotated *at once* is used by other servers for so long.
const BELIEVED_FOR: Duration = Duration::from_secs(5);

/// The keys.
#[derive(Debug, Default)]
pub(crate) struct KeyRing(RwLock<Option<(Timestamp, Vec<SigningKey>)>>);

impl KeyRing {
    /// What `choose` finds among the keys, while they are believed.
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
