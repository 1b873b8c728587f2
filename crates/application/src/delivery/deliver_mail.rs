//! Delivering mails of the outbox, outside any transaction. Mails that are not accepted are tried again, at growing
//! intervals.

use std::time::Duration;

use twinlock_domain::Timestamp;
use twinlock_ports::{Delivery, DeliveryKind, MailError, Mailer};

use crate::{Failure, RequestOrigin, TransactionName, Twinlock};

/// How long a delivery that one node attempts is hidden from other nodes.
const LEASE: Duration = Duration::from_mins(5);
const FIRST_DELAY: u64 = 30;
const LONGEST_DELAY: u64 = 3600;
/// The number of attempts, over about a day, after which a mail is deleted: by then its link has expired and its news
/// is old.
const ATTEMPTS: u32 = 30;

/// The outcomes of the deliveries that were due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliveryCounts {
    /// How many were delivered.
    pub sent: u32,
    /// How many were not accepted, and are tried again later.
    pub postponed: u32,
    /// How many were rejected for good, or not accepted at the last attempt, and are deleted.
    pub given_up: u32,
}

impl Twinlock {
    /// Answers up to `most` password reset requests, then attempts up to `most` deliveries that are due. Each mail is
    /// delivered at least once; twice only if a node dies between sending it and recording that.
    ///
    /// # Errors
    /// [`Failure`] if a port other than the mailer fails.
    pub async fn deliver_mail(&self, mailer: &dyn Mailer, most: u32) -> Result<DeliveryCounts, Failure> {
        let answered = self.answer_reset_requests(most).await;
        let mut counts = DeliveryCounts::default();
        for delivery in self.lease_deliveries(most).await? {
            let attempts = delivery.attempts.saturating_add(1);
            let DeliveryKind::Mail(mail) = &delivery.kind;
            match mailer.send(delivery.id, mail).await {
                Ok(()) => counts.sent += 1,
                Err(MailError::Later(_)) if attempts < ATTEMPTS => {
                    let due_at = next_attempt(self.now(), attempts);
                    self.write::<_, Failure>(TransactionName::PostponeDelivery, RequestOrigin::none(), async |work| {
                        Ok(work.tx.postpone_delivery(delivery.id, attempts, due_at).await?)
                    })
                    .await?;
                    counts.postponed += 1;
                    continue;
                }
                Err(MailError::Later(_) | MailError::Never(_)) => counts.given_up += 1,
            }
            self.write::<_, Failure>(TransactionName::RemoveDelivery, RequestOrigin::none(), async |work| {
                Ok(work.tx.remove_delivery(delivery.id).await?)
            })
            .await?;
        }
        answered?;
        Ok(counts)
    }

    /// Leases the deliveries that are due, so that other nodes do not attempt them too.
    async fn lease_deliveries(&self, most: u32) -> Result<Vec<Delivery>, Failure> {
        self.write(TransactionName::LeaseDeliveries, RequestOrigin::none(), async |work| {
            let due = work.tx.due_deliveries(work.now, most).await?;
            for delivery in &due {
                work.tx.postpone_delivery(delivery.id, delivery.attempts, work.now + LEASE).await?;
            }
            Ok(due)
        })
        .await
    }
}

/// The time of the next attempt after this number of attempts.
fn next_attempt(now: Timestamp, attempts: u32) -> Timestamp {
    let seconds = FIRST_DELAY.checked_shl(attempts.saturating_sub(1).min(32)).unwrap_or(LONGEST_DELAY);
    now + Duration::from_secs(seconds.min(LONGEST_DELAY))
}
