//! `/oauth2/introspect` (RFC 7662): what a token is worth now, told to the app that it was issued to.

use twinlock_domain::{Authentication, BearerSecret, RefreshUse, ScopeSet, Timestamp};
use twinlock_ports::{App, ClientKind, Transaction};

use super::access::{live_access, live_machine_token};
use super::exchange::ask_for_grant;
use super::{ClientCredentials, InvalidClient, TokenError};
use crate::gate::ask_to_refresh;
use crate::{Failure, Twinlock};

/// Introspect a token.
#[derive(Debug)]
pub struct Introspect {
    /// Who asks.
    pub client: ClientCredentials,
    /// `token`
    pub token: BearerSecret,
}

/// What is told of a live token. A dead one, or another app's, is `None`: `{"active":false}` and no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Introspection {
    /// `client_id`
    pub client_id: String,
    /// `sub`: the account's for this app, or the app itself where it acts for itself.
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
    /// What the token is worth.
    ///
    /// # Errors
    /// When the client is worth nothing or has no secret, or a port fails.
    pub async fn introspect(&self, command: Introspect) -> Result<Option<Introspection>, TokenError> {
        let now = self.now();
        self.write(async |tx| {
            let app = self.authenticate_client(tx, &command.client, now).await??;
            if app.kind == ClientKind::Public {
                return Err(InvalidClient.into());
            }
            let mut found = self.introspect_access(tx, &app, &command.token, now).await?;
            if found.is_none() {
                found = self.introspect_refresh(tx, &app, &command.token, now).await?;
            }
            Ok(found)
        })
        .await
    }

    async fn introspect_access(
        &self,
        tx: &mut dyn Transaction,
        app: &App,
        token: &BearerSecret,
        now: Timestamp,
    ) -> Result<Option<Introspection>, Failure> {
        let hash = self.hash(token.expose());
        if let Some(live) = live_access(tx, hash, now).await? {
            return Ok((live.app.id == app.id).then(|| Introspection {
                client_id: app.id.to_string(),
                subject: self.subject(app, live.account.id),
                scope: live.token.scope,
                issued_at: Some(live.token.issued_at),
                expires_at: live.token.expires_at,
                authentication: Some(live.token.grant.authentication),
                is_access_token: true,
            }));
        }
        let machine = live_machine_token(tx, hash, now).await?.filter(|(_, owner)| owner.id == app.id);
        Ok(machine.map(|(token, _)| Introspection {
            client_id: app.id.to_string(),
            subject: app.id.to_string(),
            scope: ScopeSet::EMPTY,
            issued_at: Some(token.issued_at),
            expires_at: token.expires_at,
            authentication: None,
            is_access_token: true,
        }))
    }

    async fn introspect_refresh(
        &self,
        tx: &mut dyn Transaction,
        app: &App,
        token: &BearerSecret,
        now: Timestamp,
    ) -> Result<Option<Introspection>, Failure> {
        let Some((token, grant)) = tx.refresh_token(self.hash(token.expose())).await? else { return Ok(None) };
        if grant.app != app.id || grant.is_revoked() || token.judge(now) != RefreshUse::Fresh {
            return Ok(None);
        }
        let asked = ask_for_grant(tx, &grant, |who| ask_to_refresh(app, who, &grant, now)).await?;
        let Ok((_, account)) = asked else { return Ok(None) };
        Ok(Some(Introspection {
            client_id: app.id.to_string(),
            subject: self.subject(app, account.id),
            scope: grant.scope,
            issued_at: None,
            expires_at: token.expires_at,
            authentication: Some(grant.authentication),
            is_access_token: false,
        }))
    }
}
