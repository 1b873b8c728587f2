//! A server under test: real HTTP on port 0, a store of its own, manual clock, mail kept in memory.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use twinlock_adapters_crypto::{Argon2Cost, Argon2Passwords, AwsLcSigner, ManualClock, MasterKey, OsEntropy};
use twinlock_adapters_mail::MemoryMailer;
use twinlock_application::Actor;
use twinlock_application::accounts::CreateAccount;
use twinlock_application::developer::{PolicyState, RegisterApp, RegisteredApp, RequireTwoFactor, RevokeConsents};
use twinlock_application::{ClientMetadata, RequestOrigin, Settings, SignatureAlgorithm, Twinlock};
use twinlock_domain::{AppId, EmailAddress, Password, RedirectUri, Timestamp};
use twinlock_http_actix::{BODY_TIMEOUT, HttpSettings, Limits};
use twinlock_ports::Store;
use twinlock_server::{Adapters, wire};
use twinlock_test_client::http::HttpClient;

use super::{PASSWORD, store};

/// The time at which every test begins: a whole TOTP step, so that steps are easy to count.
const BEGINNING: i64 = 1_790_000_010;

/// What a test may configure.
pub(crate) struct ServerOptions {
    /// The store; `None`: a new one, of the kind that this run is for.
    pub(crate) store: Option<Arc<dyn Store>>,
    /// The rate limits.
    pub(crate) limits: Limits,
    /// More settings.
    pub(crate) settings: fn(&mut Settings),
    /// The master key; `None`: a new one. A second server on the same store needs the same.
    pub(crate) master_key: Option<MasterKey>,
    /// The time; `None`: a clock of its own, at the beginning. A second server continues with the clock of the first.
    pub(crate) clock: Option<Arc<ManualClock>>,
    /// The public URL; `None`: where it listens. Requests go to where it listens in either case, with this as `Host`.
    pub(crate) public_url: Option<String>,
    /// Proxies whose `X-Forwarded-For` is trusted, as networks.
    pub(crate) trusted_proxies: Vec<&'static str>,
    /// How long a body may take to arrive.
    pub(crate) body_timeout: Duration,
}

impl Default for ServerOptions {
    fn default() -> Self {
        let many = NonZeroU32::new(1_000_000).unwrap();
        let limits = Limits::all(many);
        Self {
            store: None,
            limits,
            settings: |_| {},
            master_key: None,
            clock: None,
            public_url: None,
            trusted_proxies: Vec::new(),
            body_timeout: BODY_TIMEOUT,
        }
    }
}

/// A server that runs until it is dropped.
pub(crate) struct Server {
    /// `http://localhost:PORT`, also the issuer.
    pub(crate) url: String,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) mail: Arc<MemoryMailer>,
    pub(crate) twinlock: Twinlock,
    pub(crate) store: Arc<dyn Store>,
    /// The state of the handlers, for tests that look into it.
    pub(crate) web: actix_web::web::Data<twinlock_http_actix::AppState>,
    pub(crate) master_key: MasterKey,
    /// How browsers and relying parties reach the server: at the address that it listens on, with the host of its
    /// public URL.
    pub(crate) http: HttpClient,
    handle: actix_web::dev::ServerHandle,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::start_with(ServerOptions::default()).await
    }

    /// A server on the given store.
    pub(crate) async fn on(store: Arc<dyn Store>) -> Self {
        Self::start_with(ServerOptions { store: Some(store), ..ServerOptions::default() }).await
    }

    pub(crate) async fn start_with(options: ServerOptions) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let beginning = || Arc::new(ManualClock::at(Timestamp::from_unix_seconds(BEGINNING)));
        let clock = options.clock.unwrap_or_else(beginning);
        let mail = Arc::new(MemoryMailer::new());
        let entropy = Arc::new(OsEntropy);
        let store = match options.store {
            Some(store) => store,
            None => store::fresh().await,
        };
        let master_key = options.master_key.unwrap_or_else(|| MasterKey::generate(&*entropy));
        let adapters = Adapters {
            store: store.clone(),
            clock: clock.clone(),
            entropy: entropy.clone(),
            passwords: Arc::new(Argon2Passwords::with_params(entropy.clone(), Argon2Cost::FOR_TESTS, 4)),
            signer: Arc::new(AwsLcSigner::new()),
            mailer: mail.clone(),
            master_key: master_key.clone(),
        };
        let public_url = options.public_url.unwrap_or_else(|| url.clone());
        let http = HttpClient::new(&public_url, std::slice::from_ref(&url));
        let mut settings = Settings::for_issuer(&public_url);
        (options.settings)(&mut settings);
        let web = HttpSettings {
            public_url: public_url.parse().unwrap(),
            trusted_proxies: options.trusted_proxies.iter().map(|network| network.parse().unwrap()).collect(),
            limits: options.limits,
            body_timeout: options.body_timeout,
        };
        let assembly = wire(adapters, settings, web).await.unwrap();
        assembly.twinlock.ensure_signing_key(SignatureAlgorithm::EdDsa).await.unwrap();
        let server = assembly.serve(listener, 1).unwrap();
        let handle = server.handle();
        std::thread::spawn(move || actix_web::rt::System::new().block_on(server));
        Self { url, clock, mail, twinlock: assembly.twinlock, web: assembly.web, store, master_key, http, handle }
    }

    /// Another process on the same database, later: what was only in memory is lost. The first one keeps running.
    pub(crate) async fn restarted(&self) -> Self {
        Self::start_with(ServerOptions { store: Some(self.store.clone()), ..self.alike() }).await
    }

    /// The options of another process of the same deployment, all but the store.
    fn alike(&self) -> ServerOptions {
        let (master_key, clock) = (Some(self.master_key.clone()), Some(self.clock.clone()));
        ServerOptions { master_key, clock, ..ServerOptions::default() }
    }

    /// Another node behind the same public URL, which reaches the database by a store of its own.
    pub(crate) async fn node(&self, store: Arc<dyn Store>) -> Self {
        let public_url = Some(self.twinlock.settings().issuer.clone());
        Self::start_with(ServerOptions { store: Some(store), public_url, ..self.alike() }).await
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.twinlock.now()
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, span: Duration) {
        self.clock.advance(span);
    }

    /// Lets the current TOTP step pass, so that the next code is a new one.
    pub(crate) fn next_step(&self) {
        self.wait(Duration::from_secs(30));
    }

    /// Creates an account as the operator does, with the password that all test accounts have.
    pub(crate) async fn account(&self, email: &str) -> twinlock_domain::AccountId {
        let password = Password::new(PASSWORD.into()).unwrap();
        let display_name = email.split('@').next().unwrap();
        let command = CreateAccount { email, password, display_name, is_admin: false, locale: None };

        self.twinlock.create_account(Actor::Operator, command, &RequestOrigin::default()).await.unwrap()
    }

    /// Registers an app of `owner@example.com`, whose account is created if it does not exist. Its redirect URI is an
    /// address where no server listens: tests look at the redirect itself.
    pub(crate) async fn app(&self, name: &str) -> RegisteredApp {
        self.app_with(name, |_| {}).await
    }

    /// The same, with other metadata.
    pub(crate) async fn app_with(&self, name: &str, change: impl FnOnce(&mut ClientMetadata)) -> RegisteredApp {
        let mut metadata = ClientMetadata::named(name, uris(&["https://rp.example/callback"]));
        // EdDSA is fast to make keys and to sign with; RS256, the default, has tests of its own.
        metadata.id_token_signed_response_alg = SignatureAlgorithm::EdDsa;
        change(&mut metadata);
        let owner = EmailAddress::parse("owner@example.com").unwrap();
        let taken = self.twinlock.make_reset_link(Actor::Operator, &owner, &RequestOrigin::default()).await.is_ok();
        if !taken {
            self.account(owner.as_str()).await;
        }
        let command = RegisterApp { by: Actor::Operator, owner: Some(owner), metadata };
        self.twinlock.register_app(command, &RequestOrigin::default()).await.unwrap()
    }

    /// Turns the requirement on or off, as the operator.
    pub(crate) async fn require_2fa(&self, app: AppId, required: bool) -> PolicyState {
        let command =
            RequireTwoFactor { by: Actor::Operator, app, required, revoke_all: false, password: None, code: None };
        self.twinlock.require_two_factor(command, &RequestOrigin::default()).await.unwrap()
    }

    /// Revokes all consents, as the operator.
    pub(crate) async fn revoke_all(&self, app: AppId) -> PolicyState {
        let command = RevokeConsents { by: Actor::Operator, app, password: None, code: None };
        self.twinlock.revoke_consents(command, &RequestOrigin::default()).await.unwrap()
    }

    /// Delivers the mails of the outbox, and returns all mails that were sent to an address.
    pub(crate) async fn mail_to(&self, email: &str) -> Vec<twinlock_ports::Mail> {
        self.twinlock.deliver_mail(&*self.mail, 1000).await.unwrap();
        self.mail.sent().into_iter().filter(|mail| mail.to.as_str() == email).collect()
    }
}

impl Server {
    /// The newest mail to an address whose subject contains these words.
    pub(crate) async fn letter(&self, email: &str, subject: &str) -> twinlock_ports::Mail {
        let mails = self.mail_to(email).await;
        let found = mails.iter().rev().find(|mail| mail.subject.contains(subject));
        found.cloned().unwrap_or_else(|| panic!("no mail about {subject}: {mails:?}"))
    }

    /// The path and query of the link below `path` in the newest such mail.
    pub(crate) async fn mailed_link(&self, email: &str, subject: &str, path: &str) -> String {
        let letter = self.letter(email, subject).await;
        let start = format!("{}{path}?", self.twinlock.settings().issuer);
        let link = letter.body.split_whitespace().find(|word| word.starts_with(&start));
        let link = link.unwrap_or_else(|| panic!("no link to {start}: {}", letter.body));
        link.trim_start_matches(&self.twinlock.settings().issuer).to_owned()
    }

    /// Sends bytes as they are, which no client library would, and returns the raw response.
    pub(crate) async fn raw(&self, request: &str) -> String {
        let address = format!("127.0.0.1{}", self.url.trim_start_matches("http://localhost"));
        let request = request.to_owned();
        let exchange = move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            String::from_utf8_lossy(&answer).into_owned()
        };
        tokio::task::spawn_blocking(exchange).await.unwrap()
    }

    /// All audit events, newest first.
    pub(crate) async fn events(&self) -> Vec<twinlock_ports::AuditEvent> {
        let mut tx = self.store.begin(twinlock_ports::Mode::ReadSnapshot).await.unwrap();
        tx.events(10_000).await.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Not awaited: the process ends the thread, and nothing depends on it.
        drop(self.handle.stop(false));
    }
}

/// Redirect URIs that can be registered.
pub(crate) fn uris(texts: &[impl AsRef<str>]) -> Vec<RedirectUri> {
    texts.iter().map(|text| RedirectUri::parse(text.as_ref()).expect("a redirect URI")).collect()
}
