//! Sessions in `sessions`. A session is ended by deleting its row.

use async_trait::async_trait;
use diesel::prelude::*;
use twinlock_domain::{AccountId, SecondFactorMethod, SecretHash, SessionId, Timestamp};
use twinlock_ports::{Account, Factor, Factors, Principal, Session, Sessions, StoreError};

use crate::column::{At, Hash, Id, Text};
use crate::error::failed;
use crate::rows::accounts::AccountRow;
use crate::rows::authentication;
use crate::rows::second_factors::FactorRow;
use crate::rows::sessions::{SessionRow, WHAT};
use crate::schema::{accounts, sessions, totp_factors};
use crate::transaction::SqliteTransaction;

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
            .filter(sessions::token.eq(Hash(token)))
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
            .filter(sessions::account_id.eq(Id(account)))
            .order((sessions::created_at.desc(), sessions::id.desc()))
            .select(SessionRow::as_select())
            .load(self.sqlite());
        rows.map_err(failed(WHAT))?.into_iter().map(Session::try_from).collect()
    }

    async fn update_session(&mut self, session: &Session) -> Result<bool, StoreError> {
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
        let done = diesel::update(sessions::table.find(Id(session.id))).set(change).execute(self.sqlite());
        Ok(done.map_err(failed(WHAT))? == 1)
    }

    async fn touch_session(&mut self, id: SessionId, at: Timestamp) -> Result<(), StoreError> {
        let change = sessions::last_seen_at.eq(At(at));
        let done = diesel::update(sessions::table.find(Id(id))).set(change).execute(self.sqlite());
        done.map_err(failed(WHAT)).map(|_| ())
    }

    async fn end_session(&mut self, account: AccountId, id: SessionId) -> Result<bool, StoreError> {
        let own = sessions::table.find(Id(id)).filter(sessions::account_id.eq(Id(account)));
        Ok(diesel::delete(own).execute(self.sqlite()).map_err(failed(WHAT))? == 1)
    }

    async fn end_sessions(&mut self, account: AccountId, keep: Option<SessionId>) -> Result<u64, StoreError> {
        let own = sessions::table.filter(sessions::account_id.eq(Id(account)));
        let ended = match keep {
            None => diesel::delete(own).execute(self.sqlite()),
            Some(keep) => diesel::delete(own.filter(sessions::id.ne(Id(keep)))).execute(self.sqlite()),
        };
        Ok(ended.map_err(failed(WHAT))? as u64)
    }

    async fn drop_second_factor(&mut self, account: AccountId) -> Result<(), StoreError> {
        let own = sessions::table.filter(sessions::account_id.eq(Id(account)));
        let change = (
            sessions::second_factor_method.eq(None::<Text<SecondFactorMethod>>),
            sessions::second_factor_at.eq(None::<At>),
        );
        diesel::update(own).set(change).execute(self.sqlite()).map_err(failed(WHAT)).map(|_| ())
    }
}
