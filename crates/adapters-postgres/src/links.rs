//! One-time links in `links`, and requests for one in `reset_requests`. A row is deleted when it is taken.

use async_trait::async_trait;
use diesel::PgExpressionMethods as _;
use twinlock_domain::{AccountId, SecretHash};
use twinlock_ports::{Link, LinkPurpose, Links, ResetRequest, StoreError};

use crate::column::{At, Hash, Id, Text};
use crate::commit_statement::Write;
use crate::pool::timely;
use crate::prelude::*;
use crate::read_set::Subject;
use crate::rows::links::{ASKED, LinkRow, ResetRow, WHAT};
use crate::schema::{links, reset_requests};
use crate::transaction::PgTransaction;

#[async_trait]
impl Links for PgTransaction {
    async fn add_link(&mut self, link: &Link) -> Result<(), StoreError> {
        // The account's lock serializes this, so that of two concurrent links only the later one stays. Links without
        // an account take the lock of an id that no account has.
        let holder = link.account.unwrap_or(AccountId::from_bytes([0; 16]));
        self.change(Subject::Account(holder)).await?;
        let older = links::table
            .filter(links::purpose.eq(Text(link.purpose)))
            .filter(links::account_id.is_not_distinct_from(link.account.map(Id)));
        self.execute(WHAT, diesel::delete(older)).await?;
        let new = diesel::insert_into(links::table).values(LinkRow::from(link));
        self.defer(Write::insert("links", new)).await
    }

    async fn link(&mut self, token: SecretHash, purpose: LinkPurpose) -> Result<Option<Link>, StoreError> {
        let found = links::table.find(Hash(token)).filter(links::purpose.eq(Text(purpose)));
        let row = timely(found.select(LinkRow::as_select()).get_result(self.for_query().await?)).await.optional();
        self.check(WHAT, row)?.map(Link::try_from).transpose()
    }

    async fn take_link(&mut self, token: SecretHash, purpose: LinkPurpose) -> Result<Option<Link>, StoreError> {
        let found = links::table.find(Hash(token)).filter(links::purpose.eq(Text(purpose)));
        let gone = diesel::delete(found).returning(LinkRow::as_returning());
        let row = timely(gone.get_result(self.for_write().await?)).await.optional();
        self.check(WHAT, row)?.map(Link::try_from).transpose()
    }

    async fn add_reset_request(&mut self, request: &ResetRequest, most: u32) -> Result<(), StoreError> {
        let last = i64::from(most.saturating_sub(1));
        let full =
            reset_requests::table.select(reset_requests::created_at).order(reset_requests::created_at).offset(last);
        let full = timely(full.first::<At>(self.for_query().await?)).await.optional();
        if self.check(ASKED, full)?.is_some() {
            return Ok(());
        }
        let new = diesel::insert_into(reset_requests::table).values(ResetRow::from(request)).on_conflict_do_nothing();
        self.execute(ASKED, new).await.map(|_| ())
    }

    async fn take_reset_requests(&mut self, most: u32) -> Result<Vec<ResetRequest>, StoreError> {
        let waiting = reset_requests::table
            .order((reset_requests::created_at, reset_requests::email))
            .limit(most.into())
            .select(ResetRow::as_select());
        // `SKIP LOCKED`: servers that read at the same time get different rows.
        let rows = timely(waiting.for_update().skip_locked().load(self.for_write().await?)).await;
        let requests: Vec<_> = self.check(ASKED, rows)?.into_iter().map(ResetRequest::from).collect();
        for request in &requests {
            let taken = reset_requests::table.find(request.email.as_str());
            self.execute(ASKED, diesel::delete(taken)).await?;
        }
        Ok(requests)
    }
}
