//! One-time links in `links`, and requests for one in `reset_requests`. A row is deleted when it is taken.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::SecretHash;
use twinlock_ports::{Link, LinkPurpose, Links, ResetRequest, StoreError};

use crate::column::{Hash, Id, Text};
use crate::error::failed;
use crate::rows::links::{ASKED, LinkRow, ResetRow, WHAT};
use crate::schema::{links, reset_requests};
use crate::transaction::SqliteTransaction;

#[async_trait]
impl Links for SqliteTransaction {
    async fn add_link(&mut self, link: &Link) -> Result<(), StoreError> {
        let older = links::table
            .filter(links::purpose.eq(Text(link.purpose)))
            .filter(links::account_id.is(link.account.map(Id)));
        diesel::delete(older).execute(self.sqlite()).map_err(failed(WHAT))?;
        let added = diesel::insert_into(links::table).values(LinkRow::from(link)).execute(self.sqlite());
        added.map_err(failed(WHAT)).map(|_| ())
    }

    async fn link(&mut self, token: SecretHash, purpose: LinkPurpose) -> Result<Option<Link>, StoreError> {
        let found = links::table.find(Hash(token)).filter(links::purpose.eq(Text(purpose)));
        let row = found.select(LinkRow::as_select()).get_result(self.sqlite()).optional();
        row.map_err(failed(WHAT))?.map(Link::try_from).transpose()
    }

    async fn take_link(&mut self, token: SecretHash, purpose: LinkPurpose) -> Result<Option<Link>, StoreError> {
        let found = links::table.find(Hash(token)).filter(links::purpose.eq(Text(purpose)));
        let row = diesel::delete(found).returning(LinkRow::as_returning()).get_result(self.sqlite()).optional();
        row.map_err(failed(WHAT))?.map(Link::try_from).transpose()
    }

    async fn add_reset_request(&mut self, request: &ResetRequest, most: u32) -> Result<(), StoreError> {
        let last = i64::from(most.saturating_sub(1));
        let full =
            reset_requests::table.select(reset_requests::created_at).order(reset_requests::created_at).offset(last);
        let full = full.first::<i64>(self.sqlite()).optional().map_err(failed(ASKED))?;
        if full.is_some() {
            return Ok(());
        }
        let row = ResetRow::from(request);
        let added = diesel::insert_or_ignore_into(reset_requests::table).values(row).execute(self.sqlite());
        added.map_err(failed(ASKED)).map(|_| ())
    }

    async fn take_reset_requests(&mut self, most: u32) -> Result<Vec<ResetRequest>, StoreError> {
        let rows = reset_requests::table
            .order((reset_requests::created_at, reset_requests::email))
            .limit(most.into())
            .select(ResetRow::as_select())
            .load(self.sqlite());
        let requests: Vec<_> = rows.map_err(failed(ASKED))?.into_iter().map(ResetRequest::from).collect();
        for request in &requests {
            let taken = diesel::delete(reset_requests::table.find(request.email.as_str())).execute(self.sqlite());
            taken.map_err(failed(ASKED))?;
        }
        Ok(requests)
    }
}
