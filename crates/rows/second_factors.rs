//! Rows of `totp_factors`.

use diesel::{Insertable, Queryable, Selectable};
use twinlock_domain::{AccountId, FactorId, SessionId};
use twinlock_ports::{Factor, FactorKind, StoreError, TotpFactor};

use crate::column::{At, Id};
use crate::schema::totp_factors;

pub(crate) const WHAT: &str = "second factor";
pub(crate) const CODE: &str = "recovery code";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = totp_factors, treat_none_as_default_value = false)]
pub(crate) struct FactorRow {
    id: Id<FactorId>,
    account_id: Id<AccountId>,
    session_id: Id<SessionId>,
    sealed_seed: Vec<u8>,
    created_at: At,
    confirmed_at: Option<At>,
    last_step: Option<i64>,
}

impl From<&Factor> for FactorRow {
    fn from(factor: &Factor) -> Self {
        let FactorKind::Totp(totp) = &factor.kind;
        Self {
            id: Id(factor.id),
            account_id: Id(factor.account),
            session_id: Id(factor.session),
            sealed_seed: totp.sealed_seed.clone(),
            created_at: At(factor.created_at),
            confirmed_at: factor.confirmed_at.map(At),
            last_step: totp.last_step,
        }
    }
}

impl TryFrom<FactorRow> for Factor {
    type Error = StoreError;

    fn try_from(row: FactorRow) -> Result<Self, StoreError> {
        if row.confirmed_at.is_none() && row.last_step.is_some() {
            return Err(StoreError::Corrupt { what: WHAT });
        }
        Ok(Self {
            id: row.id.0,
            account: row.account_id.0,
            session: row.session_id.0,
            created_at: row.created_at.0,
            confirmed_at: row.confirmed_at.map(|at| at.0),
            kind: FactorKind::Totp(TotpFactor { sealed_seed: row.sealed_seed, last_step: row.last_step }),
        })
    }
}
