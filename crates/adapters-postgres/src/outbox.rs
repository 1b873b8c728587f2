//! Waiting deliveries in `outbox`, and how much mail a mailbox was sent recently in `mail_quotas`.

use async_trait::async_trait;
use twinlock_domain::{DeliveryId, MailQuota, Timestamp};
use twinlock_ports::{Delivery, LinkPurpose, Outbox, StoreError};

use crate::column::{At, Id, Int, Text};
use crate::commit_statement::Write;
use crate::pool::timely;
use crate::prelude::*;
use crate::rows::outbox::{DeliveryRow, QUOTA, QuotaRow, WHAT};
use crate::schema::{mail_quotas, outbox};
use crate::transaction::PgTransaction;

#[async_trait]
impl Outbox for PgTransaction {
    async fn add_delivery(&mut self, delivery: &Delivery) -> Result<(), StoreError> {
        self.defer(Write::insert("outbox", diesel::insert_into(outbox::table).values(DeliveryRow::from(delivery))))
            .await
    }

    async fn due_deliveries(&mut self, now: Timestamp, most: u32) -> Result<Vec<Delivery>, StoreError> {
        let due = outbox::table
            .filter(outbox::due_at.le(At(now)))
            .order((outbox::due_at, outbox::id))
            .limit(most.into())
            .select(DeliveryRow::as_select());
        // A writing transaction is about to send them. `SKIP LOCKED`: servers that read at the same time get different
        // rows.
        let rows = if self.may_write().is_ok() {
            timely(due.for_update().skip_locked().load(self.for_write().await?)).await
        } else {
            timely(due.load(self.for_query().await?)).await
        };
        self.check(WHAT, rows)?.into_iter().map(Delivery::try_from).collect()
    }

    async fn remove_delivery(&mut self, id: DeliveryId) -> Result<(), StoreError> {
        self.execute(WHAT, diesel::delete(outbox::table.find(Id(id)))).await.map(|_| ())
    }

    async fn postpone_delivery(&mut self, id: DeliveryId, attempts: u32, due_at: Timestamp) -> Result<(), StoreError> {
        let change = (outbox::attempts.eq(Int(attempts)), outbox::due_at.eq(At(due_at)));
        let postponed = diesel::update(outbox::table.find(Id(id))).set(change);
        self.execute(WHAT, postponed).await.map(|_| ())
    }

    async fn mail_quota(&mut self, mailbox: &str, purpose: LinkPurpose) -> Result<Option<MailQuota>, StoreError> {
        let found = mail_quotas::table.find((mailbox.to_owned(), Text(purpose))).select(QuotaRow::as_select());
        let row = timely(found.get_result(self.for_query().await?)).await.optional();
        let row = self.check(QUOTA, row)?;
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
