//! Accounts in `accounts`.

use async_trait::async_trait;
use twinlock_domain::{AccountId, EmailAddress, GuessCount, Locale, PasswordHash, Timestamp, UserName};
use twinlock_ports::{Account, Accounts, StoreError};

use crate::column::{At, IntOf, TextOf, UuidOf};
use crate::pool::timely;
use crate::prelude::*;
use crate::schema::accounts;
use crate::transaction::{PgTransaction, Subject};

const WHAT: &str = "account";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = accounts, treat_none_as_default_value = false)]
pub(crate) struct AccountRow {
    id: UuidOf<AccountId>,
    email: TextOf<EmailAddress>,
    email_verified_at: Option<At>,
    display_name: String,
    user_name: Option<TextOf<UserName>>,
    locale: Option<TextOf<Locale>>,
    password: String,
    password_set_at: At,
    guess_failures: IntOf<u32>,
    last_guess_at: Option<At>,
    is_admin: bool,
    disabled_at: Option<At>,
    created_at: At,
}

/// An account with its version.
#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub(crate) struct AccountAt {
    #[diesel(embed)]
    pub(crate) account: AccountRow,
    pub(crate) version: i64,
}

impl From<&Account> for AccountRow {
    fn from(account: &Account) -> Self {
        Self {
            id: UuidOf(account.id),
            email: TextOf(account.email.clone()),
            email_verified_at: account.email_verified_at.map(At),
            display_name: account.display_name.clone(),
            user_name: account.user_name.clone().map(TextOf),
            locale: account.locale.clone().map(TextOf),
            password: account.password.expose().to_owned(),
            password_set_at: At(account.password_set_at),
            guess_failures: IntOf(account.guesses.failures),
            last_guess_at: account.guesses.last_failure.map(At),
            is_admin: account.is_admin,
            disabled_at: account.disabled_at.map(At),
            created_at: At(account.created_at),
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
impl Accounts for PgTransaction {
    async fn add_account(&mut self, account: &Account) -> Result<bool, StoreError> {
        let new = diesel::insert_into(accounts::table).values(AccountRow::from(account)).on_conflict_do_nothing();
        Ok(self.execute(WHAT, new).await? == 1)
    }

    async fn account(&mut self, id: AccountId) -> Result<Option<Account>, StoreError> {
        self.lock_if_exclusive(Subject::Account(id)).await?;
        let found = accounts::table.find(UuidOf(id)).select(AccountAt::as_select());
        let row = timely(found.first(self.for_query().await?)).await.optional();
        self.done(WHAT, row)?.map(|row| self.tracked_account(row)).transpose()
    }

    async fn account_by_email(&mut self, email: &EmailAddress) -> Result<Option<Account>, StoreError> {
        if self.is_exclusive() {
            let id = accounts::table.filter(accounts::email.eq(email.as_str())).select(accounts::id);
            let id = timely(id.first::<UuidOf<AccountId>>(self.for_query().await?)).await.optional();
            self.lock_if_exclusive_holder(WHAT, id).await?;
        }
        let found = accounts::table.filter(accounts::email.eq(email.as_str()));
        let found = found.select(AccountAt::as_select());
        let row = timely(found.first(self.for_query().await?)).await.optional();
        self.done(WHAT, row)?.map(|row| self.tracked_account(row)).transpose()
    }

    async fn set_password(&mut self, id: AccountId, password: &PasswordHash, at: Timestamp) -> Result<(), StoreError> {
        let change = (accounts::password.eq(password.expose()), accounts::password_set_at.eq(At(at)));
        self.change(Subject::Account(id)).await?;
        let changed = diesel::update(accounts::table.find(UuidOf(id))).set(change);
        self.execute(WHAT, changed).await.map(|_| ())
    }

    async fn set_email_verified(&mut self, id: AccountId, at: Timestamp) -> Result<(), StoreError> {
        self.change(Subject::Account(id)).await?;
        let changed = diesel::update(accounts::table.find(UuidOf(id))).set(accounts::email_verified_at.eq(At(at)));
        self.execute(WHAT, changed).await.map(|_| ())
    }

    async fn set_guesses(&mut self, id: AccountId, guesses: GuessCount) -> Result<(), StoreError> {
        self.change(Subject::Account(id)).await?;
        let change = (
            accounts::guess_failures.eq(IntOf(guesses.failures)),
            accounts::last_guess_at.eq(guesses.last_failure.map(At)),
        );
        let changed = diesel::update(accounts::table.find(UuidOf(id))).set(change);
        self.execute(WHAT, changed).await.map(|_| ())
    }

    async fn set_locale(&mut self, id: AccountId, locale: Option<&Locale>) -> Result<(), StoreError> {
        self.change(Subject::Account(id)).await?;
        let change = accounts::locale.eq(locale.map(Locale::as_str));
        let changed = diesel::update(accounts::table.find(UuidOf(id))).set(change);
        self.execute(WHAT, changed).await.map(|_| ())
    }

    async fn set_disabled(&mut self, id: AccountId, at: Option<Timestamp>) -> Result<(), StoreError> {
        self.change(Subject::Account(id)).await?;
        let changed = diesel::update(accounts::table.find(UuidOf(id))).set(accounts::disabled_at.eq(at.map(At)));
        self.execute(WHAT, changed).await.map(|_| ())
    }
}

impl PgTransaction {
    /// An account that was read. It, its factors, sessions and consents are the same until the end.
    pub(crate) fn tracked_account(&mut self, AccountAt { account, version }: AccountAt) -> Result<Account, StoreError> {
        let account = Account::from(account);
        self.track_version(Subject::Account(account.id), version)?;
        Ok(account)
    }
}
