//! A cache of the server's keys, the only cache of stored data. Keys change only by rotation, and a new key is known an
//! hour before it is used, so a cache that is a few seconds old does no harm.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use twinlock_domain::Timestamp;

/// How long cached keys are used. After a rotation *at once*, other servers use the old key for this long.
const BELIEVED_FOR: Duration = Duration::from_secs(5);

/// The cached keys, and when they were read.
#[derive(Debug)]
pub(crate) struct Cached<T>(RwLock<Option<(Timestamp, Arc<T>)>>);

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self(RwLock::new(None))
    }
}

impl<T> Cached<T> {
    /// The cached keys; `None` if there are none or they are too old.
    pub(crate) fn get(&self, now: Timestamp) -> Option<Arc<T>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (read_at, keys) = kept.as_ref()?;
        let is_fresh = *read_at <= now && now < *read_at + BELIEVED_FOR;
        is_fresh.then(|| keys.clone())
    }

    /// Caches the keys that were just read.
    pub(crate) fn keep(&self, now: Timestamp, keys: T) -> Arc<T> {
        let keys = Arc::new(keys);
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some((now, keys.clone()));
        keys
    }

    /// Clears the cache, after the keys have changed.
    pub(crate) fn forget(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
