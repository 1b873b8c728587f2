//! TOTP factors in `totp_factors`, recovery codes in `recovery_codes`.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::{AccountId, FactorId, SecretHash, SessionId, Timestamp};
use twinlock_ports::{Factor, FactorKind, Factors, SecondFactors, StoreError, TotpFactor};

use crate::column::{BlobOf, IntOf};
use crate::error::failed;
use crate::schema::{recovery_codes, totp_factors};
use crate::transaction::SqliteTransaction;

const WHAT: &str = "second factor";
const CODE: &str = "recovery code";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = totp_factors, treat_none_as_default_value = false)]
pub(crate) struct FactorRow {
    id: BlobOf<FactorId>,
    account_id: BlobOf<AccountId>,
    session_id: BlobOf<SessionId>,
    sealed_seed: Vec<u8>,
    created_at: IntOf<Timestamp>,
    confirmed_at: Option<IntOf<Timestamp>>,
    last_step: Option<i64>,
}

impl From<&Factor> for FactorRow {
    fn from(factor: &Factor) -> Self {
        let FactorKind::Totp(totp) = &factor.kind;
        Self {
            id: BlobOf(factor.id),
            account_id: BlobOf(factor.account),
            session_id: BlobOf(factor.session),
            sealed_seed: totp.sealed_seed.clone(),
            created_at: IntOf(factor.created_at),
            confirmed_at: factor.confirmed_at.map(IntOf),
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

#[async_trait]
impl SecondFactors for SqliteTransaction {
    async fn add_factor(&mut self, factor: &Factor) -> Result<(), StoreError> {
        let shown = totp_factors::table
            .filter(totp_factors::account_id.eq(BlobOf(factor.account)))
            .filter(totp_factors::confirmed_at.is_null());
        diesel::delete(shown).execute(self.sqlite()).map_err(failed(WHAT))?;
        let row = FactorRow::from(factor);
        let added = diesel::insert_into(totp_factors::table).values(row).execute(self.sqlite());
        added.map_err(failed(WHAT)).map(|_| ())
    }

    async fn factors(&mut self, account: AccountId) -> Result<Factors, StoreError> {
        let rows = totp_factors::table
            .filter(totp_factors::account_id.eq(BlobOf(account)))
            .order((totp_factors::created_at, totp_factors::id))
            .select(FactorRow::as_select())
            .load(self.sqlite());
        let factors = rows.map_err(failed(WHAT))?.into_iter().map(Factor::try_from);
        factors.collect::<Result<_, _>>().map(Factors::new)
    }

    async fn confirm_factor(&mut self, id: FactorId, at: Timestamp) -> Result<bool, StoreError> {
        let shown = totp_factors::table.find(BlobOf(id)).filter(totp_factors::confirmed_at.is_null());
        let change = totp_factors::confirmed_at.eq(IntOf(at));
        let done = diesel::update(shown).set(change).execute(self.sqlite());
        Ok(done.map_err(failed(WHAT))? == 1)
    }

    async fn use_step(&mut self, id: FactorId, step: i64) -> Result<bool, StoreError> {
        let older = totp_factors::last_step.is_null().or(totp_factors::last_step.lt(step).assume_not_null());
        let usable =
            totp_factors::table.find(BlobOf(id)).filter(totp_factors::confirmed_at.is_not_null()).filter(older);
        let done = diesel::update(usable).set(totp_factors::last_step.eq(step)).execute(self.sqlite());
        Ok(done.map_err(failed(WHAT))? == 1)
    }

    async fn remove_factors(&mut self, account: AccountId) -> Result<(), StoreError> {
        let factors = totp_factors::table.filter(totp_factors::account_id.eq(BlobOf(account)));
        diesel::delete(factors).execute(self.sqlite()).map_err(failed(WHAT))?;
        let codes = recovery_codes::table.filter(recovery_codes::account_id.eq(BlobOf(account)));
        diesel::delete(codes).execute(self.sqlite()).map_err(failed(CODE)).map(|_| ())
    }

    async fn replace_recovery_codes(
        &mut self,
        account: AccountId,
        codes: &[SecretHash],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let old = recovery_codes::table.filter(recovery_codes::account_id.eq(BlobOf(account)));
        diesel::delete(old).execute(self.sqlite()).map_err(failed(CODE))?;
        for code in codes {
            let row = (
                recovery_codes::account_id.eq(BlobOf(account)),
                recovery_codes::code.eq(BlobOf(*code)),
                recovery_codes::created_at.eq(IntOf(at)),
            );
            let added = diesel::insert_into(recovery_codes::table).values(row).execute(self.sqlite());
            added.map_err(failed(CODE))?;
        }
        Ok(())
    }

    async fn use_recovery_code(
        &mut self,
        account: AccountId,
        code: SecretHash,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let unused =
            recovery_codes::table.find((BlobOf(account), BlobOf(code))).filter(recovery_codes::used_at.is_null());
        let done = diesel::update(unused).set(recovery_codes::used_at.eq(IntOf(at))).execute(self.sqlite());
        Ok(done.map_err(failed(CODE))? == 1)
    }

    async fn recovery_codes_left(&mut self, account: AccountId) -> Result<u32, StoreError> {
        let unused = recovery_codes::table
            .filter(recovery_codes::account_id.eq(BlobOf(account)))
            .filter(recovery_codes::used_at.is_null());
        let left: i64 = unused.count().get_result(self.sqlite()).map_err(failed(CODE))?;
        Ok(u32::try_from(left).unwrap_or(u32::MAX))
    }
}
