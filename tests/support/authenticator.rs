//! The authenticator app of the shared test client, by the clock of the server under test.

use twinlock_domain::Timestamp;
use twinlock_test_client::authenticator;

/// An authenticator app with one key.
#[derive(Clone, Debug)]
pub(crate) struct Authenticator(authenticator::Authenticator);

impl Authenticator {
    /// An authenticator app with this key, in base32.
    pub(crate) fn with_key(base32: &str) -> Self {
        Self(authenticator::Authenticator::with_key(base32))
    }

    /// The bytes of the key.
    pub(crate) fn seed(&self) -> &[u8] {
        self.0.seed()
    }

    /// The key in base32, as it is shown.
    pub(crate) fn key(&self) -> String {
        self.0.key()
    }

    /// The code at a time.
    pub(crate) fn code(&self, now: Timestamp) -> String {
        self.code_off_by(now, 0)
    }

    /// The code that many steps away from a time.
    pub(crate) fn code_off_by(&self, now: Timestamp, steps: i64) -> String {
        self.0.code_off_by(now.unix_seconds(), steps)
    }

    /// A code that is valid in no step within an hour.
    pub(crate) fn wrong_code(&self, now: Timestamp) -> String {
        self.0.wrong_code(now.unix_seconds())
    }
}
