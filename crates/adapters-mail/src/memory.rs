//! A mailer for tests and embedders that keeps mails in memory.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use twinlock_domain::DeliveryId;
use twinlock_ports::{Mail, MailError, Mailer};

/// Keeps mail in memory.
#[derive(Debug, Default)]
pub struct MemoryMailer {
    sent: Mutex<Vec<Mail>>,
}

impl MemoryMailer {
    /// A mailer that has sent nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// What was sent so far, oldest first.
    pub fn sent(&self) -> Vec<Mail> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What was sent since the last call, oldest first.
    pub fn take(&self) -> Vec<Mail> {
        std::mem::take(&mut *self.sent.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl Mailer for MemoryMailer {
    async fn send(&self, _: DeliveryId, mail: &Mail) -> Result<(), MailError> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
        Ok(())
    }
}
