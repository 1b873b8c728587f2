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
    /// The name that other people see.
    pub display_name: String,
    /// The claim `preferred_username` for apps, if the account has one.
    pub user_name: Option<UserName>,
    /// The language of the owner, if known.
    pub locale: Option<Locale>,
    /// The hash of its password.
    pub password: PasswordHash,
    /// When the password was set. Sign-ins that were checked against an older password fail.
    pub password_set_at: Timestamp,
    /// The count of wrong codes in a row (R5).
    pub guesses: GuessCount,
    /// Whether the account is an administrator of this provider.
    pub is_admin: bool,
    /// When an administrator disabled it; `None` if it is enabled.
    pub disabled_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Accounts.
#[async_trait]
pub trait Accounts {
    /// Adds an account. `false` if the address is taken.
    async fn add_account(&mut self, account: &Account) -> Stored<bool>;
    /// The account with this id.
    async fn account(&mut self, id: AccountId) -> Stored<Option<Account>>;
    /// The account with this address.
    async fn account_by_email(&mut self, email: &EmailAddress) -> Stored<Option<Account>>;
    /// Sets the password, and the time at which it was set.
    async fn set_password(&mut self, id: AccountId, password: &PasswordHash, at: Timestamp) -> Stored<()>;
    /// Records when the address was verified.
    async fn set_email_verified(&mut self, id: AccountId, at: Timestamp) -> Stored<()>;
    /// Sets the count of wrong codes in a row (R5).
    async fn set_guesses(&mut self, id: AccountId, guesses: GuessCount) -> Stored<()>;
    /// Sets the language of the owner; `None` to use that of each browser.
    async fn set_locale(&mut self, id: AccountId, locale: Option<&Locale>) -> Stored<()>;
    /// Disables the account at this time, or enables it.
    async fn set_disabled(&mut self, id: AccountId, at: Option<Timestamp>) -> Stored<()>;
}
