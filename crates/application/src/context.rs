//! What every use case works with: the ports, the settings, and the server's own keys.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use twinlock_domain::{AccountId, AppId, AuditEventId, BearerSecret, Lifetimes, SecretHash, SessionId, Timestamp};
use twinlock_ports::{
    App, Clock, Entropy, Mode, PasswordHasher, SealedAs, Secrets, SigningKey, Store, TokenSigner, TotpCodes, Vault,
    transaction,
};

use crate::oauth::{Cached, HandleKeyRing};
use crate::ready::LastWrite;
use crate::{Failure, FrontEnd, RetryObserver};

/// The settings of a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The public URL, which is the issuer, without a slash at the end.
    pub issuer: String,
    /// The lifetimes of sessions, codes, tokens, trusted devices and audit events.
    pub lifetimes: Lifetimes,
    /// Whether anybody may sign up. Otherwise accounts are created at the command line.
    pub sign_up_open: bool,
    /// Whether every account may register apps. Otherwise administrators alone may.
    pub apps_open: bool,
}

impl Settings {
    /// The defaults for an issuer.
    pub fn for_issuer(issuer: impl Into<String>) -> Self {
        Self { issuer: issuer.into(), lifetimes: Lifetimes::default(), sign_up_open: true, apps_open: true }
    }
}

/// The adapters that a deployment plugs in.
#[derive(Clone)]
pub struct Ports {
    /// The database.
    pub store: Arc<dyn Store>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Bearer secrets and digests.
    pub secrets: Arc<dyn Secrets>,
    /// Password hashing.
    pub passwords: Arc<dyn PasswordHasher>,
    /// Time-based codes.
    pub totp: Arc<dyn TotpCodes>,
    /// Encryption at rest.
    pub vault: Arc<dyn Vault>,
    /// `id_token` signatures.
    pub signer: Arc<dyn TokenSigner>,
    /// Mail texts and URLs of pages.
    pub front_end: Arc<dyn FrontEnd>,
    /// Is notified of each transaction that is run again after a conflict.
    pub retries: Arc<dyn RetryObserver>,
}

impl std::fmt::Debug for Ports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ports").finish_non_exhaustive()
    }
}

/// The use cases, with everything that they need.
#[derive(Clone)]
pub struct Twinlock {
    pub(crate) ports: Ports,
    pub(crate) settings: Arc<Settings>,
    csrf_key: Arc<[u8]>,
    pairwise_key: Arc<[u8]>,
    events: Arc<AtomicU32>,
    pub(crate) signing_keys: Arc<Cached<Vec<SigningKey>>>,
    pub(crate) handle_keys: Arc<Cached<HandleKeyRing>>,
    pub(crate) last_write: Arc<LastWrite>,
}

impl std::fmt::Debug for Twinlock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Twinlock").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Twinlock {
    /// Opens it over its ports. Server secrets, such as the CSRF key, are created at the first opening and never
    /// change; the first key of codes and tokens is created too.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn open(ports: Ports, settings: Settings) -> Result<Self, Failure> {
        let csrf_key = server_key(&ports, "csrf").await?;
        let pairwise_key = server_key(&ports, "pairwise").await?;
        let twinlock = Self {
            ports,
            settings: Arc::new(settings),
            csrf_key: csrf_key.into(),
            pairwise_key: pairwise_key.into(),
            events: Arc::default(),
            signing_keys: Arc::default(),
            handle_keys: Arc::default(),
            last_write: Arc::default(),
        };
        twinlock.ensure_handle_key().await?;
        Ok(twinlock)
    }

    /// Whether a store was opened before, so that it holds values that are encrypted under a master key.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn has_been_opened(store: &dyn Store) -> Result<bool, Failure> {
        transaction::<_, Failure>(store, Mode::ReadSnapshot, async |tx| Ok(tx.server_secret("csrf").await?.is_some()))
            .await
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The current time of the clock port.
    pub fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    /// A token that a form must carry to act for the holder of a cookie (session, or visitor when signed out). It
    /// differs each time, so that the lengths of compressed pages reveal nothing about it (BREACH).
    pub fn csrf_token(&self, cookie: &str) -> String {
        let random = self.ports.secrets.bearer();
        let salt = random.expose().get(..22).unwrap_or_default();
        format!("{salt}.{}", self.csrf_mac(salt, cookie))
    }

    /// Whether a form's token belongs to the cookie.
    pub fn is_csrf_token(&self, cookie: &str, token: &str) -> bool {
        token.split_once('.').is_some_and(|(salt, mac)| self.ports.secrets.same(&self.csrf_mac(salt, cookie), mac))
    }

    fn csrf_mac(&self, salt: &str, cookie: &str) -> String {
        self.ports.secrets.keyed(&self.csrf_key, &[b"csrf", salt.as_bytes(), b"\0", cookie.as_bytes()])
    }

    /// A new visitor cookie, which identifies a browser before anybody has signed in.
    pub fn new_visitor(&self) -> BearerSecret {
        self.ports.secrets.bearer()
    }

    /// A new request id, by which an error that a user sees can be found in the log.
    pub fn new_request_id(&self) -> String {
        AuditEventId::new(self.now(), self.entropy_for_id()).to_string()
    }

    /// The `sub` of an account for an app: pairwise by the app's sector (R28, OIDC Core 8.1).
    pub(crate) fn subject(&self, app: &App, account: AccountId) -> String {
        self.ports.secrets.keyed(&self.pairwise_key, &[app.sector.as_str().as_bytes(), account.as_bytes()])
    }

    /// The `sid` of a session for an app. Two apps cannot tell that they were used in one session, and nobody can make it
    /// from what an app sees.
    pub(crate) fn session_claim(&self, app: AppId, session: SessionId) -> String {
        self.keyed("sid", &[app.as_bytes(), session.as_bytes()])
    }

    /// A keyed digest. The purpose is part of its input, so that no two purposes share a digest.
    pub(crate) fn keyed(&self, purpose: &str, message: &[&[u8]]) -> String {
        self.ports.secrets.keyed(&self.csrf_key, &[&[purpose.as_bytes(), b"\0"], message].concat())
    }

    pub(crate) fn hash(&self, secret: &str) -> SecretHash {
        self.ports.secrets.hash(secret)
    }

    pub(crate) fn entropy_for_id(&self) -> [u8; 10] {
        self.ports.entropy.for_id()
    }

    pub(crate) fn lifetimes(&self) -> &Lifetimes {
        &self.settings.lifetimes
    }

    /// The random part of an event's id, begun by a count, so that events of one millisecond keep their order
    /// (RFC 9562 6.2, method 1).
    pub(crate) fn entropy_for_event(&self) -> [u8; 10] {
        let [_, _, _, _, tail @ ..] = self.ports.entropy.for_id();
        let [b3, b2, b1, b0] = self.events.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        // 26 bits of the count: 4 and 8 bits before the UUID's variant bits, 6 and 8 after them.
        let count = [(b3 << 2) | (b2 >> 6), (b2 << 2) | (b1 >> 6), b1 & 0x3f, b0];
        let mut bytes = [0; 10];
        bytes.iter_mut().zip(count.into_iter().chain(tail)).for_each(|(byte, value)| *byte = value);
        bytes
    }
}

/// Reads the server secret of that name, or creates it. If two servers start on one database at the same time, both use
/// the one that was stored first.
async fn server_key(ports: &Ports, name: &'static str) -> Result<Vec<u8>, Failure> {
    let mut fresh = [0; 32];
    ports.entropy.fill(&mut fresh);
    let sealed_fresh = ports.vault.seal(SealedAs::ServerSecret(name), &fresh);
    let sealed = transaction::<_, Failure>(&*ports.store, Mode::Write, async |tx| {
        if let Some(sealed) = tx.server_secret(name).await? {
            return Ok(sealed);
        }
        tx.add_server_secret(name, &sealed_fresh).await?;
        Ok(tx.server_secret(name).await?.unwrap_or_else(|| sealed_fresh.clone()))
    })
    .await?;
    Ok(ports.vault.open(SealedAs::ServerSecret(name), &sealed)?)
}
