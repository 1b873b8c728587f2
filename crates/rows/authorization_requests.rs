//! Rows of `authorization_requests`. Each store keeps the parameters in its own way.

use diesel::{Insertable, Queryable, Selectable};
use twinlock_domain::{AccountId, AppId, AuthorizationRequestId, SessionId};
use twinlock_ports::{AuthorizationRequest, RequestState, StoreError, Verdict};

use crate::column::{At, Hash, Id, Text};
use crate::request_parameters::{ParametersRow, WHAT};
use crate::schema::authorization_requests;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = authorization_requests, treat_none_as_default_value = false)]
pub(crate) struct RequestRow {
    id: Id<AuthorizationRequestId>,
    app_id: Id<AppId>,
    #[diesel(embed)]
    parameters: ParametersRow,
    visitor: Option<Hash>,
    session_id: Option<Id<SessionId>>,
    account_id: Option<Id<AccountId>>,
    decided_at: Option<At>,
    verdict: Option<Text<Verdict>>,
    created_at: At,
    expires_at: At,
}

impl From<&AuthorizationRequest> for RequestRow {
    fn from(request: &AuthorizationRequest) -> Self {
        let (session, account) = request.session.unzip();
        let (decided_at, verdict) = match request.state {
            RequestState::Pending => (None, None),
            RequestState::Decided { at, how } => (Some(At(at)), Some(Text(how))),
        };
        Self {
            id: Id(request.id),
            app_id: Id(request.app),
            parameters: ParametersRow::from(&request.parameters),
            visitor: request.visitor.map(Hash),
            session_id: session.map(Id),
            account_id: account.map(Id),
            decided_at,
            verdict,
            created_at: At(request.created_at),
            expires_at: At(request.expires_at),
        }
    }
}

impl TryFrom<RequestRow> for AuthorizationRequest {
    type Error = StoreError;

    fn try_from(row: RequestRow) -> Result<Self, StoreError> {
        let session = match (row.session_id, row.account_id) {
            (Some(session), Some(account)) => Some((session.0, account.0)),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(StoreError::Corrupt { what: WHAT }),
        };
        let state = match (row.decided_at, row.verdict) {
            (None, None) => RequestState::Pending,
            (Some(at), Some(how)) => RequestState::Decided { at: at.0, how: how.0 },
            (Some(_), None) | (None, Some(_)) => return Err(StoreError::Corrupt { what: WHAT }),
        };
        Ok(Self {
            id: row.id.0,
            app: row.app_id.0,
            parameters: row.parameters.try_into()?,
            visitor: row.visitor.map(|visitor| visitor.0),
            session,
            state,
            created_at: row.created_at.0,
            expires_at: row.expires_at.0,
        })
    }
}
