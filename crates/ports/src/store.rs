//! The store: one small trait for each plural noun, their sum as [`Transaction`], and [`transaction`], which
//! opens one, runs a use case's closure in it and commits.

use async_trait::async_trait;
use twinlock_domain::{
    AccountId, AppId, AppPolicy, AppSecretId, AuthorizationRequestId, Consent, FactorId, Grant, GrantId, GuessCount,
    IssuedCode, MintedTokens, PasswordHash, RefreshToken, SecretHash, SessionId, SigningKeyId, Timestamp,
    TrustedDeviceId, WebOrigin,
};

use crate::census::{AccessCounts, CountLimit, Held};
use crate::directory::Directory;
use crate::joins::Joins;
use crate::mailed::{Links, Outbox};
use crate::records::{
    AccessToken, Account, App, AppSecret, AuditEvent, AuthorizationRequest, FormAnswer, MachineToken, Principal,
    Rotation, Session, SigningKey, TrustedDevice, Verdict,
};
use crate::upkeep::Upkeep;
use crate::{ClientMetadata, Factor, Factors};

/// A store failed. A row that is not there is no failure: lookups return `Option`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another transaction came first; [`transaction`] runs the work again.
    #[error("the transaction conflicts with another")]
    Conflict,
    /// The database cannot be reached, is full, or is too slow.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// A row makes no sense. Fail closed (R26).
    #[error("the database holds a malformed {what}")]
    Corrupt {
        /// What kind of row.
        what: &'static str,
    },
}

/// Shorthand for what a store's methods return.
pub(crate) type Stored<T> = Result<T, StoreError>;

/// How a transaction reads and writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Read-only, from one snapshot that is no older than the call. A write is refused as [`StoreError::Unavailable`].
    ReadSnapshot,
    /// Read-only without a snapshot: each call sees the latest committed state. For a single query. Writes are refused
    /// as in [`Mode::ReadSnapshot`].
    ReadLatest,
    /// Read-write. What it reads of an app's policy, an account's factors, a session or a one-time artefact still holds
    /// when it commits; otherwise the commit is a [`StoreError::Conflict`].
    Write,
    /// Read-write, taking its row locks before reading. Used from the second retry on, so that work that keeps losing
    /// conflicts gets through.
    WriteExclusive,
}

impl Mode {
    /// Whether it may write.
    pub const fn writes(self) -> bool {
        matches!(self, Self::Write | Self::WriteExclusive)
    }
}

/// A database.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Store: Send + Sync {
    /// Opens a transaction.
    ///
    /// # Errors
    /// When the database cannot be reached.
    async fn begin(&self, mode: Mode) -> Result<Box<dyn Transaction>, StoreError>;

    /// Whether the schema is there and is the one that this program knows.
    ///
    /// # Errors
    /// When it cannot be read, or is another.
    async fn check_schema(&self) -> Result<(), StoreError>;
}

/// Everything a use case may do to the store in one go. Dropping it undoes all of it.
///
/// Methods that answer `bool` say whether they changed what they were asked to change; `Option` is `None` where there is
/// no such row.
#[async_trait]
pub trait Transaction:
    Accounts
    + SecondFactors
    + Sessions
    + Devices
    + Apps
    + AuthorizationRequests
    + Consents
    + Grants
    + Tokens
    + Links
    + FormAnswers
    + Outbox
    + AuditLog
    + SigningKeys
    + ServerSecrets
    + Joins
    + Directory
    + Upkeep
    + Send
{
    /// Makes it last. When this returns `Ok`, it survives a crash.
    ///
    /// # Errors
    /// When it conflicts with another, or the database is gone; whether it was done is then unknown.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;

    /// Whether another transaction came first, so that this one can only be run again: some call has answered
    /// [`StoreError::Conflict`].
    fn has_conflict(&self) -> bool {
        false
    }
}

/// How often work that conflicts is run again.
const RETRIES: u32 = 5;
/// From which retry on it takes its locks before reading.
const EXCLUSIVE_FROM: u32 = 2;

/// Runs `work` in one transaction and commits when it answers `Ok`; an error undoes everything. A refusal that must
/// leave a trace is therefore an `Ok` value. `work` may run again after a conflict, so it has no other effect.
///
/// # Errors
/// What `work` answers, or what the store says.
pub async fn transaction<T, E: From<StoreError>>(
    store: &dyn Store,
    mode: Mode,
    mut work: impl AsyncFnMut(&mut dyn Transaction) -> Result<T, E>,
) -> Result<T, E> {
    let mut retries = 0;
    loop {
        let exclusive = mode == Mode::Write && retries >= EXCLUSIVE_FROM;
        let mut transaction = store.begin(if exclusive { Mode::WriteExclusive } else { mode }).await?;
        match work(&mut *transaction).await {
            // A conflict can surface as any error of the closure: it is taken as a conflict, and the work runs again.
            Err(_) if transaction.has_conflict() && retries < RETRIES => {}
            Err(error) => return Err(error),
            Ok(value) => match transaction.commit().await {
                Ok(()) => return Ok(value),
                Err(StoreError::Conflict) if retries < RETRIES => {}
                Err(error) => return Err(error.into()),
            },
        }
        retries += 1;
    }
}

/// Accounts.
#[async_trait]
pub trait Accounts {
    /// Adds one. `false` when the address is taken.
    async fn add_account(&mut self, account: &Account) -> Stored<bool>;
    /// By id.
    async fn account(&mut self, id: AccountId) -> Stored<Option<Account>>;
    /// By address.
    async fn account_by_email(&mut self, email: &twinlock_domain::EmailAddress) -> Stored<Option<Account>>;
    /// Sets the password, and when that was.
    async fn set_password(&mut self, id: AccountId, password: &PasswordHash, at: Timestamp) -> Stored<()>;
    /// Notes that the address was verified.
    async fn set_email_verified(&mut self, id: AccountId, at: Timestamp) -> Stored<()>;
    /// Sets the count of wrong codes in a row (R5).
    async fn set_guesses(&mut self, id: AccountId, guesses: GuessCount) -> Stored<()>;
    /// Disables or enables it.
    async fn set_disabled(&mut self, id: AccountId, at: Option<Timestamp>) -> Stored<()>;
}

/// Second factors and recovery codes.
#[async_trait]
pub trait SecondFactors {
    /// Adds a factor; an unconfirmed one of the account that is there already is deleted.
    async fn add_factor(&mut self, factor: &Factor) -> Stored<()>;
    /// The account's factors, confirmed or not, oldest first.
    async fn factors(&mut self, account: AccountId) -> Stored<Factors>;
    /// Confirms an unconfirmed factor. `false` when there is no such unconfirmed factor.
    async fn confirm_factor(&mut self, id: FactorId, at: Timestamp) -> Stored<bool>;
    /// Records a step as used. `false` when that or a newer one is recorded already (R4).
    async fn use_step(&mut self, id: FactorId, step: i64) -> Stored<bool>;
    /// Removes all factors and recovery codes of an account.
    async fn remove_factors(&mut self, account: AccountId) -> Stored<()>;
    /// Puts a set of recovery codes in the place of the old one.
    async fn replace_recovery_codes(&mut self, account: AccountId, codes: &[SecretHash], at: Timestamp) -> Stored<()>;
    /// Uses a recovery code. `false` when the account has no such unused code.
    async fn use_recovery_code(&mut self, account: AccountId, code: SecretHash, at: Timestamp) -> Stored<bool>;
    /// How many unused recovery codes the account has.
    async fn recovery_codes_left(&mut self, account: AccountId) -> Stored<u32>;
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

/// Trusted devices.
#[async_trait]
pub trait Devices {
    /// Adds one.
    async fn add_device(&mut self, device: &TrustedDevice) -> Stored<()>;
    /// By the token of its cookie.
    async fn device(&mut self, token: SecretHash) -> Stored<Option<TrustedDevice>>;
    /// The account's, newest first.
    async fn devices(&mut self, account: AccountId) -> Stored<Vec<TrustedDevice>>;
    /// Forgets one of the account's. `false` when the account has no such device.
    async fn forget_device(&mut self, account: AccountId, id: TrustedDeviceId) -> Stored<bool>;
    /// Forgets all of the account's.
    async fn forget_devices(&mut self, account: AccountId) -> Stored<()>;
}

/// Apps, their secrets and their policy.
#[async_trait]
pub trait Apps {
    /// Adds one.
    async fn add_app(&mut self, app: &App) -> Stored<()>;
    /// By id. In a writing transaction the policy it reads holds until the commit.
    async fn app(&mut self, id: AppId) -> Stored<Option<App>>;
    /// The owner's, oldest first.
    async fn apps_of(&mut self, owner: AccountId) -> Stored<Vec<App>>;
    /// How many the owner has. Of several that are added at once by those who counted first, one comes first.
    async fn count_apps_of(&mut self, owner: AccountId) -> Stored<u64>;
    /// All of them, oldest first.
    async fn apps(&mut self) -> Stored<Vec<App>>;
    /// Whether a public app has a redirect URI of this origin, so that a page from there may be that app.
    async fn is_public_origin(&mut self, origin: &WebOrigin) -> Stored<bool>;
    /// Writes what an owner says of it. Never the policy.
    async fn change_app(&mut self, id: AppId, change: &ClientMetadata) -> Stored<()>;
    /// Writes the policy: one row, whatever the number of users (R16).
    async fn set_policy(&mut self, id: AppId, policy: &AppPolicy) -> Stored<()>;
    /// Deletes it with everything that belongs to it but its audit log.
    async fn delete_app(&mut self, id: AppId) -> Stored<()>;
    /// Adds a client secret. Of several that are added at once by those who counted first, one comes first.
    async fn add_secret(&mut self, secret: &AppSecret) -> Stored<()>;
    /// The app's secrets, oldest first.
    async fn secrets(&mut self, app: AppId) -> Stored<Vec<AppSecret>>;
    /// The secrets of several apps, oldest first.
    async fn secrets_of(&mut self, apps: &[AppId]) -> Stored<Vec<AppSecret>>;
    /// Removes one of the app's. `false` when the app has no such secret.
    async fn remove_secret(&mut self, app: AppId, id: AppSecretId) -> Stored<bool>;
    /// Notes when a secret was last used.
    async fn touch_secret(&mut self, id: AppSecretId, at: Timestamp) -> Stored<()>;
}

/// Pending authorization requests.
#[async_trait]
pub trait AuthorizationRequests {
    /// Adds one.
    async fn add_request(&mut self, request: &AuthorizationRequest) -> Stored<()>;
    /// By id.
    async fn request(&mut self, id: AuthorizationRequestId) -> Stored<Option<AuthorizationRequest>>;
    /// Writes its visitor and its session.
    async fn bind_request(&mut self, request: &AuthorizationRequest) -> Stored<()>;
    /// Marks it decided. `false` when it was decided before (R11).
    async fn decide_request(&mut self, id: AuthorizationRequestId, how: Verdict, at: Timestamp) -> Stored<bool>;
    /// Removes up to `most` of those that ended before a time and that nobody ever signed in for; gives how many.
    async fn sweep_nobodys_requests(&mut self, before: Timestamp, most: u32) -> Stored<u64>;
}

/// Consents on file.
#[async_trait]
pub trait Consents {
    /// What the account allows the app, live or not.
    async fn consent(&mut self, account: AccountId, app: AppId) -> Stored<Option<Consent>>;
    /// Writes it, new or not.
    async fn put_consent(&mut self, consent: &Consent) -> Stored<()>;
    /// Notes when it last let the account through.
    async fn touch_consent(&mut self, account: AccountId, app: AppId, at: Timestamp) -> Stored<()>;
    /// The account's, each with its app, newest first; those that *revoke all* or a revocation ended are left out.
    async fn consents_of(&mut self, account: AccountId) -> Stored<Vec<(Consent, App)>>;
    /// Revokes one (R17). `false` when there is none live.
    async fn revoke_consent(&mut self, account: AccountId, app: AppId, at: Timestamp) -> Stored<bool>;
    /// Revokes the account's consents that were given or widened at or after a time (R22).
    async fn revoke_consents_since(&mut self, account: AccountId, since: Timestamp, at: Timestamp) -> Stored<u64>;
    /// Counts those who have access, for the owner. Live consents and grants alone: revoked ones, by either way,
    /// are not counted, nor disabled accounts. `None` where that is more than was asked for.
    async fn census(&mut self, app: &App, now: Timestamp, counting: CountLimit) -> Stored<Option<AccessCounts>>;
}

/// Grants and their codes.
#[async_trait]
pub trait Grants {
    /// Records a code and the grant it opens.
    async fn add_code(&mut self, code: &IssuedCode) -> Stored<()>;
    /// The grant of a code, in whatever state.
    async fn grant_by_code(&mut self, code: SecretHash) -> Stored<Option<Grant>>;
    /// By id.
    async fn grant(&mut self, id: GrantId) -> Stored<Option<Grant>>;
    /// Marks its code redeemed. `false` when it was before, or the grant is revoked.
    async fn redeem(&mut self, id: GrantId, at: Timestamp) -> Stored<bool>;
    /// Ends it. `false` when it had ended.
    async fn revoke_grant(&mut self, id: GrantId, at: Timestamp) -> Stored<bool>;
    /// Ends all grants of the account to one app.
    async fn revoke_grants(&mut self, account: AccountId, app: AppId, at: Timestamp) -> Stored<u64>;
    /// Ends all grants of the account to apps whose requirement is on (R15).
    async fn revoke_grants_under_requirement(&mut self, account: AccountId, at: Timestamp) -> Stored<u64>;
    /// Ends all grants of the account made at or after a time (R22).
    async fn revoke_grants_since(&mut self, account: AccountId, since: Timestamp, at: Timestamp) -> Stored<u64>;
    /// The apps whose requirement is on and to which the account has a grant that is not revoked (R15).
    async fn apps_under_requirement(&mut self, account: AccountId) -> Stored<Vec<App>>;
    /// What apps hold of the account: tokens that have not ended, of grants that were not revoked one by one. What
    /// *revoke all* ended is among them.
    async fn held_of(&mut self, account: AccountId, now: Timestamp) -> Stored<Vec<Held>>;
}

/// Access and refresh tokens.
#[async_trait]
pub trait Tokens {
    /// Records the tokens of one answer.
    async fn add_tokens(&mut self, tokens: &MintedTokens) -> Stored<()>;
    /// A refresh token with its grant, in whatever state.
    async fn refresh_token(&mut self, hash: SecretHash) -> Stored<Option<(RefreshToken, Grant)>>;
    /// Records that a refresh token was exchanged. `false` when it was before.
    async fn rotate(&mut self, rotation: &Rotation) -> Stored<bool>;
    /// The sealed answer that a rotated token was exchanged for.
    async fn rotation(&mut self, presented: SecretHash) -> Stored<Option<Rotation>>;
    /// An account's access token, in whatever state its grant is.
    async fn access_token(&mut self, hash: SecretHash) -> Stored<Option<AccessToken>>;
    /// Records an access token of an app that acts for itself.
    async fn add_machine_token(&mut self, token: &MachineToken) -> Stored<()>;
    /// An app's own access token.
    async fn machine_token(&mut self, hash: SecretHash) -> Stored<Option<MachineToken>>;
    /// Ends an app's own access token.
    async fn remove_machine_token(&mut self, hash: SecretHash) -> Stored<()>;
    /// Removes up to `most` rows of each kind that ended before a time. Changes no answer.
    async fn sweep(&mut self, before: Timestamp, most: u32) -> Stored<u64>;
}

/// Answers to forms, kept for when the very same form comes again.
#[async_trait]
pub trait FormAnswers {
    /// Keeps one, in the place of an older one of the same form, with no try at it.
    async fn keep_form_answer(&mut self, answer: &FormAnswer) -> Stored<()>;
    /// What is kept for a form.
    async fn form_answer(&mut self, form: SecretHash) -> Stored<Option<FormAnswer>>;
    /// Counts a try to open what is kept. `false` when there were `most` already, or nothing is kept.
    async fn try_form_answer(&mut self, form: SecretHash, most: u32) -> Stored<bool>;
}

/// The audit log. No line of it changes; [`Upkeep`] removes old ones.
#[async_trait]
pub trait AuditLog {
    /// Adds a line.
    async fn record(&mut self, event: &AuditEvent) -> Stored<()>;
    /// The newest lines about an app.
    async fn events_of_app(&mut self, app: AppId, most: u32) -> Stored<Vec<AuditEvent>>;
    /// The newest of them that tell of a change of its policy ([`twinlock_domain::AuditKind::POLICY`]). They are few,
    /// and are found however much else has happened since.
    async fn policy_events_of_app(&mut self, app: AppId, most: u32) -> Stored<Vec<AuditEvent>>;
    /// The newest lines about an account.
    async fn events_of_account(&mut self, account: AccountId, most: u32) -> Stored<Vec<AuditEvent>>;
    /// The newest lines.
    async fn events(&mut self, most: u32) -> Stored<Vec<AuditEvent>>;
}

/// Signing keys.
#[async_trait]
pub trait SigningKeys {
    /// Adds one.
    async fn add_key(&mut self, key: &SigningKey) -> Stored<()>;
    /// All of them, newest first.
    async fn keys(&mut self) -> Stored<Vec<SigningKey>>;
    /// Says until when one is published.
    async fn retire_key(&mut self, id: SigningKeyId, at: Timestamp) -> Stored<()>;
}

/// The server's own secrets, sealed: those that must outlive the process and never change.
#[async_trait]
pub trait ServerSecrets {
    /// By name.
    async fn server_secret(&mut self, name: &str) -> Stored<Option<Vec<u8>>>;
    /// Adds one. `false` when the name is taken.
    async fn add_server_secret(&mut self, name: &str, sealed: &[u8]) -> Stored<bool>;
}
