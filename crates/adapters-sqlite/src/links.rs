//! One-time links in `links`. A link that was taken has no row.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::{AccountId, SecretHash, Timestamp};
use twinlock_ports::{Link, LinkPurpose, Links, StoreError};

use crate::column::{BlobOf, IntOf, TextOf};
use crate::error::failed;
use crate::schema::links;
use crate::transaction::SqliteTransaction;

const WHAT: &str = "link";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = links, treat_none_as_default_value = false)]
struct LinkRow {
    token: BlobOf<SecretHash>,
    purpose: TextOf<LinkPurpose>,
    account_id: Option<BlobOf<AccountId>>,
    created_at: IntOf<Timestamp>,
    expires_at: IntOf<Timestamp>,
}

impl From<&Link> for LinkRow {
    fn from(link: &Link) -> Self {
        Self {
            token: BlobOf(link.token),
            purpose: TextOf(link.purpose),
            account_id: link.account.map(BlobOf),
            created_at: IntOf(link.created_at),
            expires_at: IntOf(link.expires_at),
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
impl Links for SqliteTransaction {
    async fn add_link(&mut self, link: &Link) -> Result<(), StoreError> {
        let older = links::table
            .filter(links::purpose.eq(TextOf(link.purpose)))
            .filter(links::account_id.is(link.account.map(BlobOf)));
        diesel::delete(older).execute(self.sqlite()).map_err(failed(WHAT))?;
        let added = diesel::insert_into(links::table).values(LinkRow::from(link)).execute(self.sqlite());
        added.map_err(failed(WHAT)).map(|_| ())
    }

    async fn link(&mut self, token: SecretHash, purpose: LinkPurpose) -> Result<Option<Link>, StoreError> {
        let found = links::table.find(BlobOf(token)).filter(links::purpose.eq(TextOf(purpose)));
        let row = found.select(LinkRow::as_select()).first(self.sqlite()).optional();
        row.map_err(failed(WHAT))?.map(Link::try_from).transpose()
    }

    async fn take_link(&mut self, token: SecretHash, purpose: LinkPurpose) -> Result<Option<Link>, StoreError> {
        let found = links::table.find(BlobOf(token)).filter(links::purpose.eq(TextOf(purpose)));
        let row = diesel::delete(found).returning(LinkRow::as_returning()).get_result(self.sqlite()).optional();
        row.map_err(failed(WHAT))?.map(Link::try_from).transpose()
    }
}
