//! Sessions in `sessions`. One that has ended has no row.

use async_trait::async_trait;
use diesel::PgExpressionMethods as _;
use twinlock_domain::{AccountId, SecondFactorMethod, SecretHash, SessionId, Timestamp};
use twinlock_ports::{Device, Factor, Factors, Principal, Session, SessionStage, Sessions, Stage, StoreError};

use crate::accounts::AccountAt;
use crate::authentication;
use crate::column::{At, Hash, TextOf, UuidOf};
use crate::pool::timely;
use crate::prelude::*;
use crate::schema::{accounts, sessions, totp_factors};
use crate::second_factors::FactorRow;
use crate::settle::Write;
use crate::transaction::{PgTransaction, Subject};

const WHAT: &str = "session";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
pub(crate) struct SessionRow {
    id: UuidOf<SessionId>,
    token: Hash,
    account_id: UuidOf<AccountId>,
    stage: TextOf<Stage>,
    password_at: At,
    second_factor_method: Option<TextOf<SecondFactorMethod>>,
    second_factor_at: Option<At>,
    user_agent: String,
    address: String,
    created_at: At,
    last_seen_at: At,
    expires_at: At,
}

/// A session with its account.
#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub(crate) struct PrincipalRow {
    #[diesel(embed)]
    session: SessionRow,
    #[diesel(embed)]
    account: AccountAt,
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
            id: UuidOf(session.id),
            token: Hash(session.token),
            account_id: UuidOf(session.account),
            stage: stage_column(session.stage),
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
impl Sessions for PgTransaction {
    async fn add_session(&mut self, session: &Session) -> Result<(), StoreError> {
        let new = diesel::insert_into(sessions::table).values(SessionRow::from(session));
        self.defer(Write::insert("sessions", new)).await
    }

    async fn principal(&mut self, token: SecretHash) -> Result<Option<Principal>, StoreError> {
        self.lock_if_exclusive_session(token).await?;
        // One row for each factor, of which there are few.
        let found = sessions::table
            .inner_join(accounts::table.left_join(totp_factors::table))
            .filter(sessions::token.eq(Hash(token)))
            .order((totp_factors::created_at, totp_factors::id))
            .select((PrincipalRow::as_select(), Option::<FactorRow>::as_select()));
        let rows = timely(found.load::<(PrincipalRow, Option<FactorRow>)>(self.for_query().await?)).await;
        let rows = self.done(WHAT, rows)?;
        self.tracked_principal(rows)
    }

    async fn sessions(&mut self, account: AccountId) -> Result<Vec<Session>, StoreError> {
        let own = sessions::table
            .filter(sessions::account_id.eq(UuidOf(account)))
            .order((sessions::created_at.desc(), sessions::id.desc()))
            .select(SessionRow::as_select());
        let rows = timely(own.load(self.for_query().await?)).await;
        self.done(WHAT, rows)?.into_iter().map(Session::try_from).collect()
    }

    async fn update_session(&mut self, session: &Session) -> Result<bool, StoreError> {
        self.change(Subject::Account(session.account)).await?;
        let (method, at) = authentication::to_columns(&session.authentication);
        let change = (
            sessions::token.eq(Hash(session.token)),
            sessions::stage.eq(stage_column(session.stage)),
            sessions::password_at.eq(At(session.authentication.password_at)),
            sessions::second_factor_method.eq(method),
            sessions::second_factor_at.eq(at),
            sessions::last_seen_at.eq(At(session.last_seen_at)),
            sessions::expires_at.eq(At(session.expires_at)),
        );
        let changed = diesel::update(sessions::table.find(UuidOf(session.id))).set(change);
        Ok(self.execute(WHAT, changed).await? == 1)
    }

    async fn touch_session(&mut self, id: SessionId, at: Timestamp) -> Result<(), StoreError> {
        let touched = diesel::update(sessions::table.find(UuidOf(id))).set(sessions::last_seen_at.eq(At(at)));
        self.defer(Write::change("sessions", touched).may_be_lost()).await
    }

    async fn end_session(&mut self, account: AccountId, id: SessionId) -> Result<bool, StoreError> {
        self.change(Subject::Account(account)).await?;
        let own = sessions::table.find(UuidOf(id)).filter(sessions::account_id.eq(UuidOf(account)));
        Ok(self.execute(WHAT, diesel::delete(own)).await? == 1)
    }

    async fn end_sessions(&mut self, account: AccountId, keep: Option<SessionId>) -> Result<u64, StoreError> {
        self.change(Subject::Account(account)).await?;
        let own = sessions::table
            .filter(sessions::account_id.eq(UuidOf(account)))
            .filter(sessions::id.nullable().is_distinct_from(keep.map(UuidOf)));
        Ok(self.execute(WHAT, diesel::delete(own)).await? as u64)
    }

    async fn drop_second_factor(&mut self, account: AccountId) -> Result<(), StoreError> {
        self.change(Subject::Account(account)).await?;
        let own = sessions::table.filter(sessions::account_id.eq(UuidOf(account)));
        let none = (
            sessions::second_factor_method.eq(None::<TextOf<SecondFactorMethod>>),
            sessions::second_factor_at.eq(None::<At>),
        );
        self.execute(WHAT, diesel::update(own).set(none)).await.map(|_| ())
    }
}

impl PgTransaction {
    /// Where others keep coming before: nobody else may change the session's account meanwhile.
    pub(crate) async fn lock_if_exclusive_session(&mut self, token: SecretHash) -> Result<(), StoreError> {
        if !self.is_exclusive() {
            return Ok(());
        }
        let holder = sessions::table.filter(sessions::token.eq(Hash(token))).select(sessions::account_id);
        let holder = timely(holder.first::<UuidOf<AccountId>>(self.for_query().await?)).await.optional();
        self.lock_if_exclusive_holder(WHAT, holder).await
    }

    /// A principal that was read: the same session and account in each row, and one factor, if there is any.
    pub(crate) fn tracked_principal(
        &mut self,
        rows: Vec<(PrincipalRow, Option<FactorRow>)>,
    ) -> Result<Option<Principal>, StoreError> {
        let mut found = None;
        let mut factors = Vec::new();
        for (row, factor) in rows {
            factors.extend(factor.map(Factor::try_from).transpose()?);
            found = Some(row);
        }
        let Some(PrincipalRow { session, account }) = found else { return Ok(None) };
        let account = self.tracked_account(account)?;
        Ok(Some(Principal { session: session.try_into()?, account, factors: Factors::new(factors) }))
    }
}
