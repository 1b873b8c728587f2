//! Durations as people write them: `60s`, `10m`, `12h`, `30d`, or a number of seconds.

use std::time::Duration;

const UNITS: [(&str, u64); 4] = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)];

/// Parses a duration.
pub(super) fn parse(text: &str) -> Option<Duration> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text.get(digits.len()..).unwrap_or_default();
    let seconds = if unit.is_empty() { 1 } else { UNITS.iter().find(|(name, _)| *name == unit)?.1 };
    digits.parse::<u64>().ok()?.checked_mul(seconds).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_with_one_unit_or_none() {
        for (text, seconds) in [("60s", 60), ("10m", 600), ("12h", 43_200), ("30d", 2_592_000), ("90", 90)] {
            assert_eq!(parse(text), Some(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "s", "-1s", "1w", "1h30m", "1.5h", "99999999999999999999d", "9999999999999999d"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
