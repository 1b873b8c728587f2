//! TOTP factors in `totp_factors`, recovery codes in `recovery_codes`.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::{AccountId, FactorId, SecretHash, Timestamp};
use twinlock_ports::{Factor, Factors, SecondFactors, StoreError};

use crate::column::{At, Hash, Id};
use crate::error::failed;
use crate::rows::second_factors::{CODE, FactorRow, WHAT};
use crate::schema::{recovery_codes, totp_factors};
use crate::transaction::SqliteTransaction;

#[async_trait]
impl SecondFactors for SqliteTransaction {
    async fn add_factor(&mut self, factor: &Factor) -> Result<(), StoreError> {
        let shown = totp_factors::table
            .filter(totp_factors::account_id.eq(Id(factor.account)))
            .filter(totp_factors::confirmed_at.is_null());
        diesel::delete(shown).execute(self.sqlite()).map_err(failed(WHAT))?;
        let row = FactorRow::from(factor);
        let added = diesel::insert_into(totp_factors::table).values(row).execute(self.sqlite());
        added.map_err(failed(WHAT)).map(|_| ())
    }

    async fn factors(&mut self, account: AccountId) -> Result<Factors, StoreError> {
        let rows = totp_factors::table
            .filter(totp_factors::account_id.eq(Id(account)))
            .select(FactorRow::as_select())
            .load(self.sqlite());
        let factors = rows.map_err(failed(WHAT))?.into_iter().map(Factor::try_from);
        factors.collect::<Result<_, _>>().map(Factors::new)
    }

    async fn confirm_factor(&mut self, id: FactorId, at: Timestamp) -> Result<bool, StoreError> {
        let shown = totp_factors::table.find(Id(id)).filter(totp_factors::confirmed_at.is_null());
        let change = totp_factors::confirmed_at.eq(At(at));
        let done = diesel::update(shown).set(change).execute(self.sqlite());
        Ok(done.map_err(failed(WHAT))? == 1)
    }

    async fn use_step(&mut self, id: FactorId, step: i64) -> Result<bool, StoreError> {
        let older = totp_factors::last_step.is_null().or(totp_factors::last_step.lt(step).assume_not_null());
        let usable = totp_factors::table.find(Id(id)).filter(totp_factors::confirmed_at.is_not_null()).filter(older);
        let done = diesel::update(usable).set(totp_factors::last_step.eq(step)).execute(self.sqlite());
        Ok(done.map_err(failed(WHAT))? == 1)
    }

    async fn remove_factors(&mut self, account: AccountId) -> Result<(), StoreError> {
        let factors = totp_factors::table.filter(totp_factors::account_id.eq(Id(account)));
        diesel::delete(factors).execute(self.sqlite()).map_err(failed(WHAT))?;
        let codes = recovery_codes::table.filter(recovery_codes::account_id.eq(Id(account)));
        diesel::delete(codes).execute(self.sqlite()).map_err(failed(CODE)).map(|_| ())
    }

    async fn replace_recovery_codes(
        &mut self,
        account: AccountId,
        codes: &[SecretHash],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let old = recovery_codes::table.filter(recovery_codes::account_id.eq(Id(account)));
        diesel::delete(old).execute(self.sqlite()).map_err(failed(CODE))?;
        for code in codes {
            let row = (
                recovery_codes::account_id.eq(Id(account)),
                recovery_codes::code.eq(Hash(*code)),
                recovery_codes::created_at.eq(At(at)),
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
        let unused = recovery_codes::table.find((Id(account), Hash(code))).filter(recovery_codes::used_at.is_null());
        let done = diesel::update(unused).set(recovery_codes::used_at.eq(At(at))).execute(self.sqlite());
        Ok(done.map_err(failed(CODE))? == 1)
    }

    async fn recovery_codes_left(&mut self, account: AccountId) -> Result<u32, StoreError> {
        let unused = recovery_codes::table
            .filter(recovery_codes::account_id.eq(Id(account)))
            .filter(recovery_codes::used_at.is_null());
        let left: i64 = unused.count().get_result(self.sqlite()).map_err(failed(CODE))?;
        Ok(u32::try_from(left).unwrap_or(u32::MAX))
    }
}
