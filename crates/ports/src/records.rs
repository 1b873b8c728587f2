//! What a store keeps, as values. Types that are rules themselves ([`Grant`](twinlock_domain::Grant),
//! [`Consent`](twinlock_domain::Consent) …) live in the domain.

mod authorization;

use twinlock_domain::{
    AccountId, AppId, AppPolicy, AppSecretId, AuditEventId, AuditKind, AuditOutcome, Authentication, EmailAddress,
    Grant, GuessCount, PasswordHash, ScopeSet, SecretHash, Sector, SessionId, SigningKeyId, Timestamp, TrustedDeviceId,
    UserName,
};

use crate::{ClientMetadata, Factors, SignatureAlgorithm};

pub use authorization::{AuthorizationRequest, RequestParameters, RequestState, Verdict};

/// An end user's account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Its address, unique.
    pub email: EmailAddress,
    /// When the address was verified.
    pub email_verified_at: Option<Timestamp>,
    /// What other people see.
    pub display_name: String,
    /// What apps are told as `preferred_username`, where there is one.
    pub user_name: Option<UserName>,
    /// Its password.
    pub password: PasswordHash,
    /// When the password was set. A pending sign-in older than that is dead.
    pub password_set_at: Timestamp,
    /// Wrong second factors in a row (R5).
    pub guesses: GuessCount,
    /// Whether it administers this provider.
    pub is_admin: bool,
    /// When an administrator disabled it.
    pub disabled_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What a request brought from the browser, for lists and for the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// `User-Agent`, cut to 200 characters.
    pub user_agent: String,
    /// The client's address.
    pub address: String,
}

/// How far a sign-in has come.
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
    /// How far its sign-in has come.
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

/// A device that skips the second factor at sign-in, and gets a single-factor session for it (R2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedDevice {
    /// Its id.
    pub id: TrustedDeviceId,
    /// Whose it is.
    pub account: AccountId,
    /// The hash of its cookie.
    pub token: SecretHash,
    /// What it is.
    pub device: Device,
    /// When it was trusted.
    pub created_at: Timestamp,
    /// When that ends.
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

/// Whether an app can keep a secret (RFC 6749 2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientKind {
    /// It has a client secret.
    Confidential,
    /// It has none, and PKCE always.
    Public,
}

/// An app (OAuth client).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// Its id, which is the `client_id`.
    pub id: AppId,
    /// The account that registered it.
    pub owner: AccountId,
    /// By what its pairwise `sub`s are made; set at registration, never changed.
    pub sector: Sector,
    /// What its owner registered.
    pub metadata: ClientMetadata,
    /// What its owner demands.
    pub policy: AppPolicy,
    /// When it was registered.
    pub created_at: Timestamp,
}

/// A client secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppSecret {
    /// Its id.
    pub id: AppSecretId,
    /// The app's.
    pub app: AppId,
    /// Its hash.
    pub hash: SecretHash,
    /// What the owner calls it.
    pub label: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}

/// An access token of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// Its grant.
    pub grant: Grant,
    /// What it allows.
    pub scope: ScopeSet,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// An access token of an app that acts for itself (R25): no account, no `sub` of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MachineToken {
    /// Its hash.
    pub hash: SecretHash,
    /// The app.
    pub app: AppId,
    /// The epoch that the transaction read which made it.
    pub epoch: twinlock_domain::PolicyEpoch,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// The exchange of a refresh token for its successor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The token that was presented.
    pub presented: SecretHash,
    /// When.
    pub at: Timestamp,
    /// The answer, sealed, for a client that lost it (R17).
    pub sealed_answer: Vec<u8>,
}

/// The answer to a form that gave its session a new cookie, kept for when that very form comes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormAnswer {
    /// The digest of the form's CSRF token and its address.
    pub form: SecretHash,
    /// The answer, sealed so that all that the form said is needed to open it.
    pub sealed: Vec<u8>,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A signing key. It is published from `created_at`, signs from `signs_from`, and is published until `retires_at`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// Its id, which is the `kid`.
    pub id: SigningKeyId,
    /// How it signs.
    pub algorithm: SignatureAlgorithm,
    /// The private key, sealed.
    pub sealed_private: Vec<u8>,
    /// The public key as a JWK in JSON.
    pub public_jwk: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it begins to sign; of those that do, the newest signs.
    pub signs_from: Timestamp,
    /// When it is no longer published.
    pub retires_at: Option<Timestamp>,
}

/// A line of the audit log. No secret, and no code, ever stands in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    /// Its id.
    pub id: AuditEventId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: AuditKind,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// The account it is about.
    pub account: Option<AccountId>,
    /// The account that did it.
    pub actor: Option<AccountId>,
    /// The app it is about.
    pub app: Option<AppId>,
    /// Why: a stable word, such as the gate's reason.
    pub reason: Option<String>,
    /// Old and new values, or what else a reader wants to know.
    pub detail: Option<String>,
    /// The request that it happened in.
    pub request: String,
    /// Where that came from.
    pub address: String,
}
