//! Listing accounts page by page, and deleting an account, for the operator.

use async_trait::async_trait;
use twinlock_domain::{AccountId, EmailAddress, Timestamp};

use crate::accounts::Account;
use crate::error::Stored;

/// The accounts on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountQuery {
    /// A part of the address, in lower case. If empty, every account matches.
    pub part: String,
    /// The page begins after this address.
    pub after: Option<EmailAddress>,
    /// The largest number of accounts on the page.
    pub most: u32,
}

/// Accounts as an operator sees them.
#[async_trait]
pub trait Directory {
    /// A page of accounts, in the order of their addresses.
    async fn find_accounts(&mut self, query: &AccountQuery) -> Stored<Vec<Account>>;
    /// Deletes an account with everything that belongs to it except its audit events. The account must own no app.
    async fn delete_account(&mut self, id: AccountId) -> Stored<()>;
    /// When the newest administrator was created. `None` if there is none.
    async fn newest_admin(&mut self) -> Stored<Option<Timestamp>>;
}
