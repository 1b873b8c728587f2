//! Times as the commands print them: UTC, to the minute.

use chrono::DateTime;
use twinlock_domain::Timestamp;

/// A time such as `2026-11-25 01:17 UTC`. A time outside the calendar's range is printed as the start of 1970.
pub(crate) fn utc(at: Timestamp) -> String {
    DateTime::from_timestamp(at.unix_seconds(), 0).unwrap_or_default().format("%Y-%m-%d %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_to_the_minute() {
        for (seconds, written) in [
            (0, "1970-01-01 00:00 UTC"),
            (1_709_251_199, "2024-02-29 23:59 UTC"),
            (1_790_000_000, "2026-09-21 14:13 UTC"),
        ] {
            assert_eq!(utc(Timestamp::from_unix_seconds(seconds)), written);
        }
    }
}
