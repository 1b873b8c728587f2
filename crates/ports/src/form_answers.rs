//! Answers to forms, kept for when the very same form is sent again.

use async_trait::async_trait;
use twinlock_domain::{SecretHash, Timestamp};

use crate::error::Stored;

/// The answer to a form that gave its session a new cookie, kept for when that very form comes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormAnswer {
    /// The digest of the form's CSRF token and its address.
    pub form: SecretHash,
    /// The answer, sealed so that all that the form said is needed to open it.
    pub sealed: Vec<u8>,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Answers to forms, kept for when the very same form comes again.
#[async_trait]
pub trait FormAnswers {
    /// Keeps one, with the count of tries at zero. An older one of the same form is replaced.
    async fn keep_form_answer(&mut self, answer: &FormAnswer) -> Stored<()>;
    /// What is kept for a form.
    async fn form_answer(&mut self, form: SecretHash) -> Stored<Option<FormAnswer>>;
    /// Counts a try to open what is kept. `false` when there were `most` already, or nothing is kept.
    async fn try_form_answer(&mut self, form: SecretHash, most: u32) -> Stored<bool>;
}
