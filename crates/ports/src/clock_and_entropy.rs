//! Time and randomness. Only use cases read them, and pass them to the rules as values.

use twinlock_domain::Timestamp;

/// The clock.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait Clock: Send + Sync {
    /// The current time.
    fn now(&self) -> Timestamp;
}

/// Randomness from the operating system.
pub trait Entropy: Send + Sync {
    /// Fills the bytes. If the operating system has no randomness, the process ends, because nothing safe can continue.
    fn fill(&self, bytes: &mut [u8]);

    /// The random part of a new id.
    fn for_id(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        self.fill(&mut bytes);
        bytes
    }
}
