//! Accounts in `accounts`.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::{AccountId, EmailAddress, GuessCount, Locale, PasswordHash, Timestamp, UserName};
use twinlock_ports::{Account, Accounts, StoreError};

use crate::column::{BlobOf, IntOf, TextOf};
use crate::error::{failed, unless_taken};
use crate::schema::accounts;
use crate::transaction::SqliteTransaction;

const WHAT: &str = "account";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = accounts, treat_none_as_default_value = false)]
pub(crate) struct AccountRow {
    id: BlobOf<AccountId>,
    email: TextOf<EmailAddress>,
    email_verified_at: Option<IntOf<Timestamp>>,
    display_name: String,
    user_name: Option<TextOf<UserName>>,
    locale: Option<TextOf<Locale>>,
    password: String,
    password_set_at: IntOf<Timestamp>,
    guess_failures: IntOf<u32>,
    last_guess_at: Option<IntOf<Timestamp>>,
    is_admin: bool,
    disabled_at: Option<IntOf<Timestamp>>,
    created_at: IntOf<Timestamp>,
}

impl From<&Account> for AccountRow {
    fn from(account: &Account) -> Self {
        Self {
            id: BlobOf(account.id),
            email: TextOf(account.email.clone()),
            email_verified_at: account.email_verified_at.map(IntOf),
            display_name: account.display_name.clone(),
            user_name: account.user_name.clone().map(TextOf),
            locale: account.locale.clone().map(TextOf),
            password: account.password.expose().to_owned(),
            password_set_at: IntOf(account.password_set_at),
            guess_failures: IntOf(account.guesses.failures),
            last_guess_at: account.guesses.last_failure.map(IntOf),
            is_admin: account.is_admin,
            disabled_at: account.disabled_at.map(IntOf),
            created_at: IntOf(account.created_at),
        }
    }
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        Self {
            id: row.id.0,
            email: row.email.0,
            email_verified_at: row.email_verified_at.map(|at| at.0),
            display_name: row.display_name,
            user_name: row.user_name.map(|name| name.0),
            locale: row.locale.map(|locale| locale.0),
            password: PasswordHash::new(row.password),
            password_set_at: row.password_set_at.0,
            guesses: GuessCount { failures: row.guess_failures.0, last_failure: row.last_guess_at.map(|at| at.0) },
            is_admin: row.is_admin,
            disabled_at: row.disabled_at.map(|at| at.0),
            created_at: row.created_at.0,
        }
    }
}

#[async_trait]
impl Accounts for SqliteTransaction {
    async fn add_account(&mut self, account: &Account) -> Result<bool, StoreError> {
        let added = diesel::insert_into(accounts::table).values(AccountRow::from(account)).execute(self.sqlite());
        unless_taken(WHAT, added)
    }

    async fn account(&mut self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let row = accounts::table.find(BlobOf(id)).select(AccountRow::as_select()).first(self.sqlite()).optional();
        Ok(row.map_err(failed(WHAT))?.map(Account::from))
    }

    async fn account_by_email(&mut self, email: &EmailAddress) -> Result<Option<Account>, StoreError> {
        let found = accounts::table.filter(accounts::email.eq(email.as_str()));
        let row = found.select(AccountRow::as_select()).first(self.sqlite()).optional();
        Ok(row.map_err(failed(WHAT))?.map(Account::from))
    }

    async fn set_password(&mut self, id: AccountId, password: &PasswordHash, at: Timestamp) -> Result<(), StoreError> {
        let change = (accounts::password.eq(password.expose()), accounts::password_set_at.eq(IntOf(at)));
        let done = diesel::update(accounts::table.find(BlobOf(id))).set(change).execute(self.sqlite());
        done.map_err(failed(WHAT)).map(|_| ())
    }

    async fn set_email_verified(&mut self, id: AccountId, at: Timestamp) -> Result<(), StoreError> {
        let change = accounts::email_verified_at.eq(IntOf(at));
        let done = diesel::update(accounts::table.find(BlobOf(id))).set(change).execute(self.sqlite());
        done.map_err(failed(WHAT)).map(|_| ())
    }

    async fn set_guesses(&mut self, id: AccountId, guesses: GuessCount) -> Result<(), StoreError> {
        let change = (
            accounts::guess_failures.eq(IntOf(guesses.failures)),
            accounts::last_guess_at.eq(guesses.last_failure.map(IntOf)),
        );
        let done = diesel::update(accounts::table.find(BlobOf(id))).set(change).execute(self.sqlite());
        done.map_err(failed(WHAT)).map(|_| ())
    }

    async fn set_locale(&mut self, id: AccountId, locale: Option<&Locale>) -> Result<(), StoreError> {
        let change = accounts::locale.eq(locale.map(Locale::as_str));
        let done = diesel::update(accounts::table.find(BlobOf(id))).set(change).execute(self.sqlite());
        done.map_err(failed(WHAT)).map(|_| ())
    }

    async fn set_disabled(&mut self, id: AccountId, at: Option<Timestamp>) -> Result<(), StoreError> {
        let change = accounts::disabled_at.eq(at.map(IntOf));
        let done = diesel::update(accounts::table.find(BlobOf(id))).set(change).execute(self.sqlite());
        done.map_err(failed(WHAT)).map(|_| ())
    }
}
