//! Joined reads: everything that one request needs, in one query. It returns a row for each factor of the account, of
//! which there are few; the other columns are the same in each row.

use async_trait::async_trait;
use twinlock_domain::{AppId, Grant, RefreshToken, SecretHash};
use twinlock_ports::{
    AccessToken, Account, App, AuthorizationData, ClientKey, Factor, Factors, Joins, PresentedClient, ResourceOwner,
    StoreError,
};

use crate::accounts::AccountAt;
use crate::apps::AppAt;
use crate::column::{Hash, Id};
use crate::pool::timely;
use crate::prelude::*;
use crate::read_set::Subject;
use crate::rows::apps::SecretRow;
use crate::rows::consents::ConsentRow;
use crate::rows::grants::GrantRow;
use crate::rows::second_factors::FactorRow;
use crate::rows::tokens::{AccessRow, RefreshRow};
use crate::schema::{
    access_tokens, accounts, app_secrets, apps, consents, grants, refresh_tokens, sessions, totp_factors,
};
use crate::sessions::PrincipalRow;
use crate::transaction::PgTransaction;

type Found<T> = Result<Option<T>, StoreError>;

/// An app, with the one of its secrets that was presented, if any.
type ClientRow = (AppAt, Option<SecretRow>);

/// An app, with the session, the account, one factor and the consent of the signed-in user.
type ArrivalRow = (AppAt, Option<PrincipalRow>, Option<FactorRow>, Option<ConsentRow>);

/// A client, the grant of a code, and the account of the grant with one factor.
type CodeRow = (AppAt, Option<SecretRow>, Option<GrantRow>, Option<AccountAt>, Option<FactorRow>);

/// A client, a refresh token with its grant, and the account of the grant with one factor.
type RefreshTokenRow =
    (AppAt, Option<SecretRow>, Option<RefreshRow>, Option<GrantRow>, Option<AccountAt>, Option<FactorRow>);

/// A client, and an access token with its grant and account.
type AccessTokenRow = (AppAt, Option<SecretRow>, Option<AccessRow>, Option<GrantRow>, Option<AccountAt>);

/// An access token with its grant, app and account.
type AccessRowOfAll = (AccessRow, GrantRow, AppAt, AccountAt);

/// Selects a client by its id, left-joined with the one of its secrets that has the presented hash.
macro_rules! client {
    ($client:expr) => {{
        let ClientKey { app, secret } = $client;
        let presented = app_secrets::app_id.eq(apps::id).and(app_secrets::hash.nullable().eq(secret.map(Hash)));
        apps::table.find(Id(app)).left_join(app_secrets::table.on(presented))
    }};
}

#[async_trait]
impl Joins for PgTransaction {
    async fn authorization_data(&mut self, session: Option<SecretHash>, app: AppId) -> Found<AuthorizationData> {
        if let Some(token) = session {
            self.lock_if_exclusive_session(token).await?;
        }
        self.lock_if_exclusive(Subject::App(app)).await?;
        let stored_consent = consents::account_id.eq(sessions::account_id).and(consents::app_id.eq(apps::id));
        let found = apps::table
            .find(Id(app))
            .left_join(sessions::table.on(sessions::token.nullable().eq(session.map(Hash))))
            .left_join(accounts::table.on(accounts::id.eq(sessions::account_id)))
            .left_join(totp_factors::table.on(totp_factors::account_id.eq(sessions::account_id)))
            .left_join(consents::table.on(stored_consent))
            .order((totp_factors::created_at, totp_factors::id))
            .select((
                AppAt::as_select(),
                Option::<PrincipalRow>::as_select(),
                Option::<FactorRow>::as_select(),
                Option::<ConsentRow>::as_select(),
            ));
        let rows = timely(found.load::<ArrivalRow>(self.for_query().await?)).await;
        let mut found = None;
        let mut principal = Vec::new();
        for (app, session, factor, consent) in self.check("arrival", rows)? {
            principal.extend(session.map(|session| (session, factor)));
            found = Some((app, consent));
        }
        let Some((app, consent)) = found else { return Ok(None) };
        let app = self.tracked_app(app)?;
        Ok(Some(AuthorizationData {
            principal: self.tracked_principal(principal)?,
            app,
            consent: consent.map(Into::into),
        }))
    }

    async fn client(&mut self, key: ClientKey) -> Found<PresentedClient> {
        self.lock_if_exclusive(Subject::App(key.app)).await?;
        let found = client!(key).select((AppAt::as_select(), Option::<SecretRow>::as_select()));
        let row = timely(found.first::<ClientRow>(self.for_query().await?)).await.optional();
        self.check("client", row)?.map(|row| self.tracked_client(row)).transpose()
    }

    async fn client_with_code(
        &mut self,
        client: ClientKey,
        code: SecretHash,
    ) -> Found<(PresentedClient, Option<(Grant, ResourceOwner)>)> {
        if self.is_exclusive() {
            self.lock_if_exclusive_grant(grants::code.eq(Hash(code))).await?;
            self.lock_if_exclusive(Subject::App(client.app)).await?;
        }
        let found = client!(client)
            .left_join(grants::table.on(grants::code.eq(Hash(code))))
            .left_join(accounts::table.on(accounts::id.eq(grants::account_id)))
            .left_join(totp_factors::table.on(totp_factors::account_id.eq(grants::account_id)))
            .order((totp_factors::created_at, totp_factors::id))
            .select((
                AppAt::as_select(),
                Option::<SecretRow>::as_select(),
                Option::<GrantRow>::as_select(),
                Option::<AccountAt>::as_select(),
                Option::<FactorRow>::as_select(),
            ));
        let rows = timely(found.load::<CodeRow>(self.for_query().await?)).await;
        let mut found = None;
        let mut factors = Vec::new();
        for (app, secret, grant, account, factor) in self.check("client", rows)? {
            factors.extend(factor);
            found = Some(((app, secret), grant, account));
        }
        let Some((client, grant, account)) = found else { return Ok(None) };
        let client = self.tracked_client(client)?;
        let Some(grant) = grant else { return Ok(Some((client, None))) };
        Ok(Some((client, Some((self.tracked_grant(grant)?, self.tracked_holder(account, factors)?)))))
    }

    async fn client_with_refresh_token(
        &mut self,
        client: ClientKey,
        token: SecretHash,
    ) -> Found<(PresentedClient, Option<(RefreshToken, Grant, ResourceOwner)>)> {
        if self.is_exclusive() {
            let grant = refresh_tokens::table.find(Hash(token)).select(refresh_tokens::grant_id);
            self.lock_if_exclusive_grant(grants::id.eq_any(grant)).await?;
            self.lock_if_exclusive(Subject::App(client.app)).await?;
        }
        let found = client!(client)
            .left_join(refresh_tokens::table.on(refresh_tokens::hash.eq(Hash(token))))
            .left_join(grants::table.on(grants::id.eq(refresh_tokens::grant_id)))
            .left_join(accounts::table.on(accounts::id.eq(grants::account_id)))
            .left_join(totp_factors::table.on(totp_factors::account_id.eq(grants::account_id)))
            .order((totp_factors::created_at, totp_factors::id))
            .select((
                AppAt::as_select(),
                Option::<SecretRow>::as_select(),
                Option::<RefreshRow>::as_select(),
                Option::<GrantRow>::as_select(),
                Option::<AccountAt>::as_select(),
                Option::<FactorRow>::as_select(),
            ));
        let rows = timely(found.load::<RefreshTokenRow>(self.for_query().await?)).await;
        let mut found = None;
        let mut factors = Vec::new();
        for (app, secret, token, grant, account, factor) in self.check("client", rows)? {
            factors.extend(factor);
            found = Some(((app, secret), (token, grant), account));
        }
        let Some((client, token, account)) = found else { return Ok(None) };
        let client = self.tracked_client(client)?;
        let (Some(token), Some(grant)) = token else { return Ok(Some((client, None))) };
        let (token, grant) = (self.tracked_refresh_token(token), self.tracked_grant(grant)?);
        Ok(Some((client, Some((token, grant, self.tracked_holder(account, factors)?)))))
    }

    async fn client_with_access_token(
        &mut self,
        client: ClientKey,
        token: SecretHash,
    ) -> Found<(PresentedClient, Option<(AccessToken, Account)>)> {
        let found = client!(client)
            .left_join(access_tokens::table.on(access_tokens::hash.eq(Hash(token))))
            .left_join(grants::table.on(grants::id.eq(access_tokens::grant_id)))
            .left_join(accounts::table.on(accounts::id.eq(grants::account_id)))
            .select((
                AppAt::as_select(),
                Option::<SecretRow>::as_select(),
                Option::<AccessRow>::as_select(),
                Option::<GrantRow>::as_select(),
                Option::<AccountAt>::as_select(),
            ));
        let row = timely(found.first::<AccessTokenRow>(self.for_query().await?)).await.optional();
        let Some((app, secret, token, grant, account)) = self.check("client", row)? else { return Ok(None) };
        let client = self.tracked_client((app, secret))?;
        let (Some(token), Some(grant)) = (token, grant) else { return Ok(Some((client, None))) };
        let account = self.tracked_holder(account, Vec::new())?.account;
        Ok(Some((client, Some((token.of(grant.try_into()?), account)))))
    }

    async fn access(&mut self, token: SecretHash) -> Found<(AccessToken, App, Account)> {
        let found = access_tokens::table
            .find(Hash(token))
            .inner_join(grants::table)
            .inner_join(apps::table.on(apps::id.eq(grants::app_id)))
            .inner_join(accounts::table.on(accounts::id.eq(grants::account_id)))
            .select((AccessRow::as_select(), GrantRow::as_select(), AppAt::as_select(), AccountAt::as_select()));
        let row = timely(found.first::<AccessRowOfAll>(self.for_query().await?)).await.optional();
        let Some((token, grant, app, account)) = self.check("access token", row)? else { return Ok(None) };
        let (app, account) = (self.tracked_app(app)?, self.tracked_account(account)?);
        Ok(Some((token.of(grant.try_into()?), app, account)))
    }
}

impl PgTransaction {
    fn tracked_client(&mut self, row: ClientRow) -> Result<PresentedClient, StoreError> {
        let (app, secret) = row;
        Ok(PresentedClient { app: self.tracked_app(app)?, secret: secret.map(Into::into) })
    }

    fn tracked_holder(
        &mut self,
        account: Option<AccountAt>,
        factors: Vec<FactorRow>,
    ) -> Result<ResourceOwner, StoreError> {
        let account = account.ok_or(StoreError::Corrupt { what: "grant of no account" })?;
        let factors = factors.into_iter().map(Factor::try_from).collect::<Result<_, _>>().map(Factors::new)?;
        Ok(ResourceOwner { account: self.tracked_account(account)?, factors })
    }
}
