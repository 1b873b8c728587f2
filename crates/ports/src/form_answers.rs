//! Stored responses to forms, for a repeat of the same form.

use async_trait::async_trait;
use twinlock_domain::{SecretHash, Timestamp};

use crate::error::Stored;

/// The stored response to a form that gave its session a new cookie or used up a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormAnswer {
    /// The digest of the form's CSRF token and its path.
    pub form: SecretHash,
    /// The response, sealed so that all fields of the form are needed to open it.
    pub sealed: Vec<u8>,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// Stored responses to forms, for a repeat of the same form.
#[async_trait]
pub trait FormAnswers {
    /// Stores a response, with the count of tries at zero. Replaces an older one of the same form.
    async fn keep_form_answer(&mut self, answer: &FormAnswer) -> Stored<()>;
    /// The stored response to a form.
    async fn form_answer(&mut self, form: SecretHash) -> Stored<Option<FormAnswer>>;
    /// Counts a try to open a stored response. `false` if there were `most` already, or nothing is stored.
    async fn try_form_answer(&mut self, form: SecretHash, most: u32) -> Stored<bool>;
}
