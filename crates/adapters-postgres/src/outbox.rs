//! Mail that waits, in `outbox`.

use async_trait::async_trait;
use twinlock_domain::{MailId, MailQuota, Timestamp};
use twinlock_ports::{LinkPurpose, Outbox, OutboxMail, StoreError};

use crate::column::{At, Id, Int, Text};
use crate::pool::timely;
use crate::prelude::*;
use crate::rows::outbox::{MailRow, QUOTA, QuotaRow, WHAT};
use crate::schema::{mail_quotas, outbox};
use crate::settle::Write;
use crate::transaction::PgTransaction;

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
        self.execute(WHAT, diesel::delete(outbox::table.find(Id(id)))).await.map(|_| ())
    }

    async fn postpone_mail(&mut self, id: MailId, attempts: u32, due_at: Timestamp) -> Result<(), StoreError> {
        let change = (outbox::attempts.eq(Int(attempts)), outbox::due_at.eq(At(due_at)));
        let postponed = diesel::update(outbox::table.find(Id(id))).set(change);
        self.execute(WHAT, postponed).await.map(|_| ())
    }

    async fn mail_quota(&mut self, mailbox: &str, purpose: LinkPurpose) -> Result<Option<MailQuota>, StoreError> {
        let found = mail_quotas::table.find((mailbox.to_owned(), Text(purpose))).select(QuotaRow::as_select());
        let row = timely(found.first(self.for_query().await?)).await.optional();
        let row = self.done(QUOTA, row)?;
        Ok(row.map(|row: QuotaRow| row.into()))
    }

    async fn put_mail_quota(
        &mut self,
        mailbox: &str,
        purpose: LinkPurpose,
        quota: &MailQuota,
    ) -> Result<(), StoreError> {
        let put = diesel::insert_into(mail_quotas::table)
            .values(QuotaRow::of(mailbox, purpose, quota))
            .on_conflict((mail_quotas::mailbox, mail_quotas::purpose))
            .do_update()
            .set((
                mail_quotas::sent.eq(excluded(mail_quotas::sent)),
                mail_quotas::began_at.eq(excluded(mail_quotas::began_at)),
                mail_quotas::last_at.eq(excluded(mail_quotas::last_at)),
            ));
        self.execute(QUOTA, put).await.map(|_| ())
    }
}
