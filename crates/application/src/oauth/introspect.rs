//! `/oauth2/introspect` (RFC 7662): whether a token is active, for the app that it was issued to.

use twinlock_domain::{Authentication, BearerSecret, RefreshUse, ScopeSet, Timestamp};
use twinlock_ports::{AccessToken, Account, App, ClientKind};

use super::access::is_live;
use super::client::{Authentic, authentic};
use super::token_error::ask_for_grant;
use super::{ClientCredentials, InvalidClient, TokenError};
use crate::gate::ask_to_refresh;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, TransactionName, Twinlock};

/// Introspect a token.
#[derive(Debug)]
pub struct Introspect {
    /// The client that asks.
    pub client: ClientCredentials,
    /// `token`
    pub token: BearerSecret,
}

/// The response for an active token. For an inactive one, or another app's, there is none: `{"active":false}` only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Introspection {
    /// `client_id`
    pub client_id: String,
    /// `sub`: the account's for this app, or the app's id if it acts for itself.
    pub subject: String,
    /// `scope`
    pub scope: ScopeSet,
    /// `iat`, where it is known
    pub issued_at: Option<Timestamp>,
    /// `exp`
    pub expires_at: Timestamp,
    /// `amr`, `acr`, `auth_time` of the grant, where there is an account
    pub authentication: Option<Authentication>,
    /// Whether it is an access token
    pub is_access_token: bool,
}

impl Twinlock {
    /// Looks a token up and returns what is known of it.
    ///
    /// # Errors
    /// [`TokenError::InvalidClient`] if client authentication fails or the client is public; [`TokenError::Failure`] if
    /// a port fails.
    pub async fn introspect(&self, command: Introspect) -> Result<Option<Introspection>, TokenError> {
        let now = self.now();
        let (app, found, unnoted) = self
            .read_latest::<_, TokenError>(async |work| {
                let hash = self.hash(command.token.expose());
                let found = work.tx.client_with_access_token(command.client.key(self)?, hash).await?;
                let (client, found) = found.ok_or(InvalidClient)?;
                let Authentic { app, unnoted } = authentic(client, &command.client, work.now)?;
                if app.metadata.kind == ClientKind::Public {
                    return Err(InvalidClient.into());
                }
                Ok((app, found, unnoted))
            })
            .await?;
        if unnoted.is_some() {
            self.write::<_, TokenError>(TransactionName::NoteSecretUse, RequestOrigin::none(), async |work| {
                Ok(work.note_secret(unnoted).await?)
            })
            .await?;
        }
        if let Some((token, account)) = found {
            let own = token.grant.app == app.id && is_live(&token, &app, &account, now);
            return Ok(own.then(|| self.introspected(&app, &token, &account)));
        }
        // It may be a refresh token or a client credentials token, which take several queries in one snapshot.
        self.read::<_, TokenError>(async |work| Ok(work.introspect_others(&app, &command.token).await?)).await
    }

    fn introspected(&self, app: &App, token: &AccessToken, account: &Account) -> Introspection {
        Introspection {
            client_id: app.id.to_string(),
            subject: self.subject(app, account.id),
            scope: token.scope.clone(),
            issued_at: Some(token.issued_at),
            expires_at: token.expires_at,
            authentication: Some(token.grant.authentication),
            is_access_token: true,
        }
    }
}

impl UnitOfWork<'_> {
    async fn introspect_others(&mut self, app: &App, token: &BearerSecret) -> Result<Option<Introspection>, Failure> {
        let machine = self.live_machine_token(self.hash(token.expose())).await?;
        if let Some((token, _)) = machine.filter(|(_, owner)| owner.id == app.id) {
            return Ok(Some(Introspection {
                client_id: app.id.to_string(),
                subject: app.id.to_string(),
                scope: ScopeSet::EMPTY,
                issued_at: Some(token.issued_at),
                expires_at: token.expires_at,
                authentication: None,
                is_access_token: true,
            }));
        }
        self.introspect_refresh(app, token).await
    }

    async fn introspect_refresh(&mut self, app: &App, token: &BearerSecret) -> Result<Option<Introspection>, Failure> {
        let Some((token, grant)) = self.tx.refresh_token(self.hash(token.expose())).await? else {
            return Ok(None);
        };
        if grant.app != app.id
            || grant.is_revoked()
            || token.judge(self.now, self.twinlock.lifetimes()) != RefreshUse::Fresh
        {
            return Ok(None);
        }
        let holder = self.tx.holder(&grant).await?;
        if ask_for_grant(&holder, |who| ask_to_refresh(app, who, &grant, self.now)).is_err() {
            return Ok(None);
        }
        Ok(Some(Introspection {
            client_id: app.id.to_string(),
            subject: self.twinlock.subject(app, holder.account.id),
            scope: grant.scope,
            issued_at: None,
            expires_at: token.expires_at,
            authentication: Some(grant.authentication),
            is_access_token: false,
        }))
    }
}
