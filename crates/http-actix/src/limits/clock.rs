//! Time for the rate limits, from the clock port, so that tests can set it.

use std::fmt;
use std::sync::Arc;

use governor::clock::Reference;
use governor::nanos::Nanos;
use twinlock_application::domain::Timestamp;

/// The clock port as the clock of the rate limiters.
#[derive(Clone)]
pub(super) struct PortClock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl PortClock {
    pub(super) fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }
}

impl fmt::Debug for PortClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PortClock")
    }
}

/// A point in time, in nanoseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tick(pub(super) u64);

impl Reference for Tick {
    fn duration_since(&self, earlier: Self) -> Nanos {
        Nanos::new(self.0.saturating_sub(earlier.0))
    }

    fn saturating_sub(&self, span: Nanos) -> Self {
        Self(self.0.saturating_sub(span.as_u64()))
    }
}

impl std::ops::Add<Nanos> for Tick {
    type Output = Self;

    fn add(self, span: Nanos) -> Self {
        Self(self.0.saturating_add(span.as_u64()))
    }
}

impl governor::clock::Clock for PortClock {
    type Instant = Tick;

    fn now(&self) -> Tick {
        let millis = u64::try_from((self.0)().unix_millis()).unwrap_or(0);
        Tick(millis.saturating_mul(1_000_000))
    }
}
