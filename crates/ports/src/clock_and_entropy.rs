//! Time and randomness, read at the edge and passed inwards as values.

use twinlock_domain::Timestamp;

/// The time.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// Randomness from the operating system.
pub trait Entropy: Send + Sync {
    /// Fills the bytes. An operating system that cannot give randomness ends the process: nothing safe is left to do.
    fn fill(&self, bytes: &mut [u8]);

    /// The random part of a new id.
    fn for_id(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        self.fill(&mut bytes);
        bytes
    }
}
