//! Dates, times and spans: in UTC, since the time zone of a reader is not known.

use std::time::Duration;

use chrono::{DateTime, Datelike as _, SecondsFormat, Utc};
use twinlock_domain::Timestamp;

use super::{Message, Texts, message};

/// A time that the calendar cannot express becomes the Unix epoch; no clock returns such a time.
fn utc(at: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp(at.unix_seconds(), 0).unwrap_or_default()
}

/// `25 November 2026`
pub(super) fn date(texts: Texts, at: Timestamp) -> String {
    let day = utc(at);
    // As text: a language may group the digits of numbers, but not those of years.
    texts.plain(message::calendar_date(day.day(), u64::from(day.month()), day.year().to_string()))
}

/// `25 November 2026, 14:03 UTC`
pub(super) fn date_time(texts: Texts, at: Timestamp) -> String {
    texts.plain(message::calendar_date_time(date(texts, at), utc(at).format("%H:%M").to_string()))
}

/// `14:03:27 UTC`
pub(super) fn clock_time(at: Timestamp) -> String {
    utc(at).format("%H:%M:%S UTC").to_string()
}

/// `2026-11-25T14:03:27Z` (RFC 3339), for machines.
pub(super) fn rfc3339(at: Timestamp) -> String {
    utc(at).to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// `30 days`, `12 hours`, `10 minutes`: the largest unit that divides it.
pub(super) fn span(span: Duration) -> Message {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    match span.as_secs() {
        seconds if seconds > 0 && seconds.is_multiple_of(DAY) => message::calendar_days(seconds / DAY),
        seconds if seconds > 0 && seconds.is_multiple_of(HOUR) => message::calendar_hours(seconds / HOUR),
        seconds if seconds > 0 && seconds.is_multiple_of(MINUTE) => message::calendar_minutes(seconds / MINUTE),
        seconds => message::calendar_seconds(seconds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    const AT: Timestamp = Timestamp::from_unix_seconds(1_795_615_407);

    #[test]
    fn a_moment_reads_the_same_for_people_and_machines() {
        assert_eq!(rfc3339(AT), "2026-11-25T14:03:27Z");
        assert_eq!(date_time(Texts::ENGLISH, AT), "25 November 2026, 14:03 UTC");
        assert_eq!(date_time(Texts::of(Language::German), AT), "25. November 2026, 14:03 UTC");
        assert_eq!(clock_time(AT), "14:03:27 UTC");
    }

    #[test]
    fn a_month_has_its_name_in_each_language() {
        let march = Timestamp::from_unix_seconds(1_709_251_200);
        assert_eq!(date(Texts::ENGLISH, march), "1 March 2024");
        assert_eq!(date(Texts::of(Language::German), march), "1. März 2024");
    }

    #[test]
    fn a_span_takes_the_largest_unit_that_fits() {
        for (length, english, german) in [
            (Duration::from_hours(30 * 24), "30 days", "30 Tage"),
            (Duration::from_hours(24), "1 day", "1 Tag"),
            (Duration::from_hours(12), "12 hours", "12 Stunden"),
            (Duration::from_mins(90), "90 minutes", "90 Minuten"),
            (Duration::ZERO, "0 seconds", "0 Sekunden"),
        ] {
            assert_eq!(Texts::ENGLISH.plain(span(length)), english);
            assert_eq!(Texts::of(Language::German).plain(span(length)), german);
        }
    }
}
