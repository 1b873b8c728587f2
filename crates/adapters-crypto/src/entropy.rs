//! Randomness from the operating system. If that fails, the program aborts.

use twinlock_ports::Entropy;

/// The operating system's random numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        #[expect(clippy::disallowed_methods, reason = "this is the source that everybody else asks")]
        if getrandom::fill(bytes).is_err() {
            // Going on would hand out secrets that can be guessed, and a panic might be caught.
            std::process::abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        assert_ne!(OsEntropy.for_id(), OsEntropy.for_id());
    }
}
