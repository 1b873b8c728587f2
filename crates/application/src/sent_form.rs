//! The form of a request.

use twinlock_domain::SecretHash;

/// A form as it was sent. Two forms are equal only if all their fields are.
#[derive(Clone, PartialEq, Eq)]
pub struct SentForm {
    /// Which form of which page: the digest of its CSRF token and its path.
    pub(crate) form: SecretHash,
    /// The digest of all its fields, under which its response is sealed.
    pub(crate) said: String,
}

impl std::fmt::Debug for SentForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SentForm").finish_non_exhaustive()
    }
}
