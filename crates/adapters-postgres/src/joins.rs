//! Joined reads: everything that one request needs, in one query. It returns a row for each factor of the account, of
//! which there are few; the other columns are the same in each row.

use async_trait::async_trait;
use twinlock_domain::{AppId, GrantId, Handle, SecretHash};
use twinlock_ports::{
    Access, AuthorizationData, ClientKey, ClientWithGrant, Factor, Factors, GrantOfOwner, Joins, PresentedClient,
    ResourceOwner, StoreError,
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
use crate::schema::{accounts, app_secrets, apps, consents, grants, sessions, totp_factors};
use crate::sessions::PrincipalRow;
use crate::transaction::PgTransaction;

type Found<T> = Result<Option<T>, StoreError>;

/// An app, with the one of its secrets that was presented, if any.
type ClientRow = (AppAt, Option<SecretRow>);

/// An app, with the session, the account, one factor and the consent of the signed-in user.
type ArrivalRow = (AppAt, Option<PrincipalRow>, Option<FactorRow>, Option<ConsentRow>);

/// A client, a grant, and the account of the grant with one factor.
type ClientGrantRow = (AppAt, Option<SecretRow>, Option<GrantRow>, Option<AccountAt>, Option<FactorRow>);

/// A grant with its app and account.
type AccessRow = (GrantRow, AppAt, AccountAt);

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
        let row = timely(found.get_result::<ClientRow>(self.for_query().await?)).await.optional();
        self.check("client", row)?.map(|row| self.tracked_client(row)).transpose()
    }

    async fn client_with_grant(&mut self, client: ClientKey, handle: &Handle) -> Found<ClientWithGrant> {
        self.lock_if_exclusive_grant(handle.grant()).await?;
        self.lock_if_exclusive(Subject::App(client.app)).await?;
        let found = client!(client)
            .left_join(grants::table.on(grants::id.eq(Id(handle.grant()))))
            .left_join(accounts::table.on(accounts::id.eq(grants::account_id)))
            .left_join(totp_factors::table.on(totp_factors::account_id.eq(grants::account_id)))
            .select((
                AppAt::as_select(),
                Option::<SecretRow>::as_select(),
                Option::<GrantRow>::as_select(),
                Option::<AccountAt>::as_select(),
                Option::<FactorRow>::as_select(),
            ));
        let rows = timely(found.load::<ClientGrantRow>(self.for_query().await?)).await;
        let mut found = None;
        let mut factors = Vec::new();
        for (app, secret, grant, account, factor) in self.check("client", rows)? {
            factors.extend(factor);
            found = Some(((app, secret), grant, account));
        }
        let Some((client, grant, account)) = found else { return Ok(None) };
        let client = self.tracked_client(client)?;
        let grant = match grant {
            None => None,
            Some(grant) => {
                Some(GrantOfOwner { grant: self.tracked_grant(grant)?, holder: self.tracked_holder(account, factors)? })
            }
        };
        Ok(Some(ClientWithGrant { client, grant }))
    }

    async fn access(&mut self, grant: GrantId) -> Found<Access> {
        let found = grants::table
            .find(Id(grant))
            .inner_join(apps::table.on(apps::id.eq(grants::app_id)))
            .inner_join(accounts::table.on(accounts::id.eq(grants::account_id)))
            .select((GrantRow::as_select(), AppAt::as_select(), AccountAt::as_select()));
        let row = timely(found.get_result::<AccessRow>(self.for_query().await?)).await.optional();
        let Some((grant, app, account)) = self.check("grant", row)? else { return Ok(None) };
        Ok(Some(Access {
            grant: grant.try_into()?,
            app: self.tracked_app(app)?,
            account: self.tracked_account(account)?,
        }))
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
