//! One-time links in `links`. A link that was taken has no row.

use async_trait::async_trait;
use diesel::PgExpressionMethods as _;
use twinlock_domain::{AccountId, SecretHash};
use twinlock_ports::{Link, LinkPurpose, Links, StoreError};

use crate::column::{At, Hash, TextOf, UuidOf};
use crate::pool::timely;
use crate::prelude::*;
use crate::schema::links;
use crate::settle::Write;
use crate::transaction::{PgTransaction, Subject};

const WHAT: &str = "link";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = links, treat_none_as_default_value = false)]
struct LinkRow {
    token: Hash,
    purpose: TextOf<LinkPurpose>,
    account_id: Option<UuidOf<AccountId>>,
    created_at: At,
    expires_at: At,
}

impl From<&Link> for LinkRow {
    fn from(link: &Link) -> Self {
        Self {
            token: Hash(link.token),
            purpose: TextOf(link.purpose),
            account_id: link.account.map(UuidOf),
            created_at: At(link.created_at),
            expires_at: At(link.expires_at),
        }
    }
}

impl TryFrom<LinkRow> for Link {
    type Error = StoreError;

    fn try_from(row: LinkRow) -> Result<Self, StoreError> {
        let account = row.account_id.map(|id| id.0);
        match (row.purpose.0, account) {
            (LinkPurpose::SetUp, None)
            | (LinkPurpose::VerifyEmail | LinkPurpose::ResetPassword | LinkPurpose::UndoEnrolment, Some(_)) => {}
            (LinkPurpose::SetUp, Some(_))
            | (LinkPurpose::VerifyEmail | LinkPurpose::ResetPassword | LinkPurpose::UndoEnrolment, None) => {
                return Err(StoreError::Corrupt { what: WHAT });
            }
        }
        Ok(Self {
            token: row.token.0,
            purpose: row.purpose.0,
            account,
            created_at: row.created_at.0,
            expires_at: row.expires_at.0,
        })
    }
}

#[async_trait]
impl Links for PgTransaction {
    async fn add_link(&mut self, link: &Link) -> Result<(), StoreError> {
        // One at a time, so that of two that are made together one goes. Those of no account wait for each other at an
        // id that no account has.
        let holder = link.account.unwrap_or(AccountId::from_bytes([0; 16]));
        self.change(Subject::Account(holder)).await?;
        let older = links::table
            .filter(links::purpose.eq(TextOf(link.purpose)))
            .filter(links::account_id.is_not_distinct_from(link.account.map(UuidOf)));
        self.execute(WHAT, diesel::delete(older)).await?;
        let new = diesel::insert_into(links::table).values(LinkRow::from(link));
        self.put_off(Write::insert("links", new)).await
    }

    async fn link(&mut self, token: SecretHash, purpose: LinkPurpose) -> Result<Option<Link>, StoreError> {
        let found = links::table.find(Hash(token)).filter(links::purpose.eq(TextOf(purpose)));
        let row = timely(found.select(LinkRow::as_select()).first(self.ask().await?)).await.optional();
        self.done(WHAT, row)?.map(Link::try_from).transpose()
    }

    async fn take_link(&mut self, token: SecretHash, purpose: LinkPurpose) -> Result<Option<Link>, StoreError> {
        let found = links::table.find(Hash(token)).filter(links::purpose.eq(TextOf(purpose)));
        let gone = diesel::delete(found).returning(LinkRow::as_returning());
        let row = timely(gone.get_result(self.act().await?)).await.optional();
        self.done(WHAT, row)?.map(Link::try_from).transpose()
    }
}
