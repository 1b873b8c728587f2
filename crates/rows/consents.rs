//! Rows of `consents`.

use diesel::{Insertable, Queryable, Selectable};
use twinlock_domain::{AccountId, AppId, Consent, PolicyEpoch, ScopeSet};

use crate::column::{At, Id, Int, Text};
use crate::schema::consents;

pub(crate) const WHAT: &str = "consent";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = consents, treat_none_as_default_value = false)]
pub(crate) struct ConsentRow {
    account_id: Id<AccountId>,
    app_id: Id<AppId>,
    scope: Text<ScopeSet>,
    epoch: Int<PolicyEpoch>,
    granted_at: At,
    widened_at: At,
    last_used_at: At,
    revoked_at: Option<At>,
}

impl From<&Consent> for ConsentRow {
    fn from(consent: &Consent) -> Self {
        Self {
            account_id: Id(consent.account),
            app_id: Id(consent.app),
            scope: Text(consent.scope.clone()),
            epoch: Int(consent.epoch),
            granted_at: At(consent.granted_at),
            widened_at: At(consent.widened_at),
            last_used_at: At(consent.last_used_at),
            revoked_at: consent.revoked_at.map(At),
        }
    }
}

impl From<ConsentRow> for Consent {
    fn from(row: ConsentRow) -> Self {
        Self {
            account: row.account_id.0,
            app: row.app_id.0,
            scope: row.scope.0,
            epoch: row.epoch.0,
            granted_at: row.granted_at.0,
            widened_at: row.widened_at.0,
            last_used_at: row.last_used_at.0,
            revoked_at: row.revoked_at.map(|at| at.0),
        }
    }
}
