//! Rows of `outbox` and `mail_quotas`.

use diesel::{Insertable, Queryable, Selectable};
use twinlock_domain::{EmailAddress, MailId, MailQuota};
use twinlock_ports::{LinkPurpose, Mail, OutboxMail};

use crate::column::{At, Id, Int, Text};
use crate::schema::{mail_quotas, outbox};

pub(crate) const WHAT: &str = "mail";
pub(crate) const QUOTA: &str = "mail quota";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
pub(crate) struct MailRow {
    id: Id<MailId>,
    recipient: Text<EmailAddress>,
    subject: String,
    body: String,
    attempts: Int<u32>,
    due_at: At,
}

impl From<&OutboxMail> for MailRow {
    fn from(mail: &OutboxMail) -> Self {
        Self {
            id: Id(mail.id),
            recipient: Text(mail.mail.to.clone()),
            subject: mail.mail.subject.clone(),
            body: mail.mail.body.clone(),
            attempts: Int(mail.attempts),
            due_at: At(mail.due_at),
        }
    }
}

impl From<MailRow> for OutboxMail {
    fn from(row: MailRow) -> Self {
        Self {
            id: row.id.0,
            mail: Mail { to: row.recipient.0, subject: row.subject, body: row.body },
            attempts: row.attempts.0,
            due_at: row.due_at.0,
        }
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
