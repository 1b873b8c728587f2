//! Mail: what is sent, and who sends it. It leaves through the outbox, never inside a transaction.

use async_trait::async_trait;
use twinlock_domain::{EmailAddress, MailId};

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

/// A mail could not be handed over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// For now: it stays in the outbox and is tried again.
    #[error("mail could not be handed over: {0}")]
    Later(String),
    /// For good: the recipient's server does not take mail for this address, and will not.
    #[error("mail was refused for good: {0}")]
    Never(String),
}

/// Hands mail over.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands one mail over. `id` is the same at each try, so that a mail which arrives twice can be told as one.
    ///
    /// # Errors
    /// When the other side does not take it.
    async fn send(&self, id: MailId, mail: &Mail) -> Result<(), MailError>;
}
