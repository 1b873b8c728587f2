//! Reproducible randomness: every choice of a run is drawn from its seed (`SplitMix64`).

use sha2::{Digest as _, Sha256};

/// A seeded random number generator.
#[derive(Clone, Debug)]
pub struct SeededRng(u64);

impl SeededRng {
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// A generator for one actor, independent of how many numbers the others draw.
    pub fn of(seed: u64, whose: &str) -> Self {
        let digest = Sha256::digest(format!("{seed} {whose}"));
        Self(digest.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte)))
    }

    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 if `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.roll().checked_rem(end).unwrap_or(0)
    }

    /// True with a probability of `percent` in a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// A random element.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let at = usize::try_from(self.below(of.len() as u64)).unwrap_or(0);
        of.get(at)
    }

    /// A random index, chosen by the weights.
    pub fn weighted(&mut self, weights: &[u64]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (at, weight) in weights.iter().enumerate() {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return at,
            }
        }
        0
    }

    /// A duration of at most `most` milliseconds.
    pub fn millis(&mut self, most: u64) -> std::time::Duration {
        std::time::Duration::from_millis(self.below(most + 1))
    }

    /// Random letters and digits, for values that must be new, and secret enough for a test.
    pub fn word(&mut self, length: usize) -> String {
        const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        (0..length).filter_map(|_| self.pick(LETTERS).map(|letter| char::from(*letter))).collect()
    }
}

/// A short digest of a secret, as the log shows it.
pub fn digest(secret: &str) -> String {
    let digest = Sha256::digest(secret);
    data_encoding::HEXLOWER.encode(digest.get(..6).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_choices_again() {
        let rolls = |mut rng: SeededRng| (0..5).map(|_| rng.below(1000)).collect::<Vec<_>>();
        assert_eq!(rolls(SeededRng::of(7, "a")), rolls(SeededRng::of(7, "a")));
        assert_ne!(rolls(SeededRng::of(7, "a")), rolls(SeededRng::of(7, "b")));
    }

    #[test]
    fn weights_are_kept() {
        let mut rng = SeededRng::seeded(1);
        let mut counts = [0_u32; 3];
        for _ in 0..1000 {
            counts[rng.weighted(&[1, 0, 3])] += 1;
        }
        assert_eq!(counts[1], 0);
        assert!(counts[2] > 2 * counts[0] && counts[0] > 100, "{counts:?}");
    }
}
