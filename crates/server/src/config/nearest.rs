//! "Did you mean …?": the setting whose name is most similar to a mistyped key.

use super::setting::SETTINGS;

/// The setting whose name is most similar to `key`, if the distance is at most a third of the key's length.
pub(super) fn nearest(key: &str) -> Option<&'static str> {
    let distances = SETTINGS.iter().map(|setting| (distance(key, setting.key), setting.key));
    distances.min().filter(|(distance, _)| *distance <= key.len().div_ceil(3)).map(|(_, key)| key)
}

/// The Levenshtein distance: how many letters have to be added, removed or changed.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b.bytes()) {
            let changed = diagonal + usize::from(x != y);
            diagonal = *cell;
            left = changed.min(*cell + 1).min(left + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_nonsense_is_not() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(nearest("publik_url"), Some("public_url"));
        assert_eq!(nearest("lifetimes.codes"), Some("lifetimes.code"));
        assert_eq!(nearest("public-url"), Some("public_url"));
        assert_eq!(nearest("zzz"), None);
    }
}
