//! Accounts in `accounts`.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::{AccountId, EmailAddress, GuessCount, Locale, PasswordHash, Timestamp};
use twinlock_ports::{Account, Accounts, StoreError};

use crate::column::{At, Id, Int};
use crate::error::{failed, unless_taken};
use crate::rows::accounts::{AccountRow, WHAT};
use crate::schema::accounts;
use crate::transaction::SqliteTransaction;

#[async_trait]
impl Accounts for SqliteTransaction {
    async fn add_account(&mut self, account: &Account) -> Result<bool, StoreError> {
        let added = diesel::insert_into(accounts::table).values(AccountRow::from(account)).execute(self.sqlite());
        unless_taken(WHAT, added)
    }

    async fn account(&mut self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let row = accounts::table.find(Id(id)).select(AccountRow::as_select()).get_result(self.sqlite()).optional();
        Ok(row.map_err(failed(WHAT))?.map(Account::from))
    }

    async fn account_by_email(&mut self, email: &EmailAddress) -> Result<Option<Account>, StoreError> {
        let found = accounts::table.filter(accounts::email.eq(email.as_str()));
        let row = found.select(AccountRow::as_select()).get_result(self.sqlite()).optional();
        Ok(row.map_err(failed(WHAT))?.map(Account::from))
    }

    async fn set_password(&mut self, id: AccountId, password: &PasswordHash, at: Timestamp) -> Result<(), StoreError> {
        let change = (accounts::password.eq(password.expose()), accounts::password_set_at.eq(At(at)));
        let done = diesel::update(accounts::table.find(Id(id))).set(change).execute(self.sqlite());
        done.map_err(failed(WHAT)).map(|_| ())
    }

    async fn set_email_verified(&mut self, id: AccountId, at: Timestamp) -> Result<(), StoreError> {
        let change = accounts::email_verified_at.eq(At(at));
        let done = diesel::update(accounts::table.find(Id(id))).set(change).execute(self.sqlite());
        done.map_err(failed(WHAT)).map(|_| ())
    }

    async fn set_guesses(&mut self, id: AccountId, guesses: GuessCount) -> Result<(), StoreError> {
        let change = (
            accounts::guess_failures.eq(Int(guesses.failures)),
            accounts::last_guess_at.eq(guesses.last_failure.map(At)),
        );
        let done = diesel::update(accounts::table.find(Id(id))).set(change).execute(self.sqlite());
        done.map_err(failed(WHAT)).map(|_| ())
    }

    async fn set_locale(&mut self, id: AccountId, locale: Option<&Locale>) -> Result<(), StoreError> {
        let change = accounts::locale.eq(locale.map(Locale::as_str));
        let done = diesel::update(accounts::table.find(Id(id))).set(change).execute(self.sqlite());
        done.map_err(failed(WHAT)).map(|_| ())
    }

    async fn set_disabled(&mut self, id: AccountId, at: Option<Timestamp>) -> Result<(), StoreError> {
        let change = accounts::disabled_at.eq(at.map(At));
        let done = diesel::update(accounts::table.find(Id(id))).set(change).execute(self.sqlite());
        done.map_err(failed(WHAT)).map(|_| ())
    }
}
