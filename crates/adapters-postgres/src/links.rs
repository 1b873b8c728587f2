//! One-time links in `links`, and who asked for one in `reset_requests`. What was taken has no row.

use async_trait::async_trait;
use diesel::PgExpressionMethods as _;
use twinlock_domain::{AccountId, AuthorizationRequestId, EmailAddress, SecretHash};
use twinlock_ports::{Device, Link, LinkPurpose, Links, ResetRequest, StoreError};

use crate::column::{At, Hash, TextOf, UuidOf};
use crate::pool::timely;
use crate::prelude::*;
use crate::schema::{links, reset_requests};
use crate::settle::Write;
use crate::transaction::{PgTransaction, Subject};

const WHAT: &str = "link";
const ASKED: &str = "request for a link";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = links, treat_none_as_default_value = false)]
struct LinkRow {
    token: Hash,
    purpose: TextOf<LinkPurpose>,
    account_id: Option<UuidOf<AccountId>>,
    request_id: Option<UuidOf<AuthorizationRequestId>>,
    created_at: At,
    expires_at: At,
}

impl From<&Link> for LinkRow {
    fn from(link: &Link) -> Self {
        Self {
            token: Hash(link.token),
            purpose: TextOf(link.purpose),
            account_id: link.account.map(UuidOf),
            request_id: link.request.map(UuidOf),
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
    request_id: Option<UuidOf<AuthorizationRequestId>>,
    trace: String,
    user_agent: String,
    address: String,
    created_at: At,
}

impl From<&ResetRequest> for ResetRow {
    fn from(asked: &ResetRequest) -> Self {
        Self {
            email: TextOf(asked.email.clone()),
            request_id: asked.request.map(UuidOf),
            trace: asked.trace.clone(),
            user_agent: asked.device.user_agent.clone(),
            address: asked.device.address.clone(),
            created_at: At(asked.created_at),
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
        self.defer(Write::insert("links", new)).await
    }

    async fn link(&mut self, token: SecretHash, purpose: LinkPurpose) -> Result<Option<Link>, StoreError> {
        let found = links::table.find(Hash(token)).filter(links::purpose.eq(TextOf(purpose)));
        let row = timely(found.select(LinkRow::as_select()).first(self.for_query().await?)).await.optional();
        self.done(WHAT, row)?.map(Link::try_from).transpose()
    }

    async fn take_link(&mut self, token: SecretHash, purpose: LinkPurpose) -> Result<Option<Link>, StoreError> {
        let found = links::table.find(Hash(token)).filter(links::purpose.eq(TextOf(purpose)));
        let gone = diesel::delete(found).returning(LinkRow::as_returning());
        let row = timely(gone.get_result(self.for_write().await?)).await.optional();
        self.done(WHAT, row)?.map(Link::try_from).transpose()
    }

    async fn add_reset_request(&mut self, request: &ResetRequest, most: u32) -> Result<(), StoreError> {
        let last = i64::from(most.saturating_sub(1));
        let full =
            reset_requests::table.select(reset_requests::created_at).order(reset_requests::created_at).offset(last);
        let full = timely(full.first::<At>(self.for_query().await?)).await.optional();
        if self.done(ASKED, full)?.is_some() {
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
        // Of several servers that look at once, each gets others.
        let rows = timely(waiting.for_update().skip_locked().load(self.for_write().await?)).await;
        let rows: Vec<ResetRow> = self.done(ASKED, rows)?;
        for row in &rows {
            self.execute(ASKED, diesel::delete(reset_requests::table.find(row.email.clone()))).await?;
        }
        Ok(rows.into_iter().map(ResetRequest::from).collect())
    }
}
