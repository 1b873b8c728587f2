//! `/oauth2/introspect` (RFC 7662): whether a token is active, for the app that it was issued to.

use twinlock_domain::{
    AccessHandle, Authentication, BearerSecret, Grant, Handle, RefreshHandle, RefreshUse, ScopeSet, Timestamp,
};
use twinlock_ports::{Account, App, ClientKind, ClientWithGrant, GrantOfOwner};

use super::access::is_live;
use super::client::{Authentic, authentic};
use super::token_error::ask_for_grant;
use super::tokens::claims_about;
use super::{ClientCredentials, InvalidClient, TokenError};
use crate::gate::ask_to_refresh;
use crate::unit_of_work::UnitOfWork;
use crate::{RequestOrigin, TransactionName, Twinlock};

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
    /// `username`: what the account calls itself (`preferred_username`), where the token has the scope `profile`.
    pub username: Option<String>,
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
        let (Authentic { app, unnoted }, handle, found) = self
            .read_latest::<_, TokenError>(async |work| {
                let handle = work.open_handle(&command.token).await?;
                let presented = work.presented_client(&command.client, handle.as_ref()).await?;
                let ClientWithGrant { client, grant } = presented;
                let authentic = authentic(client, &command.client, work.now)?;
                if authentic.app.metadata.kind == ClientKind::Public {
                    return Err(InvalidClient.into());
                }
                Ok((authentic, handle, grant))
            })
            .await?;
        if unnoted.is_some() {
            self.write::<_, TokenError>(TransactionName::NoteSecretUse, RequestOrigin::none(), async |work| {
                Ok(work.note_secret(unnoted).await?)
            })
            .await?;
        }
        let found = found.filter(|found| found.grant.app == app.id);
        match (handle, found) {
            (Some(Handle::AccessToken(token)), Some(GrantOfOwner { grant, holder })) => {
                let is_live = is_live(&token, &grant, &app, &holder.account, now);
                Ok(is_live.then(|| self.introspected(&app, &token, &grant, &holder.account)))
            }
            (Some(Handle::RefreshToken(token)), Some(found)) => Ok(self.introspected_refresh(&app, token, &found, now)),
            (Some(Handle::Code(_)), _) | (Some(_), None) => Ok(None),
            (None, _) => {
                self.read::<_, TokenError>(async |work| work.introspect_machine(&app, &command.token).await).await
            }
        }
    }

    fn introspected(&self, app: &App, token: &AccessHandle, grant: &Grant, account: &Account) -> Introspection {
        let scope = grant.scope.selected(token.scope);
        Introspection {
            client_id: app.id.to_string(),
            subject: self.subject(app, account.id),
            username: claims_about(account, &scope).preferred_username,
            scope,
            issued_at: Some(token.issued_at),
            expires_at: token.expires_at,
            authentication: Some(grant.authentication),
            is_access_token: true,
        }
    }

    fn introspected_refresh(
        &self,
        app: &App,
        token: RefreshHandle,
        found: &GrantOfOwner,
        now: Timestamp,
    ) -> Option<Introspection> {
        let GrantOfOwner { grant, holder } = found;
        let is_fresh = grant.judge_refresh(token.generation, now, self.lifetimes()) == RefreshUse::Fresh;
        if grant.is_revoked() || !is_fresh || ask_for_grant(holder, |who| ask_to_refresh(app, who, grant, now)).is_err()
        {
            return None;
        }
        Some(Introspection {
            client_id: app.id.to_string(),
            subject: self.subject(app, holder.account.id),
            username: claims_about(&holder.account, &grant.scope).preferred_username,
            scope: grant.scope.clone(),
            issued_at: None,
            expires_at: grant.tokens()?.refresh_expires_at?,
            authentication: Some(grant.authentication),
            is_access_token: false,
        })
    }
}

impl UnitOfWork<'_> {
    async fn introspect_machine(
        &mut self,
        app: &App,
        token: &BearerSecret,
    ) -> Result<Option<Introspection>, TokenError> {
        let machine = self.live_machine_token(self.hash(token.expose())).await?;
        let own = machine.filter(|(_, owner)| owner.id == app.id);
        Ok(own.map(|(token, _)| Introspection {
            client_id: app.id.to_string(),
            subject: app.id.to_string(),
            username: None,
            scope: ScopeSet::EMPTY,
            issued_at: Some(token.issued_at),
            expires_at: token.expires_at,
            authentication: None,
            is_access_token: true,
        }))
    }
}
