//! Handing over the mail that waits, outside any transaction; what is not taken is tried again, ever later.

use std::time::Duration;

use twinlock_domain::Timestamp;
use twinlock_ports::{MailError, Mailer, OutboxMail};

use crate::{Failure, RequestOrigin, Twinlock};

/// For how long a mail that one node is handing over is not due for another.
const LEASE: Duration = Duration::from_mins(5);
const FIRST_DELAY: u64 = 30;
const LONGEST_DELAY: u64 = 3600;
/// After so many tries, about a day, a mail is given up: its link has ended, and its news is old.
const TRIES: u32 = 30;

/// What became of the mail that was due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// So many were handed over.
    pub sent: u32,
    /// So many were not taken, and are tried again later.
    pub postponed: u32,
    /// So many were refused for good or not taken for the last time, and are gone.
    pub given_up: u32,
}

impl Twinlock {
    /// Answers up to `most` requests for a link, then hands over up to `most` mails that are due. Each is handed over at
    /// least once; twice only where a node dies in between.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn deliver_mail(&self, mailer: &dyn Mailer, most: u32) -> Result<Delivery, Failure> {
        let answered = self.answer_reset_requests(most).await;
        let mut delivery = Delivery::default();
        for waiting in self.lease_mail(most).await? {
            let tries = waiting.attempts.saturating_add(1);
            match mailer.send(waiting.id, &waiting.mail).await {
                Ok(()) => delivery.sent += 1,
                Err(MailError::Later(_)) if tries < TRIES => {
                    let due_at = next_try(self.now(), tries);
                    self.write::<_, Failure>(RequestOrigin::none(), async |work| {
                        Ok(work.tx.postpone_mail(waiting.id, tries, due_at).await?)
                    })
                    .await?;
                    delivery.postponed += 1;
                    continue;
                }
                Err(MailError::Later(_) | MailError::Never(_)) => delivery.given_up += 1,
            }
            self.write::<_, Failure>(RequestOrigin::none(), async |work| Ok(work.tx.remove_mail(waiting.id).await?))
                .await?;
        }
        answered?;
        Ok(delivery)
    }

    /// The mails that are due, put off for everybody else.
    async fn lease_mail(&self, most: u32) -> Result<Vec<OutboxMail>, Failure> {
        self.write(RequestOrigin::none(), async |work| {
            let due = work.tx.due_mail(work.now, most).await?;
            for waiting in &due {
                work.tx.postpone_mail(waiting.id, waiting.attempts, work.now + LEASE).await?;
            }
            Ok(due)
        })
        .await
    }
}

/// When to try again after so many tries.
fn next_try(now: Timestamp, tries: u32) -> Timestamp {
    let seconds = FIRST_DELAY.checked_shl(tries.saturating_sub(1).min(32)).unwrap_or(LONGEST_DELAY);
    now + Duration::from_secs(seconds.min(LONGEST_DELAY))
}
