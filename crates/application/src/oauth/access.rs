//! Whether an access token is valid: one implementation for userinfo, introspection and revocation.

use twinlock_domain::{AccessHandle, BearerSecret, Grant, Handle, ScopeSet, SecretHash, Timestamp};
use twinlock_ports::{Access, Account, App, MachineToken, StoreError};

use crate::Failure;
use crate::unit_of_work::UnitOfWork;

/// The access that a valid access token gives: the scopes, the app and the account.
pub(crate) struct LiveAccess {
    pub(crate) scope: ScopeSet,
    pub(crate) app: App,
    pub(crate) account: Account,
}

impl UnitOfWork<'_> {
    /// The token, if it is not expired, and neither its grant, *revoke all* (R16) nor its account has ended it.
    pub(crate) async fn live_access(&mut self, token: &BearerSecret) -> Result<Option<LiveAccess>, Failure> {
        let Some(Handle::AccessToken(token)) = self.open_handle(token).await? else { return Ok(None) };
        let Some(Access { grant, app, account }) = self.tx.access(token.grant).await? else { return Ok(None) };
        let scope = grant.scope.selected(token.scope);
        Ok(is_live(&token, &grant, &app, &account, self.now).then_some(LiveAccess { scope, app, account }))
    }

    /// A client credentials token, if it is valid.
    pub(crate) async fn live_machine_token(
        &mut self,
        hash: SecretHash,
    ) -> Result<Option<(MachineToken, App)>, StoreError> {
        let Some(token) = self.tx.machine_token(hash).await? else { return Ok(None) };
        let Some(app) = self.tx.app(token.app).await? else { return Ok(None) };
        let alive = self.now < token.expires_at && !app.policy.has_revoked(token.epoch) && app.metadata.machine_access;
        Ok(alive.then_some((token, app)))
    }
}

/// Whether an access token is one of a grant's, and neither expired nor revoked.
pub(crate) fn is_live(token: &AccessHandle, grant: &Grant, app: &App, account: &Account, now: Timestamp) -> bool {
    now < token.expires_at
        && grant.has_issued(token)
        && !grant.is_revoked()
        && !app.policy.has_revoked(grant.epoch)
        && account.disabled_at.is_none()
}
