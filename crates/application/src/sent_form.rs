//! The form that a request came by.

use twinlock_domain::SecretHash;

/// A form as it was sent. Two that differ in anything are two forms.
#[derive(Clone, PartialEq, Eq)]
pub struct SentForm {
    /// Which form of which page: the digest of its CSRF token and its address.
    pub(crate) form: SecretHash,
    /// A digest of all its fields, which its answer is sealed under.
    pub(crate) said: String,
}

impl std::fmt::Debug for SentForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SentForm").finish_non_exhaustive()
    }
}
