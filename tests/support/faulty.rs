//! A store that fails when it is told to: from its n-th call on, or at that call alone. Every call counts, also
//! beginning and committing, so a test can cut the database at each place that a use case touches it (R26).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use twinlock_domain::{
    AccountId, AppId, AppPolicy, AppSecretId, AuthorizationRequestId, Consent, EmailAddress, FactorId, Grant, GrantId,
    GuessCount, IssuedCode, MailId, MailQuota, MintedTokens, PasswordHash, RefreshToken, SecretHash, SessionId,
    SigningKeyId, Timestamp, TrustedDeviceId, WebOrigin,
};
use twinlock_ports::{
    AccessCounts, AccessToken, Account, AccountQuery, Accounts, App, AppSecret, Apps, AuditEvent, AuditHorizon,
    AuditLog, AuthorizationRequest, AuthorizationRequests, ClientMetadata, Consents, CountLimit, Devices, Directory,
    FormAnswer, FormAnswers, Grants, Held, Joins, Link, LinkPurpose, Links, MachineToken, Mode, Outbox, OutboxMail,
    Principal, ResetRequest, Rotation, SecondFactors, ServerSecrets, Session, Sessions, SigningKey, SigningKeys, Store,
    StoreError, Tokens, TotpFactor, Transaction, TrustedDevice, Upkeep, Verdict,
};

/// How it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The database is gone, from that call on.
    Gone,
    /// What that one call reads makes no sense.
    Malformed,
}

/// The decorator.
#[derive(Clone)]
pub(crate) struct FaultyStore {
    inner: Arc<dyn Store>,
    plan: Arc<Plan>,
}

#[derive(Default)]
struct Plan {
    calls: AtomicUsize,
    /// Zero: never.
    gone_from: AtomicUsize,
    /// Zero: never.
    malformed_at: AtomicUsize,
}

impl Plan {
    fn call(&self) -> Result<(), StoreError> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let gone_from = self.gone_from.load(Ordering::SeqCst);
        if gone_from > 0 && call >= gone_from {
            return Err(StoreError::Unavailable("unplugged by a test".into()));
        }
        if call == self.malformed_at.load(Ordering::SeqCst) {
            return Err(StoreError::Corrupt { what: "row of a test" });
        }
        Ok(())
    }
}

impl FaultyStore {
    /// Healthy, over another store.
    pub(crate) fn over(inner: Arc<dyn Store>) -> Self {
        Self { inner, plan: Arc::default() }
    }

    /// Fails at the n-th call from now, which is 1 for the next.
    pub(crate) fn fail_at(&self, nth: usize, fault: Fault) {
        self.heal();
        match fault {
            Fault::Gone => &self.plan.gone_from,
            Fault::Malformed => &self.plan.malformed_at,
        }
        .store(nth, Ordering::SeqCst);
    }

    /// Works again, and counts from the beginning. How many calls there were since the last time.
    pub(crate) fn heal(&self) -> usize {
        self.plan.gone_from.store(0, Ordering::SeqCst);
        self.plan.malformed_at.store(0, Ordering::SeqCst);
        self.plan.calls.swap(0, Ordering::SeqCst)
    }
}

#[async_trait]
impl Store for FaultyStore {
    async fn begin(&self, mode: Mode) -> Result<Box<dyn Transaction>, StoreError> {
        self.plan.call()?;
        let inner = self.inner.begin(mode).await?;
        Ok(Box::new(FaultyTransaction { inner, plan: self.plan.clone() }))
    }

    async fn check_schema(&self) -> Result<(), StoreError> {
        self.plan.call()?;
        self.inner.check_schema().await
    }
}

struct FaultyTransaction {
    inner: Box<dyn Transaction>,
    plan: Arc<Plan>,
}

#[async_trait]
impl Transaction for FaultyTransaction {
    /// Where this fails, the transaction is dropped: undone, as when the connection breaks before the commit.
    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.plan.call()?;
        self.inner.commit().await
    }

    fn has_conflict(&self) -> bool {
        self.inner.has_conflict()
    }
}

/// Each question by itself, so that each can fail.
impl Joins for FaultyTransaction {}

/// Each method: fail if it is time to, else pass on.
macro_rules! pass_on {
    ($($plural:ident { $($name:ident($($argument:ident: $kind:ty),*) -> $value:ty;)+ })+) => {$(
        #[async_trait]
        impl $plural for FaultyTransaction {
            $(async fn $name(&mut self, $($argument: $kind),*) -> Result<$value, StoreError> {
                self.plan.call()?;
                self.inner.$name($($argument),*).await
            })+
        }
    )+};
}

pass_on! {
    Accounts {
        add_account(account: &Account) -> bool;
        account(id: AccountId) -> Option<Account>;
        account_by_email(email: &EmailAddress) -> Option<Account>;
        set_password(id: AccountId, password: &PasswordHash, at: Timestamp) -> ();
        set_email_verified(id: AccountId, at: Timestamp) -> ();
        set_guesses(id: AccountId, guesses: GuessCount) -> ();
        set_disabled(id: AccountId, at: Option<Timestamp>) -> ();
    }
    SecondFactors {
        add_factor(factor: &TotpFactor) -> ();
        factors(account: AccountId) -> Vec<TotpFactor>;
        confirm_factor(id: FactorId, at: Timestamp, step: i64) -> bool;
        use_step(id: FactorId, step: i64) -> bool;
        remove_factors(account: AccountId) -> ();
        replace_recovery_codes(account: AccountId, codes: &[SecretHash], at: Timestamp) -> ();
        use_recovery_code(account: AccountId, code: SecretHash, at: Timestamp) -> bool;
        recovery_codes_left(account: AccountId) -> u32;
    }
    Sessions {
        add_session(session: &Session) -> ();
        principal(token: SecretHash) -> Option<Principal>;
        sessions(account: AccountId) -> Vec<Session>;
        update_session(session: &Session) -> bool;
        touch_session(id: SessionId, at: Timestamp) -> ();
        end_session(account: AccountId, id: SessionId) -> bool;
        end_sessions(account: AccountId, keep: Option<SessionId>) -> u64;
        drop_second_factor(account: AccountId) -> ();
    }
    Devices {
        add_device(device: &TrustedDevice) -> ();
        device(token: SecretHash) -> Option<TrustedDevice>;
        devices(account: AccountId) -> Vec<TrustedDevice>;
        forget_device(account: AccountId, id: TrustedDeviceId) -> bool;
        forget_devices(account: AccountId) -> ();
    }
    Apps {
        add_app(app: &App) -> ();
        app(id: AppId) -> Option<App>;
        apps_of(owner: AccountId) -> Vec<App>;
        apps() -> Vec<App>;
        is_public_origin(origin: &WebOrigin) -> bool;
        change_app(id: AppId, change: &ClientMetadata) -> ();
        set_policy(id: AppId, policy: &AppPolicy) -> ();
        delete_app(id: AppId) -> ();
        add_secret(secret: &AppSecret) -> ();
        secrets_of(apps: &[AppId]) -> Vec<AppSecret>;
        count_apps_of(owner: AccountId) -> u64;
        secrets(app: AppId) -> Vec<AppSecret>;
        remove_secret(app: AppId, id: AppSecretId) -> bool;
        touch_secret(id: AppSecretId, at: Timestamp) -> ();
    }
    AuthorizationRequests {
        add_request(request: &AuthorizationRequest) -> ();
        request(id: AuthorizationRequestId) -> Option<AuthorizationRequest>;
        bind_request(request: &AuthorizationRequest) -> ();
        decide_request(id: AuthorizationRequestId, how: Verdict, at: Timestamp) -> bool;
        sweep_nobodys_requests(before: Timestamp, most: u32) -> u64;
    }
    Consents {
        consent(account: AccountId, app: AppId) -> Option<Consent>;
        put_consent(consent: &Consent) -> ();
        touch_consent(account: AccountId, app: AppId, at: Timestamp) -> ();
        consents_of(account: AccountId) -> Vec<(Consent, App)>;
        revoke_consent(account: AccountId, app: AppId, at: Timestamp) -> bool;
        revoke_consents_since(account: AccountId, since: Timestamp, at: Timestamp) -> u64;
        census(app: &App, now: Timestamp, counting: CountLimit) -> Option<AccessCounts>;
    }
    Grants {
        add_code(code: &IssuedCode) -> ();
        grant_by_code(code: SecretHash) -> Option<Grant>;
        grant(id: GrantId) -> Option<Grant>;
        redeem(id: GrantId, at: Timestamp) -> bool;
        revoke_grant(id: GrantId, at: Timestamp) -> bool;
        revoke_grants(account: AccountId, app: AppId, at: Timestamp) -> u64;
        revoke_grants_under_requirement(account: AccountId, at: Timestamp) -> u64;
        revoke_grants_since(account: AccountId, since: Timestamp, at: Timestamp) -> u64;
        apps_under_requirement(account: AccountId) -> Vec<App>;
        held_of(account: AccountId, now: Timestamp) -> Vec<Held>;
    }
    Tokens {
        add_tokens(tokens: &MintedTokens) -> ();
        refresh_token(hash: SecretHash) -> Option<(RefreshToken, Grant)>;
        rotate(rotation: &Rotation) -> bool;
        rotation(presented: SecretHash) -> Option<Rotation>;
        access_token(hash: SecretHash) -> Option<AccessToken>;
        add_machine_token(token: &MachineToken) -> ();
        machine_token(hash: SecretHash) -> Option<MachineToken>;
        remove_machine_token(hash: SecretHash) -> ();
        sweep(before: Timestamp, most: u32) -> u64;
    }
    Links {
        add_link(link: &Link) -> ();
        link(token: SecretHash, purpose: LinkPurpose) -> Option<Link>;
        take_link(token: SecretHash, purpose: LinkPurpose) -> Option<Link>;
        add_reset_request(request: &ResetRequest, most: u32) -> ();
        take_reset_requests(most: u32) -> Vec<ResetRequest>;
    }
    FormAnswers {
        keep_form_answer(answer: &FormAnswer) -> ();
        form_answer(form: SecretHash) -> Option<FormAnswer>;
        try_form_answer(form: SecretHash, most: u32) -> bool;
    }
    Outbox {
        add_mail(mail: &OutboxMail) -> ();
        due_mail(now: Timestamp, most: u32) -> Vec<OutboxMail>;
        remove_mail(id: MailId) -> ();
        postpone_mail(id: MailId, attempts: u32, due_at: Timestamp) -> ();
        mail_quota(mailbox: &str, purpose: LinkPurpose) -> Option<MailQuota>;
        put_mail_quota(mailbox: &str, purpose: LinkPurpose, quota: &MailQuota) -> ();
    }
    AuditLog {
        record(event: &AuditEvent) -> ();
        events_of_app(app: AppId, most: u32) -> Vec<AuditEvent>;
        policy_events_of_app(app: AppId, most: u32) -> Vec<AuditEvent>;
        events_of_account(account: AccountId, most: u32) -> Vec<AuditEvent>;
        events(most: u32) -> Vec<AuditEvent>;
    }
    SigningKeys {
        add_key(key: &SigningKey) -> ();
        keys() -> Vec<SigningKey>;
        retire_key(id: SigningKeyId, at: Timestamp) -> ();
    }
    Directory {
        find_accounts(query: &AccountQuery) -> Vec<Account>;
        delete_account(id: AccountId) -> ();
        newest_admin() -> Option<Timestamp>;
    }
    Upkeep {
        try_to_write(at: Timestamp) -> ();
        trim_audit_log(horizon: &AuditHorizon, most: u32) -> u64;
    }
    ServerSecrets {
        server_secret(name: &str) -> Option<Vec<u8>>;
        add_server_secret(name: &str, sealed: &[u8]) -> bool;
    }
}
