//! Rows of `links` and `reset_requests`.

use diesel::{Insertable, Queryable, Selectable};
use twinlock_domain::{AccountId, AuthorizationRequestId, EmailAddress};
use twinlock_ports::{Device, Link, LinkPurpose, ResetRequest, StoreError};

use crate::column::{At, Hash, Id, Text};
use crate::schema::{links, reset_requests};

pub(crate) const WHAT: &str = "link";
pub(crate) const ASKED: &str = "request for a link";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = links, treat_none_as_default_value = false)]
pub(crate) struct LinkRow {
    token: Hash,
    purpose: Text<LinkPurpose>,
    account_id: Option<Id<AccountId>>,
    request_id: Option<Id<AuthorizationRequestId>>,
    created_at: At,
    expires_at: At,
}

impl From<&Link> for LinkRow {
    fn from(link: &Link) -> Self {
        Self {
            token: Hash(link.token),
            purpose: Text(link.purpose),
            account_id: link.account.map(Id),
            request_id: link.request.map(Id),
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
pub(crate) struct ResetRow {
    email: Text<EmailAddress>,
    request_id: Option<Id<AuthorizationRequestId>>,
    trace: String,
    user_agent: String,
    address: String,
    created_at: At,
}

impl From<&ResetRequest> for ResetRow {
    fn from(asked: &ResetRequest) -> Self {
        Self {
            email: Text(asked.email.clone()),
            request_id: asked.request.map(Id),
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
