//! A store behind a decoration, which intercepts every call and can change some values that are read: for tests that
//! cut off the database, and for servers with seeded bugs. Every method of every trait is forwarded here, and nowhere
//! else.

use std::sync::Arc;

use async_trait::async_trait;
use twinlock_domain::{
    AccountId, AppId, AppPolicy, AppSecretId, AuthorizationRequestId, Consent, DeliveryId, EmailAddress, FactorId,
    Generation, Grant, GrantId, GuessCount, Handle, IssuedCode, Locale, MailQuota, MintedTokens, PasswordHash,
    SecretHash, SessionId, SigningKeyId, Timestamp, TrustedDeviceId, WebOrigin,
};

use crate::{
    AccessCounts, Account, AccountQuery, Accounts, App, AppSecret, Apps, AuditEvent, AuditHorizon, AuditLog,
    AuthorizationRequest, AuthorizationRequests, ClientKey, ClientMetadata, ClientWithGrant, Consents, CountLimit,
    Delivery, Devices, Directory, Factor, Factors, FormAnswer, FormAnswers, GrantOfOwner, Grants, HandleKeyNumber,
    HandleKeys, Held, Joins, Link, LinkPurpose, Links, MachineToken, MachineTokens, Mode, Outbox, Principal,
    ResetRequest, SecondFactors, ServerSecrets, Session, Sessions, SigningKey, SigningKeys, Store, StoreError,
    StoredHandleKey, Transaction, TrustedDevice, Upkeep, Verdict,
};

/// The hooks of a decoration. By default, each changes nothing.
pub trait Decoration: Send + Sync + 'static {
    /// Called before each call, also before begin and commit.
    ///
    /// # Errors
    /// The error that the call returns.
    fn before_call(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Called before each commit, after [`Decoration::before_call`].
    ///
    /// # Errors
    /// The error that the commit returns.
    fn before_commit(&self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Changes an app that was read.
    fn app(&self, app: App) -> App {
        app
    }

    /// Changes the app of a client that presents a code, after [`Decoration::app`].
    fn app_of_code(&self, app: App) -> App {
        app
    }

    /// Changes a grant whose code is presented.
    fn grant_of_code(&self, grant: Grant) -> Grant {
        grant
    }

    /// Changes a second factor that was read.
    fn factor(&self, factor: Factor) -> Factor {
        factor
    }

    /// Changes the result of redeeming a code.
    fn code_was_unused(&self, answer: bool) -> bool {
        answer
    }

    /// Changes the result of using a TOTP step.
    fn step_was_unused(&self, answer: bool) -> bool {
        answer
    }
}

/// A store behind a decoration.
pub struct DecoratedStore<D> {
    inner: Arc<dyn Store>,
    decoration: Arc<D>,
}

impl<D> Clone for DecoratedStore<D> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), decoration: self.decoration.clone() }
    }
}

impl<D> std::fmt::Debug for DecoratedStore<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DecoratedStore").finish_non_exhaustive()
    }
}

impl<D> DecoratedStore<D> {
    /// Wraps a store.
    pub const fn new(inner: Arc<dyn Store>, decoration: Arc<D>) -> Self {
        Self { inner, decoration }
    }
}

#[async_trait]
impl<D: Decoration> Store for DecoratedStore<D> {
    async fn begin(&self, mode: Mode) -> Result<Box<dyn Transaction>, StoreError> {
        self.decoration.before_call()?;
        let inner = self.inner.begin(mode).await?;
        Ok(Box::new(DecoratedTransaction { inner, decoration: self.decoration.clone() }))
    }

    async fn check_schema(&self) -> Result<(), StoreError> {
        self.decoration.before_call()?;
        self.inner.check_schema().await
    }
}

struct DecoratedTransaction<D> {
    inner: Box<dyn Transaction>,
    decoration: Arc<D>,
}

#[async_trait]
impl<D: Decoration> Transaction for DecoratedTransaction<D> {
    /// If the decoration returns an error, the transaction is dropped and thereby rolled back, as if the connection
    /// broke before the commit.
    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.decoration.before_call()?;
        self.decoration.before_commit()?;
        self.inner.commit().await
    }

    fn has_conflict(&self) -> bool {
        self.inner.has_conflict()
    }
}

/// Uses the single lookups, so that each can fail and be changed.
#[async_trait]
impl<D: Decoration> Joins for DecoratedTransaction<D> {
    async fn client_with_grant(
        &mut self,
        client: ClientKey,
        handle: &Handle,
    ) -> Result<Option<ClientWithGrant>, StoreError> {
        let Some(mut client) = self.client(client).await? else { return Ok(None) };
        let is_code = matches!(handle, Handle::Code(_));
        if is_code {
            client.app = self.decoration.app_of_code(client.app);
        }
        let Some(mut grant) = self.grant(handle.grant()).await? else {
            return Ok(Some(ClientWithGrant { client, grant: None }));
        };
        if is_code {
            grant = self.decoration.grant_of_code(grant);
        }
        let holder = self.holder(&grant).await?;
        Ok(Some(ClientWithGrant { client, grant: Some(GrantOfOwner { grant, holder }) }))
    }
}

/// Forwards each method: calls the hook before it, then the method, then the hook for its result.
macro_rules! forward {
    ($($plural:ident {
        $($name:ident($($argument:ident: $kind:ty),*) -> $value:ty $(, |$decoration:ident, $answer:ident| $changed:expr)?;)+
    })+) => {$(
        #[async_trait]
        impl<D: Decoration> $plural for DecoratedTransaction<D> {
            $(async fn $name(&mut self, $($argument: $kind),*) -> Result<$value, StoreError> {
                self.decoration.before_call()?;
                let answer = self.inner.$name($($argument),*).await?;
                $(let answer = {
                    let ($decoration, $answer) = (&self.decoration, answer);
                    $changed
                };)?
                Ok(answer)
            })+
        }
    )+};
}

forward! {
    Accounts {
        add_account(account: &Account) -> bool;
        account(id: AccountId) -> Option<Account>;
        account_by_email(email: &EmailAddress) -> Option<Account>;
        set_password(id: AccountId, password: &PasswordHash, at: Timestamp) -> ();
        set_email_verified(id: AccountId, at: Timestamp) -> ();
        set_guesses(id: AccountId, guesses: GuessCount) -> ();
        set_locale(id: AccountId, locale: Option<&Locale>) -> ();
        set_disabled(id: AccountId, at: Option<Timestamp>) -> ();
    }
    SecondFactors {
        add_factor(factor: &Factor) -> ();
        factors(account: AccountId) -> Factors, |decoration, found| {
            decorated_factors(&**decoration, found)
        };
        confirm_factor(id: FactorId, at: Timestamp) -> bool;
        use_step(id: FactorId, step: i64) -> bool, |decoration, used| decoration.step_was_unused(used);
        remove_factors(account: AccountId) -> ();
        replace_recovery_codes(account: AccountId, codes: &[SecretHash], at: Timestamp) -> ();
        use_recovery_code(account: AccountId, code: SecretHash, at: Timestamp) -> bool;
        recovery_codes_left(account: AccountId) -> u32;
    }
    Sessions {
        add_session(session: &Session) -> ();
        principal(token: SecretHash) -> Option<Principal>, |decoration, found| found.map(|mut principal| {
            principal.factors = decorated_factors(&**decoration, principal.factors);
            principal
        });
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
        app(id: AppId) -> Option<App>, |decoration, found| found.map(|app| decoration.app(app));
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
        grant(id: GrantId) -> Option<Grant>;
        record_tokens(tokens: &MintedTokens) -> bool, |decoration, recorded| {
            let is_redemption = tokens.follows() == Generation::NONE;
            if is_redemption { decoration.code_was_unused(recorded) } else { recorded }
        };
        revoke_grant(id: GrantId, at: Timestamp) -> bool;
        revoke_grants(account: AccountId, app: AppId, at: Timestamp) -> u64;
        revoke_grants_under_requirement(account: AccountId, at: Timestamp) -> u64;
        revoke_grants_since(account: AccountId, since: Timestamp, at: Timestamp) -> u64;
        apps_under_requirement(account: AccountId) -> Vec<App>;
        held_of(account: AccountId, now: Timestamp) -> Vec<Held>;
    }
    MachineTokens {
        add_machine_token(token: &MachineToken) -> ();
        machine_token(hash: SecretHash) -> Option<MachineToken>;
        remove_machine_token(hash: SecretHash) -> ();
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
        add_delivery(delivery: &Delivery) -> ();
        due_deliveries(now: Timestamp, most: u32) -> Vec<Delivery>;
        remove_delivery(id: DeliveryId) -> ();
        postpone_delivery(id: DeliveryId, attempts: u32, due_at: Timestamp) -> ();
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
    HandleKeys {
        add_handle_key(key: &StoredHandleKey) -> bool;
        handle_keys() -> Vec<StoredHandleKey>;
        retire_handle_key(number: HandleKeyNumber, at: Timestamp) -> ();
    }
    Directory {
        find_accounts(query: &AccountQuery) -> Vec<Account>;
        delete_account(id: AccountId) -> ();
        newest_admin() -> Option<Timestamp>;
    }
    Upkeep {
        try_to_write(at: Timestamp) -> ();
        sweep(before: Timestamp, most: u32) -> u64;
        trim_audit_log(horizon: &AuditHorizon, most: u32) -> u64;
    }
    ServerSecrets {
        server_secret(name: &str) -> Option<Vec<u8>>;
        add_server_secret(name: &str, sealed: &[u8]) -> bool;
    }
}

fn decorated_factors(decoration: &impl Decoration, found: Factors) -> Factors {
    Factors::new(found.into_vec().into_iter().map(|factor| decoration.factor(factor)).collect())
}
