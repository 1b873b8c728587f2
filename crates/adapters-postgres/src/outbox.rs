//! Mail that waits, in `outbox`, and how much a mailbox got lately, in `mail_quotas`.

use async_trait::async_trait;
use twinlock_domain::{EmailAddress, MailId, MailQuota, Timestamp};
use twinlock_ports::{LinkPurpose, Mail, Outbox, OutboxMail, StoreError};

use crate::column::{At, IntOf, TextOf, UuidOf};
use crate::pool::timely;
use crate::prelude::*;
use crate::schema::{mail_quotas, outbox};
use crate::settle::Write;
use crate::transaction::PgTransaction;

const WHAT: &str = "mail";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
struct MailRow {
    id: UuidOf<MailId>,
    recipient: TextOf<EmailAddress>,
    subject: String,
    body: String,
    attempts: IntOf<u32>,
    due_at: At,
}

impl From<&OutboxMail> for MailRow {
    fn from(mail: &OutboxMail) -> Self {
        Self {
            id: UuidOf(mail.id),
            recipient: TextOf(mail.mail.to.clone()),
            subject: mail.mail.subject.clone(),
            body: mail.mail.body.clone(),
            attempts: IntOf(mail.attempts),
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
struct QuotaRow {
    mailbox: String,
    purpose: TextOf<LinkPurpose>,
    sent: IntOf<u32>,
    began_at: At,
    last_at: At,
}

#[async_trait]
impl Outbox for PgTransaction {
    async fn add_mail(&mut self, mail: &OutboxMail) -> Result<(), StoreError> {
        self.defer(Write::insert("outbox", diesel::insert_into(outbox::table).values(MailRow::from(mail)))).await
    }

    async fn due_mail(&mut self, now: Timestamp, most: u32) -> Result<Vec<OutboxMail>, StoreError> {
        let due = outbox::table
            .filter(outbox::due_at.le(At(now)))
            .order((outbox::due_at, outbox::id))
            .limit(most.into())
            .select(MailRow::as_select());
        // Who writes is about to hand them over: of several servers that look at once, each gets others.
        let rows = if self.may_write().is_ok() {
            timely(due.for_update().skip_locked().load(self.for_write().await?)).await
        } else {
            timely(due.load(self.for_query().await?)).await
        };
        Ok(self.done(WHAT, rows)?.into_iter().map(OutboxMail::from).collect())
    }

    async fn remove_mail(&mut self, id: MailId) -> Result<(), StoreError> {
        self.execute(WHAT, diesel::delete(outbox::table.find(UuidOf(id)))).await.map(|_| ())
    }

    async fn postpone_mail(&mut self, id: MailId, attempts: u32, due_at: Timestamp) -> Result<(), StoreError> {
        let change = (outbox::attempts.eq(IntOf(attempts)), outbox::due_at.eq(At(due_at)));
        let postponed = diesel::update(outbox::table.find(UuidOf(id))).set(change);
        self.execute(WHAT, postponed).await.map(|_| ())
    }

    async fn mail_quota(&mut self, mailbox: &str, purpose: LinkPurpose) -> Result<Option<MailQuota>, StoreError> {
        let found = mail_quotas::table.find((mailbox.to_owned(), TextOf(purpose))).select(QuotaRow::as_select());
        let row = timely(found.first(self.for_query().await?)).await.optional();
        let row = self.done(WHAT, row)?;
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
            began_at: At(quota.began_at),
            last_at: At(quota.last_at),
        };
        let put = diesel::insert_into(mail_quotas::table)
            .values(row)
            .on_conflict((mail_quotas::mailbox, mail_quotas::purpose))
            .do_update()
            .set((
                mail_quotas::sent.eq(excluded(mail_quotas::sent)),
                mail_quotas::began_at.eq(excluded(mail_quotas::began_at)),
                mail_quotas::last_at.eq(excluded(mail_quotas::last_at)),
            ));
        self.execute(WHAT, put).await.map(|_| ())
    }
}
