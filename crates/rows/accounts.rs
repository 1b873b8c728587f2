//! Rows of `accounts`.

use diesel::{Insertable, Queryable, Selectable};
use twinlock_domain::{AccountId, EmailAddress, GuessCount, Locale, PasswordHash, UserName};
use twinlock_ports::Account;

use crate::column::{At, Id, Int, Text};
use crate::schema::accounts;

pub(crate) const WHAT: &str = "account";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = accounts, treat_none_as_default_value = false)]
pub(crate) struct AccountRow {
    id: Id<AccountId>,
    email: Text<EmailAddress>,
    email_verified_at: Option<At>,
    display_name: String,
    user_name: Option<Text<UserName>>,
    locale: Option<Text<Locale>>,
    password: String,
    password_set_at: At,
    guess_failures: Int<u32>,
    last_guess_at: Option<At>,
    is_admin: bool,
    disabled_at: Option<At>,
    created_at: At,
}

impl From<&Account> for AccountRow {
    fn from(account: &Account) -> Self {
        Self {
            id: Id(account.id),
            email: Text(account.email.clone()),
            email_verified_at: account.email_verified_at.map(At),
            display_name: account.display_name.clone(),
            user_name: account.user_name.clone().map(Text),
            locale: account.locale.clone().map(Text),
            password: account.password.expose().to_owned(),
            password_set_at: At(account.password_set_at),
            guess_failures: Int(account.guesses.failures),
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

/// The `LIKE` pattern of texts that contain `part`, in which `%` and `_` are escaped by a backslash.
pub(crate) fn containing(part: &str) -> String {
    format!("%{}%", part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}
