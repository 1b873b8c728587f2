//! One rate limit: a quota for each key, in a map of bounded size.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::ShrinkableKeyedStateStore;
use governor::{Quota, RateLimiter};

use super::clock::{PortClock, Tick};
use super::key::Key;

/// The least time between two sweeps of a full map, in nanoseconds, so that sweeping itself costs little.
const BETWEEN_SWEEPS: u64 = 1_000_000_000;

/// A quota for each key.
///
/// The map holds at most as many keys as it was made for. Once it is full, keys whose quota is full again are removed.
/// If that makes no room, keys that are not in the map share one of [`super::key::GROUPS`] keys: keys in the map are
/// counted as before, and new keys may have to wait for one another, but every request is counted.
#[derive(Debug)]
pub(super) struct Limiter {
    counts: Counts,
    clock: PortClock,
    rate: RateLimiter<Key, Counts, PortClock, NoOpMiddleware<Tick>>,
    swept_at: AtomicU64,
}

impl Limiter {
    /// A limiter with a quota of `per_minute` for each key and room for `most_keys` keys besides the shared ones.
    pub(super) fn new(per_minute: NonZeroU32, most_keys: usize, clock: &PortClock) -> Self {
        let counts = Counts { most_keys, map: Arc::default() };
        let rate = RateLimiter::new(Quota::per_minute(per_minute), counts.clone(), clock.clone());
        Self { counts, clock: clock.clone(), rate, swept_at: AtomicU64::new(0) }
    }

    /// Counts `many` more for a key, or returns how long to wait. More at once than a minute's quota never passes.
    pub(super) fn check(&self, key: Key, many: NonZeroU32) -> Result<(), Duration> {
        self.make_room();
        match self.rate.check_key_n(&key, many) {
            Ok(checked) => checked.map_err(|until| until.wait_time_from(self.clock.now())),
            Err(_) => Err(Duration::from_mins(1)),
        }
    }

    /// Removes the keys whose quota is full again, and frees their memory.
    pub(super) fn sweep(&self) {
        self.rate.retain_recent();
        self.rate.shrink_to_fit();
    }

    /// How many keys are counted.
    pub(super) fn keys(&self) -> usize {
        self.rate.len()
    }

    fn make_room(&self) {
        if self.rate.len() < self.counts.most_keys {
            return;
        }
        let (now, last) = (self.clock.now().0, self.swept_at.load(Ordering::Relaxed));
        let due = last == 0 || now.abs_diff(last) >= BETWEEN_SWEEPS;
        if due && self.swept_at.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            self.sweep();
        }
    }
}

/// For each key, when its quota will be full again.
#[derive(Clone, Debug)]
struct Counts {
    most_keys: usize,
    map: Arc<Mutex<HashMap<Key, Nanos>>>,
}

impl Counts {
    fn locked<T>(&self, work: impl FnOnce(&mut HashMap<Key, Nanos>) -> T) -> T {
        work(&mut self.map.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl StateStore for Counts {
    type Key = Key;

    fn measure_and_replace<T, F, E>(&self, key: &Key, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        self.locked(|map| {
            let has_room = map.len() < self.most_keys || map.contains_key(key);
            let key = if has_room { *key } else { key.group() };
            let (answer, state) = measure(map.get(&key).copied())?;
            map.insert(key, state);
            Ok(answer)
        })
    }
}

impl ShrinkableKeyedStateStore<Key> for Counts {
    fn retain_recent(&self, drop_below: Nanos) {
        self.locked(|map| map.retain(|_, state| *state > drop_below));
    }

    fn shrink_to_fit(&self) {
        self.locked(HashMap::shrink_to_fit);
    }

    fn len(&self) -> usize {
        self.locked(|map| map.len())
    }

    fn is_empty(&self) -> bool {
        self.locked(|map| map.is_empty())
    }
}
