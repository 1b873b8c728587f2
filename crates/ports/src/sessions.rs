//! Sessions at the provider, and who a request comes from.

use async_trait::async_trait;
use twinlock_domain::{AccountId, Authentication, SecretHash, SessionId, Timestamp};

use crate::accounts::Account;
use crate::error::Stored;
use crate::second_factors::Factors;

/// What a request brought from the browser, for lists and for the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// `User-Agent`, cut to 200 characters.
    pub user_agent: String,
    /// The client's address.
    pub address: String,
}

/// Whether a sign-in is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionStage {
    /// The password was right; a code of the account's factor is still owed. Good for nothing else (R2).
    PendingSecondFactor,
    /// Signed in.
    Active,
}

/// A browser session at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id, which stays.
    pub id: SessionId,
    /// The hash of its bearer token, which rotates at every authentication.
    pub token: SecretHash,
    /// Whose it is.
    pub account: AccountId,
    /// Whether its sign-in is complete.
    pub stage: SessionStage,
    /// What was shown in it.
    pub authentication: Authentication,
    /// Where it was begun.
    pub device: Device,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

/// Who a request comes from: a session with its account and factors, read together.
#[derive(Clone, Debug)]
pub struct Principal {
    /// The session.
    pub session: Session,
    /// Its account.
    pub account: Account,
    /// The account's factors, confirmed or not.
    pub factors: Factors,
}

/// Sessions.
#[async_trait]
pub trait Sessions {
    /// Adds one.
    async fn add_session(&mut self, session: &Session) -> Stored<()>;
    /// The session with that token, its account and factors, read together. Ended sessions are not found.
    async fn principal(&mut self, token: SecretHash) -> Stored<Option<Principal>>;
    /// The account's sessions, newest first.
    async fn sessions(&mut self, account: AccountId) -> Stored<Vec<Session>>;
    /// Writes token, stage, authentication, `last_seen_at` and `expires_at` of a session. `false` when it has ended.
    async fn update_session(&mut self, session: &Session) -> Stored<bool>;
    /// Notes when it was last used.
    async fn touch_session(&mut self, id: SessionId, at: Timestamp) -> Stored<()>;
    /// Ends one of the account's. `false` when the account has no such session.
    async fn end_session(&mut self, account: AccountId, id: SessionId) -> Stored<bool>;
    /// Ends all of the account's, but for one that is kept.
    async fn end_sessions(&mut self, account: AccountId, keep: Option<SessionId>) -> Stored<u64>;
    /// Makes every session of the account single-factor (R2).
    async fn drop_second_factor(&mut self, account: AccountId) -> Stored<()>;
}
