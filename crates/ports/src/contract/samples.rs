//! Sample records, each made from a small number, and codes and tokens made through the gate.

use std::time::Duration;

use twinlock_domain::{
    AccountId, AccountStanding, Acr, AppId, AppPolicy, Authentication, CodeChallenge, CodeTerms, Consent, Decision,
    EmailAddress, Enrolment, FactorId, GateInput, Grant, GrantId, GrantStage, GuessCount, IssuedCode, MintedTokens,
    NewGrant, PasswordHash, RedirectUri, RequestedAccess, ScopeSet, SecondFactorMethod, SecretHash, Sector, SessionId,
    Timestamp, TokenTerms, decide,
};

use super::Subject;
use crate::{Account, App, ClientMetadata, Device, Factor, FactorKind, Session, SessionStage, TotpFactor};

/// Whole seconds and some milliseconds after a fixed time, so that a store that rounds times fails.
pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(1_790_000_000 + seconds) + Duration::from_millis(123)
}

pub(super) fn hash(n: u8) -> SecretHash {
    SecretHash::new([n; 32])
}

pub(super) fn account_id(n: u8) -> AccountId {
    AccountId::from_bytes([n; 16])
}

pub(super) fn app_id(n: u8) -> AppId {
    AppId::from_bytes([n; 16])
}

pub(super) fn grant_id(n: u8) -> GrantId {
    GrantId::from_bytes([n; 16])
}

pub(super) fn session_id(n: u8) -> SessionId {
    SessionId::from_bytes([n; 16])
}

pub(super) fn factor_id(n: u8) -> FactorId {
    FactorId::from_bytes([n; 16])
}

/// Compares records that hold secrets: they have no `PartialEq`, but `Debug` shows everything else.
#[track_caller]
pub(super) fn assert_same<T: std::fmt::Debug>(left: T, right: T) {
    assert_eq!(format!("{left:?}"), format!("{right:?}"));
}

pub(super) fn email(n: u8) -> EmailAddress {
    EmailAddress::parse(&format!("user{n}@example.org")).unwrap()
}

pub(super) fn account(n: u8) -> Account {
    Account {
        id: account_id(n),
        email: email(n),
        email_verified_at: None,
        display_name: format!("User {n}"),
        user_name: None,
        locale: None,
        password: PasswordHash::new(format!("$argon2id${n}")),
        password_set_at: at(1),
        guesses: GuessCount::default(),
        is_admin: false,
        disabled_at: None,
        created_at: at(0),
    }
}

pub(super) fn redirect_uri(path: &str) -> RedirectUri {
    RedirectUri::parse(&format!("https://app.example/{path}")).unwrap()
}

pub(super) fn app(n: u8, owner: AccountId) -> App {
    App {
        id: app_id(n),
        owner,
        sector: Sector::at_registration(app_id(n), owner, &[redirect_uri("callback")]),
        metadata: ClientMetadata {
            optional_scope: ScopeSet::parse("email").unwrap(),
            ..ClientMetadata::named(format!("App {n}"), vec![redirect_uri("callback")])
        },
        policy: AppPolicy::default(),
        created_at: at(n.into()),
    }
}

pub(super) fn device() -> Device {
    Device { user_agent: "Fast Browser 7 – «ü»".into(), address: "2001:db8::7".into() }
}

pub(super) fn session(n: u8, account: AccountId) -> Session {
    Session {
        id: session_id(n),
        token: hash(n),
        account,
        stage: SessionStage::Active,
        authentication: Authentication::password(at(2)),
        device: device(),
        created_at: at(n.into()),
        last_seen_at: at(4),
        expires_at: at(1000),
    }
}

pub(super) fn factor(n: u8, account: AccountId) -> Factor {
    Factor {
        id: factor_id(n),
        account,
        session: session_id(9),
        created_at: at(n.into()),
        confirmed_at: None,
        kind: totp(n, None),
    }
}

pub(super) fn totp(n: u8, last_step: Option<i64>) -> FactorKind {
    FactorKind::Totp(TotpFactor { sealed_seed: vec![0, 1, 254, 255, n], last_step })
}

pub(super) fn confirmed(n: u8, account: AccountId) -> Factor {
    Factor { confirmed_at: Some(at(50)), kind: totp(n, Some(100)), ..factor(n, account) }
}

pub(super) fn one_factor() -> Authentication {
    Authentication::password(at(2))
}

pub(super) fn two_factor() -> Authentication {
    one_factor().with(SecondFactorMethod::Totp, at(3))
}

pub(super) fn consent(account: AccountId, app: &App) -> Consent {
    Consent {
        account,
        app: app.id,
        scope: ScopeSet::parse("openid email").unwrap(),
        epoch: app.policy.epoch,
        granted_at: at(10),
        widened_at: at(10),
        last_used_at: at(11),
        revoked_at: None,
    }
}

/// Asks the gate for an enrolled account.
pub(super) fn ask(app: &App, account: AccountId, authentication: Authentication, access: RequestedAccess) -> Decision {
    decide(&GateInput {
        app: app.id,
        account,
        policy: &app.policy,
        standing: AccountStanding::Active(Enrolment::Enrolled { since: at(0) }),
        authentication,
        access,
        now: at(5000),
    })
}

pub(super) const NEW: RequestedAccess = RequestedAccess::New { floor: Acr::OneFactor };

pub(super) fn new_grant(n: u8) -> NewGrant {
    NewGrant {
        id: grant_id(n),
        session: session_id(1),
        scope: ScopeSet::STANDARD,
        id_token_scopes: ScopeSet::EMPTY,
        terms: CodeTerms { redirect_uri: redirect_uri("callback"), challenge: None, nonce: None, expires_at: at(100) },
        created_at: at(40),
        absolute_expiry: at(9000),
    }
}

/// A code issued with the gate's clearance.
pub(super) fn code_for(app: &App, account: AccountId, authentication: Authentication, new: NewGrant) -> IssuedCode {
    match ask(app, account, authentication, NEW) {
        Decision::Pass(clearance) => IssuedCode::issue(clearance, new),
        Decision::Stop(stop) => panic!("the gate did not pass: {stop:?}"),
    }
}

/// The code of a single-factor grant.
pub(super) fn code(n: u8, app: &App, account: AccountId) -> IssuedCode {
    code_for(app, account, one_factor(), new_grant(n))
}

pub(super) fn challenge() -> CodeChallenge {
    CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap()
}

/// The values of a response at a time, whose access token expires at 700 and whose refresh token, if the grant has
/// `offline_access`, at 3000.
pub(super) fn token_terms(issued_at: i64) -> TokenTerms {
    TokenTerms {
        scope: ScopeSet::parse("openid profile").unwrap(),
        access_expires_at: at(700),
        refresh_expires_at: at(3000),
        issued_at: at(issued_at),
    }
}

/// The next tokens of a grant.
pub(super) fn tokens(app: &App, grant: &Grant) -> MintedTokens {
    minted(app, grant, token_terms(60))
}

/// A grant after tokens of it were recorded.
pub(super) fn with_tokens(grant: &Grant, tokens: &MintedTokens) -> Grant {
    Grant { stage: GrantStage::Tokens(*tokens.tokens()), ..grant.clone() }
}

pub(super) fn minted(app: &App, grant: &Grant, terms: TokenTerms) -> MintedTokens {
    match ask(app, grant.account, grant.authentication, RequestedAccess::Refresh { epoch: grant.epoch }) {
        Decision::Pass(clearance) => MintedTokens::mint(clearance, grant, terms).unwrap(),
        Decision::Stop(stop) => panic!("the gate did not pass: {stop:?}"),
    }
}

impl Subject {
    /// Adds accounts 1 to `count`.
    pub(super) async fn accounts(&self, count: u8) {
        self.write(async |tx| {
            for n in 1..=count {
                assert!(tx.add_account(&account(n)).await?);
            }
            Ok(())
        })
        .await;
    }

    /// Adds accounts 1 and 2, and app 1, which account 1 owns.
    pub(super) async fn app(&self) -> App {
        self.accounts(2).await;
        let app = app(1, account_id(1));
        self.write(async |tx| tx.add_app(&app).await).await;
        app
    }

    /// Adds these, and a redeemed single-factor grant 1 of account 2.
    pub(super) async fn grant(&self) -> (App, Grant) {
        let app = self.app().await;
        let issued = code(1, &app, account_id(2));
        let minted = tokens(&app, issued.grant());
        let grant = self
            .write(async |tx| {
                tx.add_code(&issued).await?;
                assert!(tx.record_tokens(&minted).await?);
                tx.grant(grant_id(1)).await
            })
            .await;
        (app, grant.unwrap())
    }
}
