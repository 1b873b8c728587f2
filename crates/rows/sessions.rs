//! Rows of `sessions`.

use diesel::{Insertable, Queryable, Selectable};
use twinlock_domain::{AccountId, SecondFactorMethod, SessionId};
use twinlock_ports::{Device, Session, SessionStage, StoreError};

use super::authentication;
use crate::column::{At, Hash, Id, Text};
use crate::schema::sessions;

pub(crate) const WHAT: &str = "session";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
pub(crate) struct SessionRow {
    id: Id<SessionId>,
    token: Hash,
    account_id: Id<AccountId>,
    stage: Text<SessionStage>,
    password_at: At,
    second_factor_method: Option<Text<SecondFactorMethod>>,
    second_factor_at: Option<At>,
    user_agent: String,
    address: String,
    created_at: At,
    last_seen_at: At,
    expires_at: At,
}

impl From<&Session> for SessionRow {
    fn from(session: &Session) -> Self {
        let (second_factor_method, second_factor_at) = authentication::to_columns(&session.authentication);
        Self {
            id: Id(session.id),
            token: Hash(session.token),
            account_id: Id(session.account),
            stage: Text(session.stage),
            password_at: At(session.authentication.password_at),
            second_factor_method,
            second_factor_at,
            user_agent: session.device.user_agent.clone(),
            address: session.device.address.clone(),
            created_at: At(session.created_at),
            last_seen_at: At(session.last_seen_at),
            expires_at: At(session.expires_at),
        }
    }
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        let second_factor = (row.second_factor_method, row.second_factor_at);
        Ok(Self {
            id: row.id.0,
            token: row.token.0,
            account: row.account_id.0,
            stage: row.stage.0,
            authentication: authentication::from_columns(WHAT, row.password_at, second_factor)?,
            device: Device { user_agent: row.user_agent, address: row.address },
            created_at: row.created_at.0,
            last_seen_at: row.last_seen_at.0,
            expires_at: row.expires_at.0,
        })
    }
}
