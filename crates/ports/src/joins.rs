//! Joined reads: everything that one request needs to read, in one call, so that a store whose queries are network
//! round trips needs only one. A store with cheap queries keeps the default implementations.

use async_trait::async_trait;
use twinlock_domain::{AppId, Grant, GrantId, Handle, SecretHash};

use crate::accounts::{Account, Accounts};
use crate::apps::{App, AppSecret, Apps};
use crate::consents::Consents;
use crate::error::{StoreError, Stored};
use crate::grants::Grants;
use crate::second_factors::{Factors, SecondFactors};
use crate::sessions::{Principal, Sessions};

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

/// A grant with its resource owner.
#[derive(Clone, Debug)]
pub struct GrantOfOwner {
    /// The grant.
    pub grant: Grant,
    /// Its account.
    pub holder: ResourceOwner,
}

/// A client, and the grant that its code or token names.
#[derive(Clone, Debug)]
pub struct ClientWithGrant {
    /// The client.
    pub client: PresentedClient,
    /// The grant, if there is such a one.
    pub grant: Option<GrantOfOwner>,
}

/// A grant, with the app that has access and the account that it has access to.
#[derive(Clone, Debug)]
pub struct Access {
    /// The grant.
    pub grant: Grant,
    /// Its app.
    pub app: App,
    /// Its account.
    pub account: Account,
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
pub trait Joins: Accounts + SecondFactors + Sessions + Apps + Consents + Grants + Send {
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

    /// A client, and the grant that a code or token names, with its account, whatever the grant's state and app.
    async fn client_with_grant(&mut self, client: ClientKey, handle: &Handle) -> Stored<Option<ClientWithGrant>> {
        let Some(client) = self.client(client).await? else { return Ok(None) };
        let Some(grant) = self.grant(handle.grant()).await? else {
            return Ok(Some(ClientWithGrant { client, grant: None }));
        };
        let holder = self.holder(&grant).await?;
        Ok(Some(ClientWithGrant { client, grant: Some(GrantOfOwner { grant, holder }) }))
    }

    /// A grant, its app and its account.
    async fn access(&mut self, grant: GrantId) -> Stored<Option<Access>> {
        let Some(grant) = self.grant(grant).await? else { return Ok(None) };
        let Some(app) = self.app(grant.app).await? else { return Ok(None) };
        let account = self.holder(&grant).await?.account;
        Ok(Some(Access { grant, app, account }))
    }

    /// The account of a grant, with its factors.
    async fn holder(&mut self, grant: &Grant) -> Stored<ResourceOwner> {
        let account = self.account(grant.account).await?.ok_or(StoreError::Corrupt { what: "grant of no account" })?;
        let factors = self.factors(account.id).await?;
        Ok(ResourceOwner { account, factors })
    }
}
