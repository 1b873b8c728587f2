//! A Twinlock with accounts and authenticator apps, for tests.

use std::sync::Arc;
use std::time::Duration;

use twinlock_adapters_crypto::{
    AesVault, Argon2Cost, Argon2Passwords, AwsLcSecrets, AwsLcSigner, ManualClock, MasterKey, OsEntropy, TotpLite,
};
use twinlock_adapters_sqlite::SqliteStore;
use twinlock_application::accounts::{
    BeginEnrolment, BeginEnrolmentOutcome, ConfirmEnrolment, ConfirmEnrolmentOutcome, PassSecondFactor,
    PassSecondFactorOutcome, SignIn, SignInOutcome, SignUp, SignedUp,
};
use twinlock_application::domain::{
    AccountId, AccountStanding, Acr, AppId, AppPolicy, Authentication, BearerSecret, CodeTerms, Decision, EmailAddress,
    Enrolment, GateInput, GrantId, IssuedCode, NewGrant, Password, RedirectUri, RequestedAccess, ScopeSet,
    SecondFactorMethod, Sector, SessionId, Timestamp, TotpCode, TotpSeed, decide, totp_step,
};
use twinlock_application::{
    Account, App, AuditEvent, ClientKind, ClientMetadata, Device, Ports, Principal, RequestOrigin, SessionState,
    Settings, Twinlock,
};
use twinlock_http_actix::{Pages, RetryCounters};
use twinlock_ports::{Clock, Delivery, DeliveryKind, Mail, Mode, Store, StoreError, Transaction, transaction};

pub(crate) const PASSWORD: &str = "a lamp beside nine quiet rivers";
pub(crate) const ANN: &str = "ann@example.org";

/// The server, its store, and its clock.
pub(crate) struct World {
    pub(crate) twinlock: Twinlock,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) origin: RequestOrigin,
    ports: Ports,
}

/// An authenticator app.
pub(crate) struct Phone(TotpSeed);

/// An enrolled account: its session, its authenticator app and its recovery codes.
pub(crate) struct Enrolled {
    pub(crate) session: BearerSecret,
    pub(crate) phone: Phone,
    pub(crate) recovery_codes: Vec<BearerSecret>,
}

pub(crate) fn password(text: &str) -> Password {
    Password::new(text.into()).expect("short enough")
}

pub(crate) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| ()).await
    }

    pub(crate) async fn with(set: impl FnOnce(&mut Settings)) -> Self {
        Self::assembled(set, |_| ()).await
    }

    pub(crate) async fn with_ports(change: impl FnOnce(&mut Ports)) -> Self {
        Self::assembled(|_| (), change).await
    }

    async fn assembled(set: impl FnOnce(&mut Settings), change: impl FnOnce(&mut Ports)) -> Self {
        let entropy = Arc::new(OsEntropy);
        // The middle of a time step.
        let clock = Arc::new(ManualClock::at(Timestamp::from_unix_seconds(1_790_000_010 + 15)));
        let mut ports = Ports {
            store: Arc::new(SqliteStore::in_memory().expect("a store")),
            clock: clock.clone(),
            entropy: entropy.clone(),
            secrets: Arc::new(AwsLcSecrets::new(entropy.clone())),
            passwords: Arc::new(Argon2Passwords::with_params(entropy.clone(), Argon2Cost::FOR_TESTS, 2)),
            totp: Arc::new(TotpLite::new(entropy.clone())),
            vault: Arc::new(AesVault::new(&MasterKey::generate(&*entropy)).expect("a vault")),
            signer: Arc::new(AwsLcSigner::new()),
            front_end: Arc::new(Pages),
            retries: Arc::new(RetryCounters),
        };
        change(&mut ports);
        let mut settings = Settings::for_issuer("https://id.example.org");
        set(&mut settings);
        let twinlock = Twinlock::open(ports.clone(), settings).await.expect("open");
        let device = Device {
            user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0".into(),
            address: "192.0.2.1".into(),
        };
        Self {
            twinlock,
            clock,
            origin: RequestOrigin { request_id: "r1".into(), device, ..RequestOrigin::default() },
            ports,
        }
    }

    pub(crate) async fn store<T>(&self, work: impl AsyncFnMut(&mut dyn Transaction) -> Result<T, StoreError>) -> T {
        let store: &dyn Store = &*self.ports.store;
        transaction(store, Mode::Write, work).await.expect("the store works")
    }

    pub(crate) fn pass_time(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub(crate) fn clock_now(&self) -> Timestamp {
        self.clock.now()
    }

    // People.

    pub(crate) async fn sign_up(&self, email: &str) -> BearerSecret {
        let command = SignUp { email, password: password(PASSWORD), display_name: "Ann", locale: None };
        let SignedUp { token, .. } = self.twinlock.sign_up(command, &self.origin).await.expect("signed up");
        token
    }

    pub(crate) async fn sign_in(&self, email: &str) -> SignInOutcome {
        self.sign_in_with(SignIn { email, password: password(PASSWORD), device: None, session: None }).await
    }

    pub(crate) async fn sign_in_with(&self, command: SignIn<'_>) -> SignInOutcome {
        self.twinlock.sign_in(command, &self.origin).await.expect("judged")
    }

    /// Signs in to an enrolled account, without the code.
    pub(crate) async fn pending(&self, email: &str) -> BearerSecret {
        match self.sign_in(email).await {
            SignInOutcome::SecondFactorNeeded { token } => token,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn give_code(&self, session: &BearerSecret, code: &str) -> PassSecondFactorOutcome {
        let command = PassSecondFactor { session: Some(session.expose()), code, trust_device: false };
        self.twinlock.pass_second_factor(command, &self.origin).await.expect("judged")
    }

    /// Gives a code, and trusts the device.
    pub(crate) async fn give_code_and_trust(&self, session: &BearerSecret, code: &str) -> PassSecondFactorOutcome {
        let command = PassSecondFactor { session: Some(session.expose()), code, trust_device: true };
        self.twinlock.pass_second_factor(command, &self.origin).await.expect("judged")
    }

    pub(crate) async fn begin_enrolment(&self, session: &BearerSecret) -> Phone {
        let command = BeginEnrolment { session: Some(session.expose()), password: None };
        let outcome = self.twinlock.begin_enrolment(command, &self.origin).await.expect("judged");
        assert!(matches!(outcome, BeginEnrolmentOutcome::Begun { token: None }), "{outcome:?}");
        self.phone(session).await
    }

    /// Sets up an authenticator app with the key on the page.
    pub(crate) async fn phone(&self, session: &BearerSecret) -> Phone {
        let view = self.twinlock.pending_enrolment(Some(session.expose())).await.expect("read").expect("pending");
        Phone(TotpSeed::new(from_base32(&view.key_base32)))
    }

    pub(crate) async fn confirm(
        &self,
        session: &BearerSecret,
        code: &str,
        end_other_sessions: bool,
    ) -> ConfirmEnrolmentOutcome {
        let command = ConfirmEnrolment { session: Some(session.expose()), code, end_other_sessions };
        self.twinlock.confirm_enrolment(command, &self.origin).await.expect("judged")
    }

    pub(crate) async fn enrol(&self, session: BearerSecret) -> Enrolled {
        let phone = self.begin_enrolment(&session).await;
        match self.confirm(&session, &self.code(&phone, 0), false).await {
            ConfirmEnrolmentOutcome::Enrolled { token, recovery_codes } => {
                Enrolled { session: token, phone, recovery_codes }
            }
            other @ ConfirmEnrolmentOutcome::Refused(_) => panic!("{other:?}"),
        }
    }

    /// Signs up, enrols, and waits until the time step of the first code has passed.
    pub(crate) async fn enrolled(&self, email: &str) -> Enrolled {
        let enrolled = self.enrol(self.sign_up(email).await).await;
        self.pass_time(30);
        enrolled
    }

    /// The code of the authenticator app, this many time steps from now.
    pub(crate) fn code(&self, phone: &Phone, steps: i64) -> String {
        self.code_of(phone, totp_step(self.clock.now()) + steps).to_string()
    }

    fn code_of(&self, phone: &Phone, step: i64) -> TotpCode {
        self.ports.totp.code(&phone.0, step)
    }

    /// Six digits that are not a code of this authenticator app for 40 time steps before and after now.
    pub(crate) fn wrong_code(&self, phone: &Phone) -> String {
        let current = totp_step(self.clock.now());
        let near: Vec<_> = (current - 40..=current + 40).map(|step| self.code_of(phone, step).to_string()).collect();
        (0..1000).map(|number| TotpCode::new(number).to_string()).find(|code| !near.contains(code)).expect("one")
    }

    // Reading the store.

    pub(crate) async fn who(&self, session: &BearerSecret) -> Option<Principal> {
        self.session_state(session).await.signed_in()
    }

    pub(crate) async fn session_state(&self, session: &BearerSecret) -> SessionState {
        self.twinlock.session_state(Some(session.expose())).await.expect("read")
    }

    pub(crate) async fn account(&self, email: &str) -> Account {
        self.store(async |tx| tx.account_by_email(&address(email)).await).await.expect("an account")
    }

    /// The audit events about an account as `kind` or `kind:reason`, sorted by text, because events of one moment have
    /// no other order.
    pub(crate) async fn log(&self, email: &str) -> Vec<String> {
        let account = self.account(email).await.id;
        let events = self.store(async |tx| tx.events_of_account(account, 200).await).await;
        let mut words: Vec<_> = events.iter().map(word).collect();
        words.sort();
        words
    }

    /// All mails in the outbox, oldest first.
    pub(crate) async fn mails(&self) -> Vec<Mail> {
        let end = Timestamp::from_unix_millis(i64::MAX / 2);
        let waiting = self.store(async |tx| tx.due_deliveries(end, 1000).await).await.into_iter();
        waiting.map(|Delivery { kind: DeliveryKind::Mail(mail), .. }| mail).collect()
    }

    /// The token of the link with this path in the newest such mail to one address.
    pub(crate) async fn mailed_token_to(&self, email: &str, path: &str) -> String {
        let start = format!("{path}?token=");
        let mails = self.mails().await;
        let mut to_them = mails.iter().rev().filter(|mail| mail.to.as_str() == email);
        let text = to_them.find_map(|mail| mail.body.split_once(start.as_str())).expect("a link").1;
        text.split_whitespace().next().expect("a token").to_owned()
    }

    /// The token of the link with this path in the newest mail that has one.
    pub(crate) async fn mailed_token(&self, path: &str) -> String {
        let start = format!("https://id.example.org{path}?token=");
        let mails = self.mails().await;
        let text = mails.iter().rev().find_map(|mail| mail.body.split_once(start.as_str())).expect("a link").1;
        text.split_whitespace().next().expect("a token").to_owned()
    }

    // Apps and grants.

    /// An app that the account owns, and a grant of it to the account.
    pub(crate) async fn grant(&self, email: &str, required: bool) -> (App, GrantId) {
        let account = self.account(email).await.id;
        let now = self.clock.now();
        let app = app(account, now, required);
        let id = GrantId::new(now, random());
        let code = issue(&app, account, id, now);
        self.store(async |tx| {
            tx.add_app(&app).await?;
            tx.add_code(&code).await
        })
        .await;
        (app, id)
    }

    pub(crate) async fn is_revoked(&self, grant: GrantId) -> bool {
        self.store(async |tx| tx.grant(grant).await).await.expect("a grant").is_revoked()
    }
}

fn word(event: &AuditEvent) -> String {
    let kind = event.kind.as_str();
    event.reason.as_ref().map_or_else(|| kind.to_owned(), |reason| format!("{kind}:{reason}"))
}

fn random() -> [u8; 10] {
    twinlock_ports::Entropy::for_id(&OsEntropy)
}

fn app(owner: AccountId, now: Timestamp, required: bool) -> App {
    let mut policy = AppPolicy::default();
    if required {
        policy.require_2fa(now);
    }
    let id = AppId::new(now, random());
    App {
        id,
        owner,
        sector: Sector::at_registration(id, owner, &[]),
        metadata: ClientMetadata {
            kind: ClientKind::Public,
            scope: ScopeSet::parse("openid").unwrap(),
            ..ClientMetadata::named("Mill", vec![RedirectUri::parse("https://app.example/cb").expect("a URI")])
        },
        policy,
        created_at: now,
    }
}

fn issue(app: &App, account: AccountId, id: GrantId, now: Timestamp) -> IssuedCode {
    let decision = decide(&GateInput {
        app: app.id,
        account,
        policy: &app.policy,
        standing: AccountStanding::Active(Enrolment::Enrolled { since: now }),
        authentication: Authentication::password(now).with(SecondFactorMethod::Totp, now),
        access: RequestedAccess::New { floor: Acr::OneFactor },
        now,
    });
    let Decision::Pass(clearance) = decision else { panic!("{decision:?}") };
    let terms = CodeTerms {
        redirect_uri: app.metadata.redirect_uris[0].clone(),
        challenge: None,
        nonce: None,
        expires_at: now + Duration::from_mins(1),
    };
    IssuedCode::issue(
        clearance,
        NewGrant {
            id,
            session: SessionId::new(now, random()),
            scope: ScopeSet::parse("openid").unwrap(),
            id_token_scopes: ScopeSet::default(),
            terms,
            created_at: now,
            absolute_expiry: now + Duration::from_hours(24 * 90),
        },
    )
}

/// RFC 4648 6, as far as an authenticator app needs it.
fn from_base32(key: &str) -> Vec<u8> {
    let (mut bits, mut held, mut bytes) = (0_u32, 0, Vec::new());
    for letter in key.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            other => panic!("not base32: {other}"),
        };
        bits = bits << 5 | u32::from(value);
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).expect("a byte"));
        }
    }
    bytes
}
