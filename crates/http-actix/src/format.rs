//! Writes dates, spans and counts the way people read them, since no view may depend on a clock or a locale.

use std::time::Duration;

use twinlock_domain::Timestamp;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAY_SECONDS: i64 = 86_400;

/// A moment taken apart, in UTC.
struct Calendar {
    year: i64,
    month: usize,
    day: i64,
    second_of_day: i64,
}

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

const fn days_of(year: i64, month: usize) -> i64 {
    match month {
        1 => 28 + is_leap(year) as i64,
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    }
}

impl Calendar {
    /// Counts up from 1970, where everything here begins: no table of eras is worth its bugs.
    fn of(at: Timestamp) -> Self {
        let seconds = at.unix_seconds().max(0);
        let mut days = seconds / DAY_SECONDS;
        let mut year = 1970;
        while days >= 365 + i64::from(is_leap(year)) {
            days -= 365 + i64::from(is_leap(year));
            year += 1;
        }
        let mut month = 0;
        while days >= days_of(year, month) {
            days -= days_of(year, month);
            month += 1;
        }
        Self { year, month, day: days + 1, second_of_day: seconds % DAY_SECONDS }
    }

    const fn clock(&self) -> (i64, i64, i64) {
        (self.second_of_day / 3600, self.second_of_day / 60 % 60, self.second_of_day % 60)
    }

    fn month_name(&self) -> &'static str {
        MONTHS.get(self.month).copied().unwrap_or_default()
    }
}

/// `25 November 2026`
pub(crate) fn date(at: Timestamp) -> String {
    let calendar = Calendar::of(at);
    format!("{} {} {}", calendar.day, calendar.month_name(), calendar.year)
}

/// `25 November 2026, 14:03 UTC`
pub(crate) fn date_time(at: Timestamp) -> String {
    let (hour, minute, _) = Calendar::of(at).clock();
    format!("{}, {hour:02}:{minute:02} UTC", date(at))
}

/// `14:03:27 UTC`, for comparing clocks.
pub(crate) fn clock_time(at: Timestamp) -> String {
    let (hour, minute, second) = Calendar::of(at).clock();
    format!("{hour:02}:{minute:02}:{second:02} UTC")
}

/// `2026-11-25T14:03:27Z` (RFC 3339), for machines.
pub(crate) fn rfc3339(at: Timestamp) -> String {
    let calendar = Calendar::of(at);
    let (hour, minute, second) = calendar.clock();
    format!("{:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", calendar.year, calendar.month + 1, calendar.day)
}

/// `30 days`, `12 hours`, `10 minutes`: the largest unit that divides it.
pub(crate) fn span(span: Duration) -> String {
    let seconds = span.as_secs();
    let (unit, name) = [(86_400, "day"), (3600, "hour"), (60, "minute")]
        .into_iter()
        .find(|(unit, _)| seconds > 0 && seconds.is_multiple_of(*unit))
        .unwrap_or((1, "second"));
    count(seconds / unit, name)
}

/// `1 grant`, `2 grants`
pub(crate) fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// `JBSW Y3DP`: in groups of four, for reading off a screen.
pub(crate) fn in_fours(text: &str) -> String {
    let mut grouped = String::with_capacity(text.len() + text.len() / 4);
    for (position, character) in text.chars().filter(|character| !character.is_whitespace()).enumerate() {
        if position > 0 && position.is_multiple_of(4) {
            grouped.push(' ');
        }
        grouped.push(character);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_the_same_for_people_and_machines() {
        let at = Timestamp::from_unix_seconds(1_795_615_407);
        assert_eq!(rfc3339(at), "2026-11-25T14:03:27Z");
        assert_eq!(date_time(at), "25 November 2026, 14:03 UTC");
        assert_eq!(clock_time(at), "14:03:27 UTC");
    }

    #[test]
    fn leap_days_are_days() {
        assert_eq!(date(Timestamp::from_unix_seconds(1_709_164_800)), "29 February 2024");
        assert_eq!(date(Timestamp::from_unix_seconds(1_709_251_200)), "1 March 2024");
        assert_eq!(date(Timestamp::from_unix_seconds(951_782_400)), "29 February 2000");
        assert_eq!(date(Timestamp::from_unix_seconds(4_107_542_400)), "1 March 2100");
        assert_eq!(date(Timestamp::from_unix_seconds(1_798_675_200)), "31 December 2026");
    }

    #[test]
    fn a_span_takes_the_largest_unit_that_fits() {
        assert_eq!(span(Duration::from_hours(30 * 24)), "30 days");
        assert_eq!(span(Duration::from_hours(24)), "1 day");
        assert_eq!(span(Duration::from_hours(12)), "12 hours");
        assert_eq!(span(Duration::from_mins(90)), "90 minutes");
        assert_eq!(span(Duration::ZERO), "0 seconds");
    }

    #[test]
    fn a_key_is_read_in_groups_of_four() {
        assert_eq!(in_fours("JBSWY3DPEH"), "JBSW Y3DP EH");
    }
}
