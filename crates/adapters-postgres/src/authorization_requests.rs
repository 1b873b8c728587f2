//! Pending authorization requests in `authorization_requests`.

use async_trait::async_trait;
use twinlock_domain::{AuthorizationRequestId, Timestamp};
use twinlock_ports::{AuthorizationRequest, AuthorizationRequests, RequestState, StoreError, Verdict};

use crate::column::{At, Hash, Id, Text};
use crate::commit_statement::Write;
use crate::pool::timely;
use crate::prelude::*;
use crate::read_set::Unused;
use crate::request_parameters::WHAT;
use crate::rows::authorization_requests::RequestRow;
use crate::schema::authorization_requests::{self, account_id, decided_at, expires_at, session_id, verdict, visitor};
use crate::transaction::PgTransaction;

const TABLE: &str = "authorization_requests";

#[async_trait]
impl AuthorizationRequests for PgTransaction {
    async fn add_request(&mut self, request: &AuthorizationRequest) -> Result<(), StoreError> {
        let row = RequestRow::from(request);
        let new = diesel::insert_into(authorization_requests::table).values(row);
        self.defer(Write::insert(TABLE, new)).await
    }

    async fn request(&mut self, id: AuthorizationRequestId) -> Result<Option<AuthorizationRequest>, StoreError> {
        let found = authorization_requests::table.find(Id(id)).select(RequestRow::as_select());
        let row = timely(found.get_result(self.for_query().await?)).await.optional();
        let request = self.check(WHAT, row)?.map(AuthorizationRequest::try_from).transpose()?;
        if request.as_ref().is_some_and(|request| request.state == RequestState::Pending) {
            self.track_unused(Unused::Request(id));
        }
        Ok(request)
    }

    async fn bind_request(&mut self, request: &AuthorizationRequest) -> Result<(), StoreError> {
        let (session, account) = request.session.unzip();
        let change =
            (visitor.eq(request.visitor.map(Hash)), session_id.eq(session.map(Id)), account_id.eq(account.map(Id)));
        let bound = diesel::update(authorization_requests::table.find(Id(request.id))).set(change);
        self.defer(Write::change(TABLE, bound)).await
    }

    async fn decide_request(
        &mut self,
        id: AuthorizationRequestId,
        how: Verdict,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let pending = authorization_requests::table.find(Id(id)).filter(decided_at.is_null());
        let decided = diesel::update(pending).set((decided_at.eq(At(at)), verdict.eq(Text(how))));
        if self.claim_unused(Unused::Request(id)) {
            return self.defer(Write::exactly_one(TABLE, decided)).await.map(|()| true);
        }
        Ok(self.execute(WHAT, decided).await? == 1)
    }

    async fn sweep_nobodys_requests(&mut self, before: Timestamp, most: u32) -> Result<u64, StoreError> {
        let ended = authorization_requests::table.filter(expires_at.lt(At(before)).and(session_id.is_null()));
        let oldest = ended.order(expires_at).limit(most.into()).select(authorization_requests::id);
        let oldest = oldest.for_update().skip_locked();
        let found = timely(oldest.load::<Id<AuthorizationRequestId>>(self.for_write().await?)).await;
        let ids = self.check(WHAT, found)?;
        let gone = diesel::delete(authorization_requests::table.filter(authorization_requests::id.eq_any(ids)));
        Ok(self.execute(WHAT, gone).await?.try_into().unwrap_or(u64::MAX))
    }
}
