//! Rows of `machine_tokens`.

use diesel::{Insertable, Queryable, Selectable};
use twinlock_domain::{AppId, PolicyEpoch};
use twinlock_ports::MachineToken;

use crate::column::{At, Hash, Id, Int};
use crate::schema::machine_tokens;

pub(crate) const WHAT: &str = "machine token";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = machine_tokens, treat_none_as_default_value = false)]
pub(crate) struct MachineRow {
    hash: Hash,
    app_id: Id<AppId>,
    epoch: Int<PolicyEpoch>,
    issued_at: At,
    expires_at: At,
}

impl From<&MachineToken> for MachineRow {
    fn from(token: &MachineToken) -> Self {
        Self {
            hash: Hash(token.hash),
            app_id: Id(token.app),
            epoch: Int(token.epoch),
            issued_at: At(token.issued_at),
            expires_at: At(token.expires_at),
        }
    }
}

impl From<MachineRow> for MachineToken {
    fn from(row: MachineRow) -> Self {
        Self {
            hash: row.hash.0,
            app: row.app_id.0,
            epoch: row.epoch.0,
            issued_at: row.issued_at.0,
            expires_at: row.expires_at.0,
        }
    }
}
