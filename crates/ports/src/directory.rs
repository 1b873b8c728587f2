//! What an operator does with accounts as a whole: looking them up page by page, and deleting one.

use async_trait::async_trait;
use twinlock_domain::{AccountId, EmailAddress, Timestamp};

use crate::accounts::Account;
use crate::error::Stored;

/// Which accounts a page has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountQuery {
    /// A part of the address, in lower case. Empty: every account.
    pub part: String,
    /// The page begins after this address.
    pub after: Option<EmailAddress>,
    /// How many accounts the page has at most.
    pub most: u32,
}

/// Accounts as an operator sees them.
#[async_trait]
pub trait Directory {
    /// A page of accounts, in the order of their addresses.
    async fn find_accounts(&mut self, query: &AccountQuery) -> Stored<Vec<Account>>;
    /// Deletes an account with everything that belongs to it but its audit log. It must own no app.
    async fn delete_account(&mut self, id: AccountId) -> Stored<()>;
    /// When the newest account was made that administers this provider. `None` where there is none.
    async fn newest_admin(&mut self) -> Stored<Option<Timestamp>>;
}
