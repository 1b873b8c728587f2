//! Accounts as an operator looks them up and deletes them.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::{AccountId, Timestamp};
use twinlock_ports::{Account, AccountQuery, Directory, StoreError};

use crate::column::{At, Id};
use crate::error::failed;
use crate::rows::accounts::{AccountRow, WHAT, containing};
use crate::schema::accounts;
use crate::transaction::SqliteTransaction;

#[async_trait]
impl Directory for SqliteTransaction {
    async fn find_accounts(&mut self, query: &AccountQuery) -> Result<Vec<Account>, StoreError> {
        let after = query.after.as_ref().map_or("", |email| email.as_str());
        let page = accounts::table
            .filter(accounts::email.gt(after))
            .filter(accounts::email.like(containing(&query.part)).escape('\\'))
            .order(accounts::email)
            .limit(query.most.into())
            .select(AccountRow::as_select())
            .load(self.sqlite());
        Ok(page.map_err(failed(WHAT))?.into_iter().map(Account::from).collect())
    }

    async fn delete_account(&mut self, id: AccountId) -> Result<(), StoreError> {
        // Foreign keys delete the rows that belong to the account. The audit log has no foreign key, and stays; the
        // foreign key of an app's owner refuses to delete an account that has apps.
        diesel::delete(accounts::table.find(Id(id))).execute(self.sqlite()).map_err(failed(WHAT)).map(|_| ())
    }

    async fn newest_admin(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let admins = accounts::table.filter(accounts::is_admin).order(accounts::created_at.desc());
        let newest = admins.select(accounts::created_at).first::<At>(self.sqlite()).optional();
        Ok(newest.map_err(failed(WHAT))?.map(|at| at.0))
    }
}
