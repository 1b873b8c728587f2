//! Background tasks: sending mail, and deleting expired rows. No response depends on them.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::{MissedTickBehavior, interval};
use twinlock_application::Failure;
use twinlock_application::domain::DeliveryId;
use twinlock_ports::{Mail, MailError, Mailer};

use crate::Assembly;

/// The interval at which the outbox is read.
const MAIL_EVERY: Duration = Duration::from_secs(2);
/// The number of mails sent in one batch.
const MAILS: u32 = 20;
/// The interval at which expired rows are deleted.
const SWEEP_EVERY: Duration = Duration::from_mins(5);
/// The number of rows of each kind deleted in one batch: few, so that no request waits long.
const ROWS: u32 = 500;
/// The pause between two batches, in which only requests use the database.
const BETWEEN_BATCHES: Duration = Duration::from_millis(50);

/// Runs all tasks for as long as the future is polled.
pub(crate) async fn run(assembly: &Assembly) -> Infallible {
    tokio::join!(deliver(assembly), sweep(assembly)).0
}

async fn deliver(assembly: &Assembly) -> Infallible {
    let mailer = LoggingMailer(assembly.mailer.clone());
    let mut turn = interval(MAIL_EVERY);
    turn.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        turn.tick().await;
        match assembly.twinlock.deliver_mail(&mailer, MAILS).await {
            Ok(delivery) if delivery.given_up > 0 => {
                tracing::error!(count = delivery.given_up, "mail could not be delivered and is not tried again");
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "waiting mail or password reset requests could not be read"),
        }
    }
}

async fn sweep(assembly: &Assembly) -> Infallible {
    let mut turn = interval(SWEEP_EVERY);
    turn.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        turn.tick().await;
        twinlock_http_actix::sweep_rate_limits(&assembly.web);
        match sweep_all(assembly).await {
            Ok(0) => {}
            Ok(count) => tracing::debug!(count, "deleted expired rows"),
            Err(error) => tracing::warn!(%error, "expired rows could not be deleted"),
        }
    }
}

/// Deletes batch by batch until no expired row is left, so that rows of a busy hour do not accumulate.
async fn sweep_all(assembly: &Assembly) -> Result<u64, Failure> {
    let mut all = 0;
    loop {
        let swept = assembly.twinlock.sweep(ROWS).await? + assembly.twinlock.trim_audit_log(ROWS).await?;
        all += swept;
        if swept == 0 {
            return Ok(all);
        }
        tokio::time::sleep(BETWEEN_BATCHES).await;
    }
}

/// Logs why a mail was not accepted, since the outbox keeps the mail and not the reason.
struct LoggingMailer(Arc<dyn Mailer>);

#[async_trait]
impl Mailer for LoggingMailer {
    async fn send(&self, id: DeliveryId, mail: &Mail) -> Result<(), MailError> {
        let sent = self.0.send(id, mail).await;
        match &sent {
            Ok(()) => {}
            Err(error @ MailError::Later(_)) => {
                tracing::warn!(to = %mail.to, subject = %mail.subject, %error, "mail could not be sent and is tried again later");
            }
            Err(error @ MailError::Never(_)) => {
                tracing::error!(to = %mail.to, subject = %mail.subject, %error, "mail could not be sent and is not tried again");
            }
        }
        sent
    }
}
