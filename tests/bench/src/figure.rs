//! Counts and times as the numbers that are told: so much per operation, so many a second.

use std::time::Duration;

/// A count as a number to divide by or to show; none of ours comes near four thousand millions.
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
