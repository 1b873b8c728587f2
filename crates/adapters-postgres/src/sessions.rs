//! Sessions in `sessions`. A session is ended by deleting its row.

use async_trait::async_trait;
use diesel::PgExpressionMethods as _;
use twinlock_domain::{AccountId, SecondFactorMethod, SecretHash, SessionId, Timestamp};
use twinlock_ports::{Factor, Factors, Principal, Session, Sessions, StoreError};

use crate::accounts::AccountAt;
use crate::column::{At, Hash, Id, Text};
use crate::commit_statement::Write;
use crate::pool::timely;
use crate::prelude::*;
use crate::read_set::Subject;
use crate::rows::authentication;
use crate::rows::second_factors::FactorRow;
use crate::rows::sessions::{SessionRow, WHAT};
use crate::schema::{accounts, sessions, totp_factors};
use crate::transaction::PgTransaction;

/// A session with its account.
#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub(crate) struct PrincipalRow {
    #[diesel(embed)]
    session: SessionRow,
    #[diesel(embed)]
    account: AccountAt,
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
            .select((PrincipalRow::as_select(), Option::<FactorRow>::as_select()));
        let rows = timely(found.load::<(PrincipalRow, Option<FactorRow>)>(self.for_query().await?)).await;
        let rows = self.check(WHAT, rows)?;
        self.tracked_principal(rows)
    }

    async fn sessions(&mut self, account: AccountId) -> Result<Vec<Session>, StoreError> {
        let own = sessions::table
            .filter(sessions::account_id.eq(Id(account)))
            .order((sessions::created_at.desc(), sessions::id.desc()))
            .select(SessionRow::as_select());
        let rows = timely(own.load(self.for_query().await?)).await;
        self.check(WHAT, rows)?.into_iter().map(Session::try_from).collect()
    }

    async fn update_session(&mut self, session: &Session) -> Result<bool, StoreError> {
        self.change(Subject::Account(session.account)).await?;
        let (method, at) = authentication::to_columns(&session.authentication);
        let change = (
            sessions::token.eq(Hash(session.token)),
            sessions::stage.eq(Text(session.stage)),
            sessions::password_at.eq(At(session.authentication.password_at)),
            sessions::second_factor_method.eq(method),
            sessions::second_factor_at.eq(at),
            sessions::last_seen_at.eq(At(session.last_seen_at)),
            sessions::expires_at.eq(At(session.expires_at)),
        );
        let changed = diesel::update(sessions::table.find(Id(session.id))).set(change);
        Ok(self.execute(WHAT, changed).await? == 1)
    }

    async fn touch_session(&mut self, id: SessionId, at: Timestamp) -> Result<(), StoreError> {
        let touched = diesel::update(sessions::table.find(Id(id))).set(sessions::last_seen_at.eq(At(at)));
        self.defer(Write::change("sessions", touched).may_be_lost()).await
    }

    async fn end_session(&mut self, account: AccountId, id: SessionId) -> Result<bool, StoreError> {
        self.change(Subject::Account(account)).await?;
        let own = sessions::table.find(Id(id)).filter(sessions::account_id.eq(Id(account)));
        Ok(self.execute(WHAT, diesel::delete(own)).await? == 1)
    }

    async fn end_sessions(&mut self, account: AccountId, keep: Option<SessionId>) -> Result<u64, StoreError> {
        self.change(Subject::Account(account)).await?;
        let own = sessions::table
            .filter(sessions::account_id.eq(Id(account)))
            .filter(sessions::id.nullable().is_distinct_from(keep.map(Id)));
        Ok(self.execute(WHAT, diesel::delete(own)).await? as u64)
    }

    async fn drop_second_factor(&mut self, account: AccountId) -> Result<(), StoreError> {
        self.change(Subject::Account(account)).await?;
        let own = sessions::table.filter(sessions::account_id.eq(Id(account)));
        let none = (
            sessions::second_factor_method.eq(None::<Text<SecondFactorMethod>>),
            sessions::second_factor_at.eq(None::<At>),
        );
        self.execute(WHAT, diesel::update(own).set(none)).await.map(|_| ())
    }
}

impl PgTransaction {
    /// In `Mode::WriteExclusive`, locks the account of a session before the account and the session are read.
    pub(crate) async fn lock_if_exclusive_session(&mut self, token: SecretHash) -> Result<(), StoreError> {
        if !self.is_exclusive() {
            return Ok(());
        }
        let holder = sessions::table.filter(sessions::token.eq(Hash(token))).select(sessions::account_id);
        let holder = timely(holder.get_result::<Id<AccountId>>(self.for_query().await?)).await.optional();
        self.lock_if_exclusive_holder(WHAT, holder).await
    }

    /// Converts the rows of a principal: the same session and account in each, and one factor, if there is any.
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
