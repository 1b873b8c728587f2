//! Waiting deliveries in `outbox`, and how much mail a mailbox was sent recently in `mail_quotas`.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::upsert::excluded;
use twinlock_domain::{DeliveryId, MailQuota, Timestamp};
use twinlock_ports::{Delivery, LinkPurpose, Outbox, StoreError};

use crate::column::{At, Id, Int, Text};
use crate::error::failed;
use crate::rows::outbox::{DeliveryRow, QUOTA, QuotaRow, WHAT};
use crate::schema::{mail_quotas, outbox};
use crate::transaction::SqliteTransaction;

#[async_trait]
impl Outbox for SqliteTransaction {
    async fn add_delivery(&mut self, delivery: &Delivery) -> Result<(), StoreError> {
        let added = diesel::insert_into(outbox::table).values(DeliveryRow::from(delivery)).execute(self.sqlite());
        added.map_err(failed(WHAT)).map(|_| ())
    }

    async fn due_deliveries(&mut self, now: Timestamp, most: u32) -> Result<Vec<Delivery>, StoreError> {
        let rows = outbox::table
            .filter(outbox::due_at.le(At(now)))
            .order((outbox::due_at, outbox::id))
            .limit(most.into())
            .select(DeliveryRow::as_select())
            .load(self.sqlite());
        rows.map_err(failed(WHAT))?.into_iter().map(Delivery::try_from).collect()
    }

    async fn remove_delivery(&mut self, id: DeliveryId) -> Result<(), StoreError> {
        diesel::delete(outbox::table.find(Id(id))).execute(self.sqlite()).map_err(failed(WHAT)).map(|_| ())
    }

    async fn postpone_delivery(&mut self, id: DeliveryId, attempts: u32, due_at: Timestamp) -> Result<(), StoreError> {
        let change = (outbox::attempts.eq(Int(attempts)), outbox::due_at.eq(At(due_at)));
        let done = diesel::update(outbox::table.find(Id(id))).set(change).execute(self.sqlite());
        done.map_err(failed(WHAT)).map(|_| ())
    }

    async fn mail_quota(&mut self, mailbox: &str, purpose: LinkPurpose) -> Result<Option<MailQuota>, StoreError> {
        let found = mail_quotas::table.find((mailbox, Text(purpose))).select(QuotaRow::as_select());
        let row = found.get_result(self.sqlite()).optional().map_err(failed(QUOTA))?;
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
            ))
            .execute(self.sqlite());
        put.map_err(failed(QUOTA)).map(|_| ())
    }
}
