//! What Twinlock writes to people: each mail's words, and the way into the outbox.

use twinlock_domain::{EmailAddress, MailId, Timestamp};
use twinlock_ports::{Mail, OutboxMail};

use crate::Twinlock;

impl Twinlock {
    /// A mail for the outbox, to be added in the transaction that it tells of.
    pub(crate) fn letter(&self, to: &EmailAddress, subject: &str, body: String, now: Timestamp) -> OutboxMail {
        OutboxMail {
            id: MailId::new(now, self.entropy_for_id()),
            mail: Mail { to: to.clone(), subject: subject.into(), body },
            attempts: 0,
            due_at: now,
        }
    }
}
