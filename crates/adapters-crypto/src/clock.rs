//! The system's clock, and one that changes only when it is set.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use twinlock_domain::Timestamp;
use twinlock_ports::Clock;

/// The operating system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else asks")]
        let now = SystemTime::now();
        // A clock before 1970 reads as 1970, which is before every stored time.
        let millis = now.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_millis();
        Timestamp::from_unix_millis(i64::try_from(millis).unwrap_or(i64::MAX))
    }
}

/// A clock for tests, and for programs that embed Twinlock and keep time themselves: its time changes only by calls.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock whose time is `now`.
    pub const fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.unix_millis()))
    }

    /// Sets the time, forwards or back.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.unix_millis(), Ordering::SeqCst);
    }

    /// Moves the time forwards by `span`.
    pub fn advance(&self, span: Duration) {
        self.0.fetch_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_millis(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told() {
        let clock = ManualClock::at(Timestamp::from_unix_seconds(100));
        assert_eq!(clock.now(), Timestamp::from_unix_seconds(100));
        clock.advance(Duration::from_millis(1500));
        assert_eq!(clock.now(), Timestamp::from_unix_millis(101_500));
        clock.set(Timestamp::from_unix_seconds(7));
        assert_eq!(clock.now(), Timestamp::from_unix_seconds(7));
    }

    #[test]
    fn the_system_clock_is_past_2026() {
        assert!(SystemClock.now() > Timestamp::from_unix_seconds(1_767_225_600));
    }
}
