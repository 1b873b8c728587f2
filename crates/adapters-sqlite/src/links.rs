//! One-time links in `links`, and who asked for one in `reset_requests`. What was taken has no row.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::{AccountId, AuthorizationRequestId, EmailAddress, SecretHash, Timestamp};
use twinlock_ports::{Device, Link, LinkPurpose, Links, ResetRequest, StoreError};

use crate::column::{BlobOf, IntOf, TextOf};
use crate::error::failed;
use crate::schema::{links, reset_requests};
use crate::transaction::SqliteTransaction;

const WHAT: &str = "link";
const ASKED: &str = "request for a link";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = links, treat_none_as_default_value = false)]
struct LinkRow {
    token: BlobOf<SecretHash>,
    purpose: TextOf<LinkPurpose>,
    account_id: Option<BlobOf<AccountId>>,
    request_id: Option<BlobOf<AuthorizationRequestId>>,
    created_at: IntOf<Timestamp>,
    expires_at: IntOf<Timestamp>,
}

impl From<&Link> for LinkRow {
    fn from(link: &Link) -> Self {
        Self {
            token: BlobOf(link.token),
            purpose: TextOf(link.purpose),
            account_id: link.account.map(BlobOf),
            request_id: link.request.map(BlobOf),
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
            request: row.request_id.map(|id| id.0),
            created_at: row.created_at.0,
            expires_at: row.expires_at.0,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = reset_requests, treat_none_as_default_value = false)]
struct ResetRow {
    email: TextOf<EmailAddress>,
    request_id: Option<BlobOf<AuthorizationRequestId>>,
    trace: String,
    user_agent: String,
    address: String,
    created_at: IntOf<Timestamp>,
}

impl From<&ResetRequest> for ResetRow {
    fn from(asked: &ResetRequest) -> Self {
        Self {
            email: TextOf(asked.email.clone()),
            request_id: asked.request.map(BlobOf),
            trace: asked.trace.clone(),
            user_agent: asked.device.user_agent.clone(),
            address: asked.device.address.clone(),
            created_at: IntOf(asked.created_at),
        }
    }
}

impl From<ResetRow> for ResetRequest {
    fn from(row: ResetRow) -> Self {
        Self {
            email: row.email.0,
            request: row.request_id.map(|id| id.0),
            trace: row.trace,
            device: Device { user_agent: row.user_agent, address: row.address },
            created_at: row.created_at.0,
        }
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
        let rows = rows.map_err(failed(ASKED))?;
        for row in &rows {
            let taken = diesel::delete(reset_requests::table.find(&row.email)).execute(self.sqlite());
            taken.map_err(failed(ASKED))?;
        }
        Ok(rows.into_iter().map(ResetRequest::from).collect())
    }
}
