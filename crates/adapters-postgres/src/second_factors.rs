//! TOTP factors in `totp_factors`, recovery codes in `recovery_codes`.

use async_trait::async_trait;
use twinlock_domain::{AccountId, FactorId, SecretHash, Timestamp};
use twinlock_ports::{Factor, Factors, SecondFactors, StoreError};

use crate::column::{At, Hash, Id};
use crate::commit_statement::Write;
use crate::pool::timely;
use crate::prelude::*;
use crate::read_set::Subject;
use crate::rows::second_factors::{CODE, FactorRow, WHAT};
use crate::schema::{accounts, recovery_codes, totp_factors};
use crate::transaction::PgTransaction;

#[async_trait]
impl SecondFactors for PgTransaction {
    async fn add_factor(&mut self, factor: &Factor) -> Result<(), StoreError> {
        self.change(Subject::Account(factor.account)).await?;
        let shown = totp_factors::table
            .filter(totp_factors::account_id.eq(Id(factor.account)))
            .filter(totp_factors::confirmed_at.is_null());
        self.execute(WHAT, diesel::delete(shown)).await?;
        let new = diesel::insert_into(totp_factors::table).values(FactorRow::from(factor));
        self.defer(Write::insert("totp_factors", new)).await
    }

    async fn factors(&mut self, account: AccountId) -> Result<Factors, StoreError> {
        self.lock_if_exclusive(Subject::Account(account)).await?;
        let own = accounts::table
            .find(Id(account))
            .left_join(totp_factors::table)
            .select((accounts::version, Option::<FactorRow>::as_select()));
        let rows = timely(own.load::<(i64, Option<FactorRow>)>(self.for_query().await?)).await;
        let rows = self.check(WHAT, rows)?;
        if let [(version, _), ..] = rows.as_slice() {
            self.track_version(Subject::Account(account), *version)?;
        }
        let factors = rows.into_iter().filter_map(|(_, row)| row).map(Factor::try_from);
        factors.collect::<Result<_, _>>().map(Factors::new)
    }

    async fn confirm_factor(&mut self, id: FactorId, at: Timestamp) -> Result<bool, StoreError> {
        self.change_holder_of(id).await?;
        let shown = totp_factors::table.find(Id(id)).filter(totp_factors::confirmed_at.is_null());
        let change = totp_factors::confirmed_at.eq(At(at));
        Ok(self.execute(WHAT, diesel::update(shown).set(change)).await? == 1)
    }

    async fn use_step(&mut self, id: FactorId, step: i64) -> Result<bool, StoreError> {
        self.change_holder_of(id).await?;
        let older = totp_factors::last_step.is_null().or(totp_factors::last_step.lt(step).assume_not_null());
        let usable = totp_factors::table.find(Id(id)).filter(totp_factors::confirmed_at.is_not_null()).filter(older);
        let used = diesel::update(usable).set(totp_factors::last_step.eq(step));
        Ok(self.execute(WHAT, used).await? == 1)
    }

    async fn remove_factors(&mut self, account: AccountId) -> Result<(), StoreError> {
        self.change(Subject::Account(account)).await?;
        let factors = totp_factors::table.filter(totp_factors::account_id.eq(Id(account)));
        self.execute(WHAT, diesel::delete(factors)).await?;
        let codes = recovery_codes::table.filter(recovery_codes::account_id.eq(Id(account)));
        self.execute(CODE, diesel::delete(codes)).await.map(|_| ())
    }

    async fn replace_recovery_codes(
        &mut self,
        account: AccountId,
        codes: &[SecretHash],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change(Subject::Account(account)).await?;
        let old = recovery_codes::table.filter(recovery_codes::account_id.eq(Id(account)));
        self.execute(CODE, diesel::delete(old)).await?;
        let row = |code: &SecretHash| {
            (
                recovery_codes::account_id.eq(Id(account)),
                recovery_codes::code.eq(Hash(*code)),
                recovery_codes::created_at.eq(At(at)),
            )
        };
        let new = diesel::insert_into(recovery_codes::table).values(codes.iter().map(row).collect::<Vec<_>>());
        self.execute(CODE, new).await.map(|_| ())
    }

    async fn use_recovery_code(
        &mut self,
        account: AccountId,
        code: SecretHash,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.change(Subject::Account(account)).await?;
        let unused = recovery_codes::table.find((Id(account), Hash(code))).filter(recovery_codes::used_at.is_null());
        let used = diesel::update(unused).set(recovery_codes::used_at.eq(At(at)));
        Ok(self.execute(CODE, used).await? == 1)
    }

    async fn recovery_codes_left(&mut self, account: AccountId) -> Result<u32, StoreError> {
        let unused = recovery_codes::table
            .filter(recovery_codes::account_id.eq(Id(account)))
            .filter(recovery_codes::used_at.is_null())
            .select(count_star());
        let left = timely(unused.get_result::<i64>(self.for_query().await?)).await;
        Ok(u32::try_from(self.check(CODE, left)?).unwrap_or(u32::MAX))
    }
}

impl PgTransaction {
    /// Locks the account of a factor and raises its version, before the factor is changed.
    async fn change_holder_of(&mut self, id: FactorId) -> Result<(), StoreError> {
        let holder = totp_factors::table.find(Id(id)).select(totp_factors::account_id);
        let holder = timely(holder.get_result::<Id<AccountId>>(self.for_query().await?)).await.optional();
        match self.check(WHAT, holder)? {
            Some(Id(account)) => self.change(Subject::Account(account)).await,
            None => Ok(()),
        }
    }
}
