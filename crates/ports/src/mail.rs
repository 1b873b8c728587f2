//! Mail: what is sent, and who sends it. It leaves through the outbox, never inside a transaction.

use async_trait::async_trait;
use twinlock_domain::EmailAddress;

/// A mail in plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: EmailAddress,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub body: String,
}

/// A mail could not be handed over. It stays in the outbox.
#[derive(Debug, thiserror::Error)]
#[error("mail could not be handed over: {0}")]
pub struct MailError(pub String);

/// Hands mail over.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands one mail over.
    ///
    /// # Errors
    /// When the other side does not take it.
    async fn send(&self, mail: &Mail) -> Result<(), MailError>;
}
