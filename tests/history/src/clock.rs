//! The only place that reads this machine's clock. A history needs real time; no rule of Twinlock is decided by it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "a history is of real time; the checker only reads what was written down"
)]
pub fn now_millis() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A point in time by which something has to be over.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(i64);

impl Deadline {
    /// The point in time after `span` from now.
    pub fn after(span: Duration) -> Self {
        Self(now_millis().saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)))
    }

    /// The time that is left; zero if the deadline has passed.
    pub fn left(self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(now_millis())).unwrap_or(0))
    }

    /// Whether it has passed.
    pub fn has_passed(self) -> bool {
        now_millis() >= self.0
    }
}
