//! The check that the database accepts writes, and the deletion of old events of the audit log.

use async_trait::async_trait;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Uuid};
use twinlock_domain::Timestamp;
use twinlock_ports::{AuditHorizon, StoreError, Upkeep};

use crate::column::At;
use crate::commit_statement::Write;
use crate::pool::timely;
use crate::prelude::*;
use crate::rows::audit_log::{WHAT, first_at};
use crate::schema::write_probe;
use crate::transaction::PgTransaction;

/// The size of the value that is written, in bytes.
const FILLER: usize = 8 * 1024;

/// The order is that of an index; locked rows are skipped until the next time.
const OLD: &str = "DELETE FROM audit_events WHERE id IN \
    (SELECT id FROM audit_events WHERE id < $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)";
const REFUSED: &str = "DELETE FROM audit_events WHERE id IN \
    (SELECT id FROM audit_events WHERE outcome = 'refused' AND id < $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)";

#[async_trait]
impl Upkeep for PgTransaction {
    async fn try_to_write(&mut self, at: Timestamp) -> Result<(), StoreError> {
        let filler: Vec<u8> = at.unix_millis().to_le_bytes().into_iter().cycle().take(FILLER).collect();
        let (at, filler) = (write_probe::at.eq(At(at)), write_probe::filler.eq(filler));
        let written = diesel::insert_into(write_probe::table)
            .values((write_probe::id.eq(1_i64), at, filler.clone()))
            .on_conflict(write_probe::id)
            .do_update()
            .set((at, filler));
        self.defer(Write::change("write_probe", written)).await
    }

    async fn sweep(&mut self, before: Timestamp, most: u32) -> Result<u64, StoreError> {
        let swept = crate::sweep::sweep(self.for_write().await?, before, most).await;
        self.check("sweep", swept).map(|swept| swept as u64)
    }

    #[expect(clippy::disallowed_methods, reason = "it comes every five minutes: what it costs to prepare is nothing")]
    async fn trim_audit_log(&mut self, horizon: &AuditHorizon, most: u32) -> Result<u64, StoreError> {
        let mut removed = 0;
        for (statement, before) in [(OLD, horizon.all), (REFUSED, horizon.refused)] {
            let old = sql_query(statement).bind::<Uuid, _>(first_at(before)).bind::<BigInt, _>(i64::from(most));
            let done = timely(old.execute(self.for_write().await?)).await;
            removed += self.check(WHAT, done)?;
        }
        Ok(removed as u64)
    }
}
