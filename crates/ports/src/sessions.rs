//! Sessions at the provider.

use async_trait::async_trait;
use twinlock_domain::{AccountId, Authentication, SecretHash, SessionId, Timestamp};

use crate::accounts::Account;
use crate::error::Stored;
use crate::second_factors::Factors;

/// The browser of a request, for lists and for the log.
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
    /// The password was right; a code is still needed. The session is accepted for nothing else (R2).
    PendingSecondFactor,
    /// Signed in.
    Active,
}

/// A browser session at the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id, which never changes.
    pub id: SessionId,
    /// The hash of its bearer token, which rotates at every authentication.
    pub token: SecretHash,
    /// Its account.
    pub account: AccountId,
    /// Whether its sign-in is complete.
    pub stage: SessionStage,
    /// How and when its user authenticated.
    pub authentication: Authentication,
    /// The browser in which it began.
    pub device: Device,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// When it expires, however much it is used.
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
    /// Adds a session.
    async fn add_session(&mut self, session: &Session) -> Stored<()>;
    /// The session with this token, with its account and factors, read together. Sessions that were ended are not
    /// found.
    async fn principal(&mut self, token: SecretHash) -> Stored<Option<Principal>>;
    /// The account's sessions, newest first.
    async fn sessions(&mut self, account: AccountId) -> Stored<Vec<Session>>;
    /// Writes token, stage, authentication, `last_seen_at` and `expires_at` of a session. `false` if it was ended.
    async fn update_session(&mut self, session: &Session) -> Stored<bool>;
    /// Records when a session was last used.
    async fn touch_session(&mut self, id: SessionId, at: Timestamp) -> Stored<()>;
    /// Ends one of the account's sessions. `false` if the account has no such session.
    async fn end_session(&mut self, account: AccountId, id: SessionId) -> Stored<bool>;
    /// Ends all of the account's sessions, except one to keep. Returns how many.
    async fn end_sessions(&mut self, account: AccountId, keep: Option<SessionId>) -> Stored<u64>;
    /// Makes every session of the account single-factor (R2).
    async fn drop_second_factor(&mut self, account: AccountId) -> Stored<()>;
}
