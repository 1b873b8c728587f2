//! An account with a session, an app, and codes and tokens made through the gate, to try the store with.

use std::time::Duration;

use twinlock_domain::{
    AccountId, AccountStanding, Acr, AppId, AppPolicy, Authentication, CodeTerms, Consent, Decision, EmailAddress,
    Enrolment, GateInput, Grant, GrantId, GuessCount, IssuedCode, MintedTokens, NewGrant, NewRefreshToken,
    PasswordHash, RedirectUri, RequestedAccess, ScopeSet, SecretHash, Sector, SessionId, Timestamp, TokenTerms, decide,
};
use twinlock_ports::{
    Account, App, AppSecret, ClientMetadata, Device, Mode, Session, SessionStage, Store, StoreError, transaction,
};

pub(crate) const ACCOUNT: AccountId = AccountId::from_bytes([1; 16]);
pub(crate) const APP: AppId = AppId::from_bytes([2; 16]);
pub(crate) const SESSION: SecretHash = SecretHash::new([3; 32]);
pub(crate) const SECRET: SecretHash = SecretHash::new([4; 32]);
pub(crate) const NOW: Timestamp = Timestamp::from_unix_seconds(1_790_000_000);

pub(crate) fn hash(n: u8) -> SecretHash {
    SecretHash::new([n; 32])
}

fn account() -> Account {
    Account {
        id: ACCOUNT,
        email: EmailAddress::parse("user@example.org").unwrap(),
        email_verified_at: None,
        display_name: "User".into(),
        user_name: None,
        locale: None,
        password: PasswordHash::new("$argon2id$".into()),
        password_set_at: NOW,
        guesses: GuessCount::default(),
        is_admin: false,
        disabled_at: None,
        created_at: NOW,
    }
}

fn session() -> Session {
    Session {
        id: SessionId::from_bytes([5; 16]),
        token: SESSION,
        account: ACCOUNT,
        stage: SessionStage::Active,
        authentication: Authentication::password(NOW),
        device: Device::default(),
        created_at: NOW,
        last_seen_at: NOW,
        expires_at: NOW + Duration::from_hours(1),
    }
}

fn app() -> App {
    App {
        id: APP,
        owner: ACCOUNT,
        sector: Sector::at_registration(APP, ACCOUNT, &[]),
        metadata: ClientMetadata::named("App", vec![RedirectUri::parse("https://app.example/callback").unwrap()]),
        policy: AppPolicy::default(),
        created_at: NOW,
    }
}

fn secret() -> AppSecret {
    let id = twinlock_domain::AppSecretId::from_bytes([6; 16]);
    AppSecret { id, app: APP, hash: SECRET, label: String::new(), created_at: NOW, last_used_at: None }
}

fn consent() -> Consent {
    Consent {
        account: ACCOUNT,
        app: APP,
        scope: ScopeSet::STANDARD,
        epoch: AppPolicy::default().epoch,
        granted_at: NOW,
        widened_at: NOW,
        last_used_at: NOW,
        revoked_at: None,
    }
}

/// Everything of it.
pub(crate) async fn furnish(store: &dyn Store) {
    transaction::<_, StoreError>(store, Mode::Write, async |tx| {
        tx.add_account(&account()).await?;
        tx.add_session(&session()).await?;
        tx.add_app(&app()).await?;
        tx.add_secret(&secret()).await?;
        tx.put_consent(&consent()).await
    })
    .await
    .unwrap();
}

fn clearance(app: &App, access: RequestedAccess) -> twinlock_domain::Clearance {
    let decision = decide(&GateInput {
        app: app.id,
        account: ACCOUNT,
        policy: &app.policy,
        standing: AccountStanding::Active(Enrolment::NotEnrolled),
        authentication: Authentication::password(NOW),
        access,
        now: NOW,
    });
    match decision {
        Decision::Pass(clearance) => clearance,
        Decision::Stop(stop) => panic!("{stop:?}"),
    }
}

/// A code by its number, which is its hash's and its grant's too.
pub(crate) fn code(app: &App, n: u8) -> IssuedCode {
    let new = NewGrant {
        id: GrantId::from_bytes([n; 16]),
        session: SessionId::from_bytes([5; 16]),
        code: hash(n),
        scope: ScopeSet::STANDARD,
        terms: CodeTerms {
            redirect_uri: app.metadata.redirect_uris.first().unwrap().clone(),
            challenge: None,
            nonce: None,
            id_token_scopes: ScopeSet::EMPTY,
            expires_at: NOW + Duration::from_mins(1),
        },
        created_at: NOW,
        absolute_expiry: NOW + Duration::from_hours(24),
    };
    IssuedCode::issue(clearance(app, RequestedAccess::New { floor: Acr::OneFactor }), new)
}

/// An access token and a refresh token by their numbers.
pub(crate) fn tokens(app: &App, grant: &Grant, access: u8, refresh: u8) -> MintedTokens {
    let terms = TokenTerms {
        access: hash(access),
        access_expires_at: NOW + Duration::from_mins(10),
        scope: ScopeSet::STANDARD,
        refresh: Some(NewRefreshToken { hash: hash(refresh), expires_at: NOW + Duration::from_hours(12) }),
        issued_at: NOW,
    };
    MintedTokens::mint(clearance(app, RequestedAccess::Refresh { epoch: grant.epoch }), grant, terms).unwrap()
}
