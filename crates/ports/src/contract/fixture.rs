//! A store with an account and an app, for tests of a store that are not part of the contract.

use twinlock_domain::{AccountId, AppId, AppSecretId, Grant, IssuedCode, MintedTokens, SecretHash, Timestamp};

use super::samples;
use crate::{App, AppSecret, Mode, Store, StoreError, transaction};

/// The account.
pub const ACCOUNT: AccountId = AccountId::from_bytes([1; 16]);
/// The app, which the account owns and has given consent to.
pub const APP: AppId = AppId::from_bytes([1; 16]);
/// The token of the account's session.
pub const SESSION: SecretHash = SecretHash::new([1; 32]);
/// The app's secret.
pub const SECRET: SecretHash = SecretHash::new([4; 32]);
/// A time at which all of these are live.
pub const NOW: Timestamp = Timestamp::from_unix_seconds(1_790_000_050);

/// Adds account, session, app, secret and consent to an empty store.
///
/// # Panics
/// If the store fails.
pub async fn fill(store: &dyn Store) {
    let account = samples::account(1);
    let app = samples::app(1, ACCOUNT);
    let secret = AppSecret {
        id: AppSecretId::from_bytes([6; 16]),
        app: APP,
        hash: SECRET,
        label: String::new(),
        created_at: NOW,
        last_used_at: None,
    };
    let filled = transaction::<_, StoreError>(store, Mode::Write, async |tx| {
        tx.add_account(&account).await?;
        tx.add_session(&samples::session(1, ACCOUNT)).await?;
        tx.add_app(&app).await?;
        tx.add_secret(&secret).await?;
        tx.put_consent(&samples::consent(ACCOUNT, &app)).await
    });
    filled.await.unwrap();
}

/// A code for the account. The grant's id is made from the number.
///
/// # Panics
/// If the gate does not pass.
pub fn code(app: &App, n: u8) -> IssuedCode {
    samples::code(n, app, ACCOUNT)
}

/// The next tokens of a grant.
///
/// # Panics
/// If the gate does not pass.
pub fn tokens(app: &App, grant: &Grant) -> MintedTokens {
    samples::tokens(app, grant)
}
