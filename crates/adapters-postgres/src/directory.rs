//! Accounts as an operator looks them up and deletes them.

use async_trait::async_trait;
use diesel_async::AsyncPgConnection;
use twinlock_domain::{AccountId, Timestamp};
use twinlock_ports::{Account, AccountQuery, Directory, StoreError};

use crate::column::{At, Id};
use crate::pool::timely;
use crate::prelude::*;
use crate::read_set::Subject;
use crate::rows::accounts::{AccountRow, WHAT, containing};
use crate::schema::{accounts, authorization_requests, consents, grants};
use crate::transaction::PgTransaction;

#[async_trait]
impl Directory for PgTransaction {
    async fn find_accounts(&mut self, query: &AccountQuery) -> Result<Vec<Account>, StoreError> {
        let after = query.after.as_ref().map_or("", |email| email.as_str());
        let page = accounts::table
            .filter(accounts::email.gt(after))
            .filter(accounts::email.like(containing(&query.part)).escape('\\'))
            .order(accounts::email)
            .limit(query.most.into())
            .select(AccountRow::as_select());
        let rows = timely(page.load(self.for_query().await?)).await;
        Ok(self.check(WHAT, rows)?.into_iter().map(Account::from).collect())
    }

    async fn delete_account(&mut self, id: AccountId) -> Result<(), StoreError> {
        self.change(Subject::Account(id)).await?;
        let done = timely(delete_with_all(self.for_write().await?, id)).await;
        self.check(WHAT, done)
    }

    async fn newest_admin(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let admins = accounts::table.filter(accounts::is_admin).order(accounts::created_at.desc());
        let newest = timely(admins.select(accounts::created_at).first::<At>(self.for_query().await?)).await.optional();
        Ok(self.check(WHAT, newest)?.map(|at| at.0))
    }
}

/// Deletes an account with its rows in other tables. Factors, recovery codes, sessions, devices and links have a
/// foreign key that deletes them; the tables named here have none.
async fn delete_with_all(connection: &mut AsyncPgConnection, id: AccountId) -> QueryResult<()> {
    let id = Id(id);
    diesel::delete(grants::table.filter(grants::account_id.eq(id))).execute(connection).await?;
    diesel::delete(consents::table.filter(consents::account_id.eq(id))).execute(connection).await?;
    let requests = authorization_requests::table.filter(authorization_requests::account_id.eq(id));
    diesel::delete(requests).execute(connection).await?;
    diesel::delete(accounts::table.find(id)).execute(connection).await?;
    Ok(())
}
