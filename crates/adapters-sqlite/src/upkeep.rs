//! The check that the file can be written to, and the deletion of old events of the audit log.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::{AuditOutcome, Timestamp};
use twinlock_ports::{AuditHorizon, StoreError, Upkeep};

use crate::column::{At, Text};
use crate::error::failed;
use crate::rows::audit_log::{WHAT, first_at};
use crate::schema::{audit_events, write_probe};
use crate::transaction::SqliteTransaction;

/// The size of the value that is written, in bytes: more than one page.
const FILLER: usize = 8 * 1024;

#[async_trait]
impl Upkeep for SqliteTransaction {
    async fn try_to_write(&mut self, at: Timestamp) -> Result<(), StoreError> {
        // The bytes differ from the last time, since SQLite does not write unchanged pages.
        let filler: Vec<u8> = at.unix_millis().to_le_bytes().into_iter().cycle().take(FILLER).collect();
        let (at, filler) = (write_probe::at.eq(At(at)), write_probe::filler.eq(filler));
        let written = diesel::insert_into(write_probe::table)
            .values((write_probe::id.eq(1_i64), at, filler.clone()))
            .on_conflict(write_probe::id)
            .do_update()
            .set((at, filler))
            .execute(self.sqlite());
        written.map_err(failed("write probe")).map(|_| ())
    }

    async fn sweep(&mut self, before: Timestamp, most: u32) -> Result<u64, StoreError> {
        crate::sweep::sweep(self.sqlite(), before, most).map_err(failed("sweep")).map(|swept| swept as u64)
    }

    async fn trim_audit_log(&mut self, horizon: &AuditHorizon, most: u32) -> Result<u64, StoreError> {
        let old = audit_events::table.filter(audit_events::id.lt(first_at(horizon.all)));
        let old = old.order(audit_events::id).limit(most.into()).select(audit_events::id);
        let mut keys: Vec<Vec<u8>> = old.load(self.sqlite()).map_err(failed(WHAT))?;
        let refused = audit_events::table
            .filter(audit_events::outcome.eq(Text(AuditOutcome::Refused)))
            .filter(audit_events::id.lt(first_at(horizon.refused)));
        let refused = refused.order(audit_events::id).limit(most.into()).select(audit_events::id);
        keys.extend(refused.load::<Vec<u8>>(self.sqlite()).map_err(failed(WHAT))?);
        let mut removed = 0;
        for key in keys {
            let done = diesel::delete(audit_events::table.find(key)).execute(self.sqlite());
            removed += u64::from(done.map_err(failed(WHAT))? == 1);
        }
        Ok(removed)
    }
}
