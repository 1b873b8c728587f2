//! Pending authorization requests in `authorization_requests`.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::{AuthorizationRequestId, Timestamp};
use twinlock_ports::{AuthorizationRequest, AuthorizationRequests, StoreError, Verdict};

use crate::column::{At, Hash, Id, Text};
use crate::error::failed;
use crate::request_parameters::WHAT;
use crate::rows::authorization_requests::RequestRow;
use crate::schema::authorization_requests::{self, account_id, decided_at, expires_at, session_id, verdict, visitor};
use crate::transaction::SqliteTransaction;

#[async_trait]
impl AuthorizationRequests for SqliteTransaction {
    async fn add_request(&mut self, request: &AuthorizationRequest) -> Result<(), StoreError> {
        let row = RequestRow::from(request);
        let added = diesel::insert_into(authorization_requests::table).values(row).execute(self.sqlite());
        added.map_err(failed(WHAT)).map(|_| ())
    }

    async fn request(&mut self, id: AuthorizationRequestId) -> Result<Option<AuthorizationRequest>, StoreError> {
        let found = authorization_requests::table.find(Id(id));
        let row = found.select(RequestRow::as_select()).get_result(self.sqlite()).optional();
        row.map_err(failed(WHAT))?.map(AuthorizationRequest::try_from).transpose()
    }

    async fn bind_request(&mut self, request: &AuthorizationRequest) -> Result<(), StoreError> {
        let (session, account) = request.session.unzip();
        let change =
            (visitor.eq(request.visitor.map(Hash)), session_id.eq(session.map(Id)), account_id.eq(account.map(Id)));
        let found = authorization_requests::table.find(Id(request.id));
        diesel::update(found).set(change).execute(self.sqlite()).map_err(failed(WHAT)).map(|_| ())
    }

    async fn decide_request(
        &mut self,
        id: AuthorizationRequestId,
        how: Verdict,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let pending = authorization_requests::table.find(Id(id)).filter(decided_at.is_null());
        let done: Result<usize, _> =
            diesel::update(pending).set((decided_at.eq(At(at)), verdict.eq(Text(how)))).execute(self.sqlite());
        Ok(done.map_err(failed(WHAT))? == 1)
    }

    async fn sweep_nobodys_requests(&mut self, before: Timestamp, most: u32) -> Result<u64, StoreError> {
        let ended = authorization_requests::table.filter(expires_at.lt(At(before)).and(session_id.is_null()));
        let found = ended.limit(most.into()).select(authorization_requests::id);
        let keys: Vec<Vec<u8>> = found.load(self.sqlite()).map_err(failed(WHAT))?;
        let mut swept = 0;
        for key in keys {
            let one = diesel::delete(authorization_requests::table.find(key));
            swept += one.execute(self.sqlite()).map_err(failed(WHAT))?;
        }
        Ok(swept.try_into().unwrap_or(u64::MAX))
    }
}
