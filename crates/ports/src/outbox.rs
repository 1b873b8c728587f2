//! Mail that waits to be handed over, and how much of it a mailbox gets.

use async_trait::async_trait;
use twinlock_domain::{MailId, MailQuota, Timestamp};

use crate::error::Stored;
use crate::links::LinkPurpose;
use crate::mail::Mail;

/// A mail that waits to be handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxMail {
    /// Its id.
    pub id: MailId,
    /// The mail.
    pub mail: Mail,
    /// How often handing it over failed.
    pub attempts: u32,
    /// When to try next.
    pub due_at: Timestamp,
}

/// Mail that waits.
#[async_trait]
pub trait Outbox {
    /// Adds one.
    async fn add_mail(&mut self, mail: &OutboxMail) -> Stored<()>;
    /// Those due, oldest first.
    async fn due_mail(&mut self, now: Timestamp, most: u32) -> Stored<Vec<OutboxMail>>;
    /// Removes one that was handed over.
    async fn remove_mail(&mut self, id: MailId) -> Stored<()>;
    /// Puts one off.
    async fn postpone_mail(&mut self, id: MailId, attempts: u32, due_at: Timestamp) -> Stored<()>;
    /// How many links of a kind a mailbox got lately.
    async fn mail_quota(&mut self, mailbox: &str, purpose: LinkPurpose) -> Stored<Option<MailQuota>>;
    /// Writes it, new or not.
    async fn put_mail_quota(&mut self, mailbox: &str, purpose: LinkPurpose, quota: &MailQuota) -> Stored<()>;
}
