//! Mail that waits, in `outbox`, and how much a mailbox got lately, in `mail_quotas`.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::upsert::excluded;
use twinlock_domain::{EmailAddress, MailId, MailQuota, Timestamp};
use twinlock_ports::{LinkPurpose, Mail, Outbox, OutboxMail, StoreError};

use crate::column::{BlobOf, IntOf, TextOf};
use crate::error::failed;
use crate::schema::{mail_quotas, outbox};
use crate::transaction::SqliteTransaction;

const WHAT: &str = "mail";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
struct MailRow {
    id: BlobOf<MailId>,
    recipient: TextOf<EmailAddress>,
    subject: String,
    body: String,
    attempts: IntOf<u32>,
    due_at: IntOf<Timestamp>,
}

impl From<&OutboxMail> for MailRow {
    fn from(mail: &OutboxMail) -> Self {
        Self {
            id: BlobOf(mail.id),
            recipient: TextOf(mail.mail.to.clone()),
            subject: mail.mail.subject.clone(),
            body: mail.mail.body.clone(),
            attempts: IntOf(mail.attempts),
            due_at: IntOf(mail.due_at),
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
struct QuotaRow {
    mailbox: String,
    purpose: TextOf<LinkPurpose>,
    sent: IntOf<u32>,
    began_at: IntOf<Timestamp>,
    last_at: IntOf<Timestamp>,
}

#[async_trait]
impl Outbox for SqliteTransaction {
    async fn add_mail(&mut self, mail: &OutboxMail) -> Result<(), StoreError> {
        let added = diesel::insert_into(outbox::table).values(MailRow::from(mail)).execute(self.sqlite());
        added.map_err(failed(WHAT)).map(|_| ())
    }

    async fn due_mail(&mut self, now: Timestamp, most: u32) -> Result<Vec<OutboxMail>, StoreError> {
        let rows = outbox::table
            .filter(outbox::due_at.le(IntOf(now)))
            .order((outbox::due_at, outbox::id))
            .limit(most.into())
            .select(MailRow::as_select())
            .load(self.sqlite());
        Ok(rows.map_err(failed(WHAT))?.into_iter().map(OutboxMail::from).collect())
    }

    async fn remove_mail(&mut self, id: MailId) -> Result<(), StoreError> {
        diesel::delete(outbox::table.find(BlobOf(id))).execute(self.sqlite()).map_err(failed(WHAT)).map(|_| ())
    }

    async fn postpone_mail(&mut self, id: MailId, attempts: u32, due_at: Timestamp) -> Result<(), StoreError> {
        let change = (outbox::attempts.eq(IntOf(attempts)), outbox::due_at.eq(IntOf(due_at)));
        let done = diesel::update(outbox::table.find(BlobOf(id))).set(change).execute(self.sqlite());
        done.map_err(failed(WHAT)).map(|_| ())
    }

    async fn mail_quota(&mut self, mailbox: &str, purpose: LinkPurpose) -> Result<Option<MailQuota>, StoreError> {
        let found = mail_quotas::table.find((mailbox, TextOf(purpose))).select(QuotaRow::as_select());
        let row = found.first(self.sqlite()).optional().map_err(failed(WHAT))?;
        Ok(row.map(|row| MailQuota { sent: row.sent.0, began_at: row.began_at.0, last_at: row.last_at.0 }))
    }

    async fn put_mail_quota(
        &mut self,
        mailbox: &str,
        purpose: LinkPurpose,
        quota: &MailQuota,
    ) -> Result<(), StoreError> {
        let row = QuotaRow {
            mailbox: mailbox.to_owned(),
            purpose: TextOf(purpose),
            sent: IntOf(quota.sent),
            began_at: IntOf(quota.began_at),
            last_at: IntOf(quota.last_at),
        };
        let put = diesel::insert_into(mail_quotas::table)
            .values(row)
            .on_conflict((mail_quotas::mailbox, mail_quotas::purpose))
            .do_update()
            .set((
                mail_quotas::sent.eq(excluded(mail_quotas::sent)),
                mail_quotas::began_at.eq(excluded(mail_quotas::began_at)),
                mail_quotas::last_at.eq(excluded(mail_quotas::last_at)),
            ))
            .execute(self.sqlite());
        put.map_err(failed(WHAT)).map(|_| ())
    }
}
