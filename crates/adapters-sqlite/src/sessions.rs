//! Sessions in `sessions`. One that has ended has no row.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::{AccountId, SecondFactorMethod, SecretHash, SessionId, Timestamp};
use twinlock_ports::{Account, Device, Factor, Factors, Principal, Session, SessionStage, Sessions, Stage, StoreError};

use crate::accounts::AccountRow;
use crate::authentication;
use crate::column::{BlobOf, IntOf, TextOf};
use crate::error::failed;
use crate::schema::{accounts, sessions, totp_factors};
use crate::second_factors::FactorRow;
use crate::transaction::SqliteTransaction;

const WHAT: &str = "session";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
struct SessionRow {
    id: BlobOf<SessionId>,
    token: BlobOf<SecretHash>,
    account_id: BlobOf<AccountId>,
    stage: TextOf<Stage>,
    password_at: IntOf<Timestamp>,
    second_factor_method: Option<TextOf<SecondFactorMethod>>,
    second_factor_at: Option<IntOf<Timestamp>>,
    user_agent: String,
    address: String,
    created_at: IntOf<Timestamp>,
    last_seen_at: IntOf<Timestamp>,
    expires_at: IntOf<Timestamp>,
}

fn stage_column(stage: SessionStage) -> TextOf<Stage> {
    TextOf(match stage {
        SessionStage::PendingSecondFactor => Stage::Pending,
        SessionStage::Active => Stage::Active,
    })
}

impl From<&Session> for SessionRow {
    fn from(session: &Session) -> Self {
        let (second_factor_method, second_factor_at) = authentication::to_columns(&session.authentication);
        Self {
            id: BlobOf(session.id),
            token: BlobOf(session.token),
            account_id: BlobOf(session.account),
            stage: stage_column(session.stage),
            password_at: IntOf(session.authentication.password_at),
            second_factor_method,
            second_factor_at,
            user_agent: session.device.user_agent.clone(),
            address: session.device.address.clone(),
            created_at: IntOf(session.created_at),
            last_seen_at: IntOf(session.last_seen_at),
            expires_at: IntOf(session.expires_at),
        }
    }
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        let stage = match row.stage.0 {
            Stage::Pending => SessionStage::PendingSecondFactor,
            Stage::Active => SessionStage::Active,
        };
        let second_factor = (row.second_factor_method, row.second_factor_at);
        Ok(Self {
            id: row.id.0,
            token: row.token.0,
            account: row.account_id.0,
            stage,
            authentication: authentication::from_columns(WHAT, row.password_at, second_factor)?,
            device: Device { user_agent: row.user_agent, address: row.address },
            created_at: row.created_at.0,
            last_seen_at: row.last_seen_at.0,
            expires_at: row.expires_at.0,
        })
    }
}

#[async_trait]
impl Sessions for SqliteTransaction {
    async fn add_session(&mut self, session: &Session) -> Result<(), StoreError> {
        let added = diesel::insert_into(sessions::table).values(SessionRow::from(session)).execute(self.sqlite());
        added.map_err(failed(WHAT)).map(|_| ())
    }

    async fn principal(&mut self, token: SecretHash) -> Result<Option<Principal>, StoreError> {
        // One row for each factor, of which there are few.
        let rows: Vec<(SessionRow, AccountRow, Option<FactorRow>)> = sessions::table
            .inner_join(accounts::table)
            .left_join(totp_factors::table.on(totp_factors::account_id.eq(accounts::id)))
            .filter(sessions::token.eq(BlobOf(token)))
            .order((totp_factors::created_at, totp_factors::id))
            .select((SessionRow::as_select(), AccountRow::as_select(), Option::<FactorRow>::as_select()))
            .load(self.sqlite())
            .map_err(failed(WHAT))?;
        let mut found = None;
        let mut factors = Vec::new();
        for (session, account, factor) in rows {
            factors.extend(factor.map(Factor::try_from).transpose()?);
            found = Some((session, account));
        }
        let Some((session, account)) = found else { return Ok(None) };
        Ok(Some(Principal {
            session: session.try_into()?,
            account: Account::from(account),
            factors: Factors::new(factors),
        }))
    }

    async fn sessions(&mut self, account: AccountId) -> Result<Vec<Session>, StoreError> {
        let rows = sessions::table
            .filter(sessions::account_id.eq(BlobOf(account)))
            .order((sessions::created_at.desc(), sessions::id.desc()))
            .select(SessionRow::as_select())
            .load(self.sqlite());
        rows.map_err(failed(WHAT))?.into_iter().map(Session::try_from).collect()
    }

    async fn update_session(&mut self, session: &Session) -> Result<bool, StoreError> {
        let (method, at) = authentication::to_columns(&session.authentication);
        let change = (
            sessions::token.eq(BlobOf(session.token)),
            sessions::stage.eq(stage_column(session.stage)),
            sessions::password_at.eq(IntOf(session.authentication.password_at)),
            sessions::second_factor_method.eq(method),
            sessions::second_factor_at.eq(at),
            sessions::last_seen_at.eq(IntOf(session.last_seen_at)),
            sessions::expires_at.eq(IntOf(session.expires_at)),
        );
        let done = diesel::update(sessions::table.find(BlobOf(session.id))).set(change).execute(self.sqlite());
        Ok(done.map_err(failed(WHAT))? == 1)
    }

    async fn touch_session(&mut self, id: SessionId, at: Timestamp) -> Result<(), StoreError> {
        let change = sessions::last_seen_at.eq(IntOf(at));
        let done = diesel::update(sessions::table.find(BlobOf(id))).set(change).execute(self.sqlite());
        done.map_err(failed(WHAT)).map(|_| ())
    }

    async fn end_session(&mut self, account: AccountId, id: SessionId) -> Result<bool, StoreError> {
        let own = sessions::table.find(BlobOf(id)).filter(sessions::account_id.eq(BlobOf(account)));
        Ok(diesel::delete(own).execute(self.sqlite()).map_err(failed(WHAT))? == 1)
    }

    async fn end_sessions(&mut self, account: AccountId, keep: Option<SessionId>) -> Result<u64, StoreError> {
        let own = sessions::table.filter(sessions::account_id.eq(BlobOf(account)));
        let ended = match keep {
            None => diesel::delete(own).execute(self.sqlite()),
            Some(keep) => diesel::delete(own.filter(sessions::id.ne(BlobOf(keep)))).execute(self.sqlite()),
        };
        Ok(ended.map_err(failed(WHAT))? as u64)
    }

    async fn drop_second_factor(&mut self, account: AccountId) -> Result<(), StoreError> {
        let own = sessions::table.filter(sessions::account_id.eq(BlobOf(account)));
        let change = (
            sessions::second_factor_method.eq(None::<TextOf<SecondFactorMethod>>),
            sessions::second_factor_at.eq(None::<IntOf<Timestamp>>),
        );
        diesel::update(own).set(change).execute(self.sqlite()).map_err(failed(WHAT)).map(|_| ())
    }
}
