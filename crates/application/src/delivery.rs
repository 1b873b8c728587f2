//! Delivering the mails in the outbox.

mod deliver_mail;

pub use deliver_mail::DeliveryCounts;
