//! Times in mails, for people: UTC, to the minute. Nothing else in this crate needs a calendar.

use twinlock_domain::Timestamp;

/// A time such as `2026-11-25 01:17 UTC`.
pub fn utc(at: Timestamp) -> String {
    let minutes = at.unix_seconds().div_euclid(60);
    let (hour, minute) = (minutes.div_euclid(60).rem_euclid(24), minutes.rem_euclid(60));
    let (year, month, day) = date(minutes.div_euclid(24 * 60));
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02} UTC")
}

/// The Gregorian date of a day since the Unix epoch. Counted from 1 March of the year 0, so that the leap day is a
/// year's last; an era is the 400 years after which the calendar repeats.
fn date(day: i64) -> (i64, i64, i64) {
    const ERA: i64 = 146_097;
    const FROM_MARCH_0: i64 = 719_468;
    let since = day + FROM_MARCH_0;
    let (era, in_era) = (since.div_euclid(ERA), since.rem_euclid(ERA));
    let year_of_era = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
    let day_of_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (400 * era + year_of_era + i64::from(month <= 2), month, day_of_month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_to_the_minute() {
        for (seconds, written) in [
            (0, "1970-01-01 00:00 UTC"),
            (-1, "1969-12-31 23:59 UTC"),
            (951_826_000, "2000-02-29 12:06 UTC"),
            (1_709_251_199, "2024-02-29 23:59 UTC"),
            (1_790_000_000, "2026-09-21 14:13 UTC"),
            (4_107_542_400, "2100-03-01 00:00 UTC"),
        ] {
            assert_eq!(utc(Timestamp::from_unix_seconds(seconds)), written);
        }
    }
}
