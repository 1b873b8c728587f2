//! Delivering what transactions have put into the outbox.

mod deliver_mail;

pub use deliver_mail::DeliveryCounts;
