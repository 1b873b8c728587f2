//! Joined reads: everything that one request needs to read, in one call, so that a store whose queries are network
//! round trips needs only one. A store with cheap queries keeps the default implementations.

use async_trait::async_trait;
use twinlock_domain::{AppId, Grant, RefreshToken, SecretHash};

use crate::accounts::{Account, Accounts};
use crate::apps::{App, AppSecret, Apps};
use crate::consents::Consents;
use crate::error::{StoreError, Stored};
use crate::grants::Grants;
use crate::second_factors::{Factors, SecondFactors};
use crate::sessions::{Principal, Sessions};
use crate::tokens::{AccessToken, Tokens};

/// The rows that decide an authorization request: session, app, stored consent.
#[derive(Clone, Debug)]
pub struct AuthorizationData {
    /// The holder of the session.
    pub principal: Option<Principal>,
    /// The app.
    pub app: App,
    /// The account's consent for the app, live or not.
    pub consent: Option<twinlock_domain::Consent>,
}

/// A client that presents credentials, not authenticated yet.
#[derive(Clone, Debug)]
pub struct PresentedClient {
    /// The app.
    pub app: App,
    /// The secret that was presented, where it is one of the app's.
    pub secret: Option<AppSecret>,
}

/// The resource owner of a grant: the account and its second factors.
#[derive(Clone, Debug)]
pub struct ResourceOwner {
    /// The account.
    pub account: Account,
    /// Its factors, confirmed or not.
    pub factors: Factors,
}

/// The credentials of a client: its id, and the hash of the secret if it sent one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientKey {
    /// `client_id`
    pub app: AppId,
    /// The hash of `client_secret`.
    pub secret: Option<SecretHash>,
}

/// Joined reads. Each method returns what the single lookups would return together.
#[async_trait]
pub trait Joins: Accounts + SecondFactors + Sessions + Apps + Consents + Grants + Tokens + Send {
    /// An app, the holder of a session token, and the consent between the two; `None` when there is no such app.
    async fn authorization_data(
        &mut self,
        session: Option<SecretHash>,
        app: AppId,
    ) -> Stored<Option<AuthorizationData>> {
        let Some(app) = self.app(app).await? else { return Ok(None) };
        let principal = match session {
            Some(token) => self.principal(token).await?,
            None => None,
        };
        let consent = match &principal {
            Some(principal) => self.consent(principal.account.id, app.id).await?,
            None => None,
        };
        Ok(Some(AuthorizationData { principal, app, consent }))
    }

    /// An app, and the presented secret if it is one of the app's.
    async fn client(&mut self, key: ClientKey) -> Stored<Option<PresentedClient>> {
        let Some(app) = self.app(key.app).await? else { return Ok(None) };
        let secret = match key.secret {
            Some(hash) => self.secrets(key.app).await?.into_iter().find(|known| known.hash == hash),
            None => None,
        };
        Ok(Some(PresentedClient { app, secret }))
    }

    /// A client, and the grant of a code with its account, whatever the grant's state and app.
    async fn client_with_code(
        &mut self,
        client: ClientKey,
        code: SecretHash,
    ) -> Stored<Option<(PresentedClient, Option<(Grant, ResourceOwner)>)>> {
        let Some(client) = self.client(client).await? else { return Ok(None) };
        let Some(grant) = self.grant_by_code(code).await? else { return Ok(Some((client, None))) };
        let holder = self.holder(&grant).await?;
        Ok(Some((client, Some((grant, holder)))))
    }

    /// A client, and a refresh token with its grant and account, whatever their state and app.
    async fn client_with_refresh_token(
        &mut self,
        client: ClientKey,
        token: SecretHash,
    ) -> Stored<Option<(PresentedClient, Option<(RefreshToken, Grant, ResourceOwner)>)>> {
        let Some(client) = self.client(client).await? else { return Ok(None) };
        let Some((token, grant)) = self.refresh_token(token).await? else { return Ok(Some((client, None))) };
        let holder = self.holder(&grant).await?;
        Ok(Some((client, Some((token, grant, holder)))))
    }

    /// A client, and an account's access token with its account, whatever its state and app.
    async fn client_with_access_token(
        &mut self,
        client: ClientKey,
        token: SecretHash,
    ) -> Stored<Option<(PresentedClient, Option<(AccessToken, Account)>)>> {
        let Some(client) = self.client(client).await? else { return Ok(None) };
        let Some(token) = self.access_token(token).await? else { return Ok(Some((client, None))) };
        let holder = self.holder(&token.grant).await?;
        Ok(Some((client, Some((token, holder.account)))))
    }

    /// An account's access token, its app and its account.
    async fn access(&mut self, token: SecretHash) -> Stored<Option<(AccessToken, App, Account)>> {
        let Some(token) = self.access_token(token).await? else { return Ok(None) };
        let Some(app) = self.app(token.grant.app).await? else { return Ok(None) };
        let holder = self.holder(&token.grant).await?;
        Ok(Some((token, app, holder.account)))
    }

    /// The account of a grant, with its factors.
    async fn holder(&mut self, grant: &Grant) -> Stored<ResourceOwner> {
        let account = self.account(grant.account).await?.ok_or(StoreError::Corrupt { what: "grant of no account" })?;
        let factors = self.factors(account.id).await?;
        Ok(ResourceOwner { account, factors })
    }
}
