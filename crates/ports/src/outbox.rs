//! The outbox: messages that a transaction queues, and that are delivered after its commit. Also how many mails each
//! mailbox received lately.

use async_trait::async_trait;
use twinlock_domain::{DeliveryId, MailQuota, Timestamp};

use crate::error::Stored;
use crate::links::LinkPurpose;
use crate::mail::Mail;

/// What is delivered, which decides who delivers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryKind {
    /// A mail, by the [`Mailer`](crate::Mailer).
    Mail(Mail),
}

/// A queued delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its id, the same at every attempt, by which a recipient can tell that it was delivered twice.
    pub id: DeliveryId,
    /// The message.
    pub kind: DeliveryKind,
    /// How many attempts failed.
    pub attempts: u32,
    /// When the next attempt is due.
    pub due_at: Timestamp,
}

/// The outbox. A method that changes an unknown delivery does nothing.
#[async_trait]
pub trait Outbox {
    /// Adds a delivery.
    async fn add_delivery(&mut self, delivery: &Delivery) -> Stored<()>;
    /// Up to `most` deliveries that are due, oldest first. Two concurrent writing transactions get different ones, or
    /// one waits for the other.
    async fn due_deliveries(&mut self, now: Timestamp, most: u32) -> Stored<Vec<Delivery>>;
    /// Deletes a delivery, which was delivered or is not tried again.
    async fn remove_delivery(&mut self, id: DeliveryId) -> Stored<()>;
    /// Sets the number of failed attempts, and when the next is due.
    async fn postpone_delivery(&mut self, id: DeliveryId, attempts: u32, due_at: Timestamp) -> Stored<()>;
    /// How many links of a kind a mailbox received lately.
    async fn mail_quota(&mut self, mailbox: &str, purpose: LinkPurpose) -> Stored<Option<MailQuota>>;
    /// Adds a quota, or replaces the existing one.
    async fn put_mail_quota(&mut self, mailbox: &str, purpose: LinkPurpose, quota: &MailQuota) -> Stored<()>;
}
