//! Counts and times as reported numbers: per operation, per second.

use std::time::Duration;

/// A count as a floating-point number. No count here comes near 2³².
pub(crate) fn number(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Milliseconds of `time` for each of `count`.
pub(crate) fn millis_each(time: Duration, count: u64) -> f64 {
    millis(time) / number(count.max(1))
}

pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
