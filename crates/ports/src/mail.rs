//! Mail, and the mailer that sends it. Mail is sent from the outbox, never inside a transaction.

use async_trait::async_trait;
use twinlock_domain::{DeliveryId, EmailAddress};

/// A mail in plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Its recipient.
    pub to: EmailAddress,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub body: String,
}

/// A mail was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Temporarily: the mail stays in the outbox, and is sent again later.
    #[error("mail was temporarily rejected: {0}")]
    Later(String),
    /// Permanently: the recipient's server rejects mail for this address.
    #[error("mail was permanently rejected: {0}")]
    Never(String),
}

/// Sends mail.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Sends a mail. `id` is the same at every attempt, so that a recipient can tell that a mail arrived twice.
    ///
    /// # Errors
    /// [`MailError::Later`] if the mail was not accepted now; [`MailError::Never`] if it was rejected permanently.
    async fn send(&self, id: DeliveryId, mail: &Mail) -> Result<(), MailError>;
}
