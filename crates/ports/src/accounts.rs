//! Accounts.

use async_trait::async_trait;
use twinlock_domain::{AccountId, EmailAddress, GuessCount, Locale, PasswordHash, Timestamp, UserName};

use crate::error::Stored;

/// An end user's account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Its address, unique.
    pub email: EmailAddress,
    /// When the address was verified.
    pub email_verified_at: Option<Timestamp>,
    /// What other people see.
    pub display_name: String,
    /// What apps are told as `preferred_username`, where there is one.
    pub user_name: Option<UserName>,
    /// The language that its owner reads, where it is known.
    pub locale: Option<Locale>,
    /// Its password.
    pub password: PasswordHash,
    /// When the password was set. A pending sign-in older than that is dead.
    pub password_set_at: Timestamp,
    /// Wrong second factors in a row (R5).
    pub guesses: GuessCount,
    /// Whether it administers this provider.
    pub is_admin: bool,
    /// When an administrator disabled it.
    pub disabled_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Accounts.
#[async_trait]
pub trait Accounts {
    /// Adds one. `false` when the address is taken.
    async fn add_account(&mut self, account: &Account) -> Stored<bool>;
    /// By id.
    async fn account(&mut self, id: AccountId) -> Stored<Option<Account>>;
    /// By address.
    async fn account_by_email(&mut self, email: &EmailAddress) -> Stored<Option<Account>>;
    /// Sets the password, and when that was.
    async fn set_password(&mut self, id: AccountId, password: &PasswordHash, at: Timestamp) -> Stored<()>;
    /// Notes that the address was verified.
    async fn set_email_verified(&mut self, id: AccountId, at: Timestamp) -> Stored<()>;
    /// Sets the count of wrong codes in a row (R5).
    async fn set_guesses(&mut self, id: AccountId, guesses: GuessCount) -> Stored<()>;
    /// Sets the language that its owner reads; `None` is that of each browser.
    async fn set_locale(&mut self, id: AccountId, locale: Option<&Locale>) -> Stored<()>;
    /// Disables or enables it.
    async fn set_disabled(&mut self, id: AccountId, at: Option<Timestamp>) -> Stored<()>;
}
