//! Accounts in `accounts`.

use async_trait::async_trait;
use twinlock_domain::{AccountId, EmailAddress, GuessCount, Locale, PasswordHash, Timestamp};
use twinlock_ports::{Account, Accounts, StoreError};

use crate::column::{At, Id, Int};
use crate::pool::timely;
use crate::prelude::*;
use crate::read_set::Subject;
use crate::rows::accounts::{AccountRow, WHAT};
use crate::schema::accounts;
use crate::transaction::PgTransaction;

/// An account with its version.
#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub(crate) struct AccountAt {
    #[diesel(embed)]
    pub(crate) account: AccountRow,
    pub(crate) version: i64,
}

#[async_trait]
impl Accounts for PgTransaction {
    async fn add_account(&mut self, account: &Account) -> Result<bool, StoreError> {
        let new = diesel::insert_into(accounts::table).values(AccountRow::from(account)).on_conflict_do_nothing();
        Ok(self.execute(WHAT, new).await? == 1)
    }

    async fn account(&mut self, id: AccountId) -> Result<Option<Account>, StoreError> {
        self.lock_if_exclusive(Subject::Account(id)).await?;
        let found = accounts::table.find(Id(id)).select(AccountAt::as_select());
        let row = timely(found.get_result(self.for_query().await?)).await.optional();
        self.check(WHAT, row)?.map(|row| self.tracked_account(row)).transpose()
    }

    async fn account_by_email(&mut self, email: &EmailAddress) -> Result<Option<Account>, StoreError> {
        if self.is_exclusive() {
            let id = accounts::table.filter(accounts::email.eq(email.as_str())).select(accounts::id);
            let id = timely(id.get_result::<Id<AccountId>>(self.for_query().await?)).await.optional();
            self.lock_if_exclusive_holder(WHAT, id).await?;
        }
        let found = accounts::table.filter(accounts::email.eq(email.as_str()));
        let found = found.select(AccountAt::as_select());
        let row = timely(found.get_result(self.for_query().await?)).await.optional();
        self.check(WHAT, row)?.map(|row| self.tracked_account(row)).transpose()
    }

    async fn set_password(&mut self, id: AccountId, password: &PasswordHash, at: Timestamp) -> Result<(), StoreError> {
        let change = (accounts::password.eq(password.expose()), accounts::password_set_at.eq(At(at)));
        self.change(Subject::Account(id)).await?;
        let changed = diesel::update(accounts::table.find(Id(id))).set(change);
        self.execute(WHAT, changed).await.map(|_| ())
    }

    async fn set_email_verified(&mut self, id: AccountId, at: Timestamp) -> Result<(), StoreError> {
        self.change(Subject::Account(id)).await?;
        let changed = diesel::update(accounts::table.find(Id(id))).set(accounts::email_verified_at.eq(At(at)));
        self.execute(WHAT, changed).await.map(|_| ())
    }

    async fn set_guesses(&mut self, id: AccountId, guesses: GuessCount) -> Result<(), StoreError> {
        self.change(Subject::Account(id)).await?;
        let change = (
            accounts::guess_failures.eq(Int(guesses.failures)),
            accounts::last_guess_at.eq(guesses.last_failure.map(At)),
        );
        let changed = diesel::update(accounts::table.find(Id(id))).set(change);
        self.execute(WHAT, changed).await.map(|_| ())
    }

    async fn set_locale(&mut self, id: AccountId, locale: Option<&Locale>) -> Result<(), StoreError> {
        self.change(Subject::Account(id)).await?;
        let change = accounts::locale.eq(locale.map(Locale::as_str));
        let changed = diesel::update(accounts::table.find(Id(id))).set(change);
        self.execute(WHAT, changed).await.map(|_| ())
    }

    async fn set_disabled(&mut self, id: AccountId, at: Option<Timestamp>) -> Result<(), StoreError> {
        self.change(Subject::Account(id)).await?;
        let changed = diesel::update(accounts::table.find(Id(id))).set(accounts::disabled_at.eq(at.map(At)));
        self.execute(WHAT, changed).await.map(|_| ())
    }
}

impl PgTransaction {
    /// Converts an account that was read, and tracks its version: the commit fails if the account, its factors,
    /// sessions or consents have changed by then.
    pub(crate) fn tracked_account(&mut self, AccountAt { account, version }: AccountAt) -> Result<Account, StoreError> {
        let account = Account::from(account);
        self.track_version(Subject::Account(account.id), version)?;
        Ok(account)
    }
}
