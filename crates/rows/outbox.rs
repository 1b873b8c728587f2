//! Rows of `outbox` and `mail_quotas`.

use diesel::{Insertable, Queryable, Selectable};
use twinlock_domain::{DeliveryId, EmailAddress, MailQuota};
use twinlock_ports::{Delivery, DeliveryKind, LinkPurpose, Mail, StoreError};

use crate::column::{At, Id, Int, Text};
use crate::schema::{mail_quotas, outbox};

pub(crate) const WHAT: &str = "delivery";
pub(crate) const QUOTA: &str = "mail quota";
/// The value of `kind` for a mail.
const MAIL: &str = "mail";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
pub(crate) struct DeliveryRow {
    id: Id<DeliveryId>,
    kind: String,
    recipient: Text<EmailAddress>,
    subject: String,
    body: String,
    attempts: Int<u32>,
    due_at: At,
}

impl From<&Delivery> for DeliveryRow {
    fn from(delivery: &Delivery) -> Self {
        let DeliveryKind::Mail(mail) = &delivery.kind;
        Self {
            id: Id(delivery.id),
            kind: MAIL.to_owned(),
            recipient: Text(mail.to.clone()),
            subject: mail.subject.clone(),
            body: mail.body.clone(),
            attempts: Int(delivery.attempts),
            due_at: At(delivery.due_at),
        }
    }
}

impl TryFrom<DeliveryRow> for Delivery {
    type Error = StoreError;

    fn try_from(row: DeliveryRow) -> Result<Self, StoreError> {
        if row.kind != MAIL {
            return Err(StoreError::Corrupt { what: WHAT });
        }
        let mail = Mail { to: row.recipient.0, subject: row.subject, body: row.body };
        Ok(Self { id: row.id.0, kind: DeliveryKind::Mail(mail), attempts: row.attempts.0, due_at: row.due_at.0 })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = mail_quotas)]
pub(crate) struct QuotaRow {
    mailbox: String,
    purpose: Text<LinkPurpose>,
    sent: Int<u32>,
    began_at: At,
    last_at: At,
}

impl QuotaRow {
    pub(crate) fn of(mailbox: &str, purpose: LinkPurpose, quota: &MailQuota) -> Self {
        Self {
            mailbox: mailbox.to_owned(),
            purpose: Text(purpose),
            sent: Int(quota.sent),
            began_at: At(quota.began_at),
            last_at: At(quota.last_at),
        }
    }
}

impl From<QuotaRow> for MailQuota {
    fn from(row: QuotaRow) -> Self {
        Self { sent: row.sent.0, began_at: row.began_at.0, last_at: row.last_at.0 }
    }
}
