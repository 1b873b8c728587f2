//! Whether an access token is valid: one implementation for userinfo, introspection and revocation.

use twinlock_domain::{SecretHash, Timestamp};
use twinlock_ports::{AccessToken, Account, App, MachineToken, StoreError};

use crate::unit_of_work::UnitOfWork;

/// A valid access token, with its app and account.
pub(crate) struct LiveAccess {
    pub(crate) token: AccessToken,
    pub(crate) app: App,
    pub(crate) account: Account,
}

impl UnitOfWork<'_> {
    /// The token, if it is not expired, and neither its grant, *revoke all* (R16) nor its account has ended it.
    pub(crate) async fn live_access(&mut self, hash: SecretHash) -> Result<Option<LiveAccess>, StoreError> {
        let found = self.tx.access(hash).await?;
        Ok(found
            .filter(|(token, app, account)| is_live(token, app, account, self.now))
            .map(|(token, app, account)| LiveAccess { token, app, account }))
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

/// Whether it is not expired or revoked.
pub(crate) fn is_live(token: &AccessToken, app: &App, account: &Account, now: Timestamp) -> bool {
    now < token.expires_at
        && !token.grant.is_revoked()
        && !app.policy.has_revoked(token.grant.epoch)
        && account.disabled_at.is_none()
}
