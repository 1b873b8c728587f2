//! Whether an access token is alive: one place, asked by userinfo, introspection and revocation.

use twinlock_domain::{SecretHash, Timestamp};
use twinlock_ports::{AccessToken, Account, App, MachineToken, StoreError, Transaction};

/// A live access token, and whose it is.
pub(crate) struct LiveAccess {
    pub(crate) token: AccessToken,
    pub(crate) app: App,
    pub(crate) account: Account,
}

/// The token, if nothing has ended it: not its time, its grant, *revoke all* (R16), or its account.
pub(crate) async fn live_access(
    tx: &mut dyn Transaction,
    hash: SecretHash,
    now: Timestamp,
) -> Result<Option<LiveAccess>, StoreError> {
    let Some(token) = tx.access_token(hash).await? else { return Ok(None) };
    if now >= token.expires_at || token.grant.is_revoked() {
        return Ok(None);
    }
    let Some(app) = tx.app(token.grant.app).await? else { return Ok(None) };
    let Some(account) = tx.account(token.grant.account).await? else { return Ok(None) };
    if app.policy.has_revoked(token.grant.epoch) || account.disabled_at.is_some() {
        return Ok(None);
    }
    Ok(Some(LiveAccess { token, app, account }))
}

/// An app's own token, if nothing has ended it.
pub(crate) async fn live_machine_token(
    tx: &mut dyn Transaction,
    hash: SecretHash,
    now: Timestamp,
) -> Result<Option<(MachineToken, App)>, StoreError> {
    let Some(token) = tx.machine_token(hash).await? else { return Ok(None) };
    let Some(app) = tx.app(token.app).await? else { return Ok(None) };
    let alive = now < token.expires_at && !app.policy.has_revoked(token.epoch) && app.metadata.machine_access;
    Ok(alive.then_some((token, app)))
}
