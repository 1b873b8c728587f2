//! The demo's accounts and apps, created by the same use cases that the pages call.

use std::sync::Arc;

use anyhow::{Context, bail};
use data_encoding::BASE32_NOPAD;
use serde_json::{Value, json};
use twinlock_adapters_crypto::{OsEntropy, TotpLite};
use twinlock_application::Actor;
use twinlock_application::accounts::{
    BeginEnrolment, BeginEnrolmentOutcome, ConfirmEnrolment, ConfirmEnrolmentOutcome, CreateAccount, EnrolmentDetails,
    SignIn, SignInOutcome,
};
use twinlock_application::developer::{RegisterApp, RegisteredApp, RequireTwoFactor};
use twinlock_application::{ClientMetadata, Twinlock};
use twinlock_domain::{EmailAddress, Password, RedirectUri, TotpSeed, totp_step};
use twinlock_ports::TotpCodes;

use crate::operator;

const ADA: &str = "ada@example.org";
const BOB: &str = "bob@example.org";
/// A public password: it gives access to a demo on loopback only.
const PASSWORD: &str = "twinlock-demo-harbour";

/// The accounts and apps of the demo.
pub(super) struct Cast {
    totp: EnrolmentDetails,
    requiring: RegisteredApp,
    plain: RegisteredApp,
}

impl Cast {
    pub(super) async fn assemble(twinlock: &Twinlock, callback: &str) -> anyhow::Result<Self> {
        make_account(twinlock, ADA, "Ada").await?;
        make_account(twinlock, BOB, "Bob").await?;
        let totp = enrol(twinlock, BOB).await?;
        let requiring = register(twinlock, "Demo Bank", callback).await?;
        let command = RequireTwoFactor {
            by: Actor::Operator,
            app: requiring.app.id,
            required: true,
            revoke_all: false,
            password: None,
            code: None,
        };
        twinlock.require_two_factor(command, &operator::origin("demo")).await?;
        let plain = register(twinlock, "Demo Notes", callback).await?;
        Ok(Self { totp, requiring, plain })
    }

    pub(super) fn accounts_in_words(&self) -> String {
        format!(
            "Accounts (password {PASSWORD}):\n  {ADA}   administrator, owns the apps, no two-factor authentication yet\n  {BOB}   two-factor authentication, key {}\n  \
             {:20}{}\n",
            self.totp.key_base32, "", self.totp.otpauth_uri
        )
    }

    pub(super) fn apps_in_words(&self) -> String {
        let line = |registered: &RegisteredApp, what: &str| {
            let (name, id) = (&registered.app.metadata.client_name, registered.app.id);
            format!("  {name:<11} {what:<19} client_id {id} client_secret {}\n", secret_of(registered))
        };
        format!("Apps:\n{}{}", line(&self.requiring, "requires 2FA"), line(&self.plain, "does not require it"))
    }

    pub(super) fn accounts_json(&self) -> Value {
        json!([
            { "email": ADA, "password": PASSWORD, "two_factor": false },
            {
                "email": BOB,
                "password": PASSWORD,
                "two_factor": true,
                "totp_secret": self.totp.key_base32,
                "otpauth_uri": self.totp.otpauth_uri,
            },
        ])
    }

    pub(super) fn apps_json(&self) -> Value {
        let app = |registered: &RegisteredApp, required: bool| {
            json!({
                "name": registered.app.metadata.client_name,
                "client_id": registered.app.id.to_string(),
                "client_secret": secret_of(registered),
                "redirect_uris": registered.app.metadata.redirect_uris.iter().map(RedirectUri::as_str).collect::<Vec<_>>(),
                "requires_2fa": required,
            })
        };
        json!([app(&self.requiring, true), app(&self.plain, false)])
    }
}

fn secret_of(registered: &RegisteredApp) -> &str {
    registered.secret.as_ref().map_or("", |secret| secret.expose())
}

fn password() -> anyhow::Result<Password> {
    Password::new(PASSWORD.to_owned()).context("the demo's password is too long")
}

async fn make_account(twinlock: &Twinlock, email: &str, display_name: &str) -> anyhow::Result<()> {
    let command = CreateAccount { email, password: password()?, display_name, is_admin: email == ADA, locale: None };
    twinlock.create_account(Actor::Operator, command, &operator::origin("demo")).await?;
    Ok(())
}

async fn register(twinlock: &Twinlock, name: &str, callback: &str) -> anyhow::Result<RegisteredApp> {
    let metadata = ClientMetadata::named(name, vec![RedirectUri::parse(callback)?]);
    let command = RegisterApp { by: Actor::Operator, owner: Some(EmailAddress::parse(ADA)?), metadata };
    Ok(twinlock.register_app(command, &operator::origin("demo")).await?)
}

/// Signs in and enrols an authenticator app, as a user would. Returns the enrolment with its secret.
async fn enrol(twinlock: &Twinlock, email: &str) -> anyhow::Result<EnrolmentDetails> {
    let trace = operator::origin("demo");
    let command = SignIn { email, password: password()?, device: None, session: None };
    let SignInOutcome::SignedIn { token } = twinlock.sign_in(command, &trace).await? else {
        bail!("the demo account cannot sign in");
    };
    let session = Some(token.expose());
    let begun = twinlock.begin_enrolment(BeginEnrolment { session, password: None }, &trace).await?;
    let BeginEnrolmentOutcome::Begun { token: None } = begun else {
        bail!("the demo account cannot begin to enrol");
    };
    let shown = twinlock.pending_enrolment(session).await?.context("no seed was shown to the demo account")?;
    // The code of the previous time step, so that the current one can still be used by somebody who tries the demo at
    // once (R4).
    let seed = TotpSeed::new(BASE32_NOPAD.decode(shown.key_base32.as_bytes())?);
    let code = TotpLite::new(Arc::new(OsEntropy)).code(&seed, totp_step(twinlock.now()) - 1).to_string();
    let confirm = ConfirmEnrolment { session, code: &code, end_other_sessions: false };
    match twinlock.confirm_enrolment(confirm, &trace).await? {
        ConfirmEnrolmentOutcome::Enrolled { .. } => Ok(shown),
        ConfirmEnrolmentOutcome::Refused(refusal) => bail!("the demo account cannot enrol: {}", refusal.as_str()),
    }
}
