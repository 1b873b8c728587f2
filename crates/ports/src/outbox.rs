//! The outbox: what a transaction wants delivered to others, which happens after its commit. And how much mail a mailbox
//! gets.

use async_trait::async_trait;
use twinlock_domain::{DeliveryId, MailQuota, Timestamp};

use crate::error::Stored;
use crate::links::LinkPurpose;
use crate::mail::Mail;

/// What is delivered, and so by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryKind {
    /// A mail, by the [`Mailer`](crate::Mailer).
    Mail(Mail),
}

/// Something that waits to be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its id, the same at every attempt, by which a recipient can tell that it was delivered twice.
    pub id: DeliveryId,
    /// What is delivered.
    pub kind: DeliveryKind,
    /// How many attempts failed.
    pub attempts: u32,
    /// When the next attempt is due.
    pub due_at: Timestamp,
}

/// Deliveries that wait. A method that changes an unknown delivery changes nothing.
#[async_trait]
pub trait Outbox {
    /// Adds a delivery.
    async fn add_delivery(&mut self, delivery: &Delivery) -> Stored<()>;
    /// Up to `most` deliveries that are due, oldest first. Of two transactions that write and ask at the same moment, each
    /// gets others, or one waits for the other.
    async fn due_deliveries(&mut self, now: Timestamp, most: u32) -> Stored<Vec<Delivery>>;
    /// Deletes a delivery: it was delivered, or is given up.
    async fn remove_delivery(&mut self, id: DeliveryId) -> Stored<()>;
    /// Sets the number of failed attempts, and when the next is due.
    async fn postpone_delivery(&mut self, id: DeliveryId, attempts: u32, due_at: Timestamp) -> Stored<()>;
    /// How many links of a kind a mailbox got lately.
    async fn mail_quota(&mut self, mailbox: &str, purpose: LinkPurpose) -> Stored<Option<MailQuota>>;
    /// Writes it, new or not.
    async fn put_mail_quota(&mut self, mailbox: &str, purpose: LinkPurpose, quota: &MailQuota) -> Stored<()>;
}
