//! Signing in by password, with or without a session; an enrolled account needs a code after it (R2).

use twinlock_domain::{AccountId, AuditKind, Authentication, BearerSecret, EmailAddress, Password};
use twinlock_ports::{Account, Session, SessionStage};

use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, SessionState, TransactionName, Twinlock};

/// Sign in.
pub struct SignIn<'a> {
    /// The address, as typed.
    pub email: &'a str,
    /// The password.
    pub password: Password,
    /// The trusted device's cookie, if there is one.
    pub device: Option<&'a str>,
    /// The session cookie, when somebody is signed in already.
    pub session: Option<&'a str>,
}

redacted_debug!(SignIn);

/// The outcome.
#[derive(Clone, Debug)]
pub enum SignInOutcome {
    /// Signed in: the account is not enrolled, or the device is trusted.
    SignedIn {
        /// The session's cookie.
        token: BearerSecret,
    },
    /// The password was right, and a code is needed. The cookie is accepted for nothing else.
    SecondFactorNeeded {
        /// The session's cookie.
        token: BearerSecret,
    },
    /// Wrong address or password, or a disabled account. The response does not reveal which.
    Refused,
}

impl Twinlock {
    /// Signs in. Takes as long if no account has the address.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn sign_in(&self, command: SignIn<'_>, origin: &RequestOrigin) -> Result<SignInOutcome, Failure> {
        let email = EmailAddress::parse(command.email).ok();
        let known = self.account_by_email(email.as_ref()).await?;
        let hash = known.as_ref().map(|account| account.password.clone());
        let right = self.ports.passwords.verify(&command.password, hash).await.ok_or(Failure::Busy)?;
        self.write(TransactionName::SignIn, origin, async |work| {
            let account = match &known {
                Some(account) => work.tx.account(account.id).await?,
                None => None,
            };
            match (account, &known) {
                (Some(account), Some(known)) if right && may_sign_in(&account, known) => {
                    work.let_in(&account, &command).await
                }
                (account, _) => {
                    work.note_refused_sign_in(account.as_ref()).await?;
                    Ok(SignInOutcome::Refused)
                }
            }
        })
        .await
    }

    async fn account_by_email(&self, email: Option<&EmailAddress>) -> Result<Option<Account>, Failure> {
        let Some(email) = email else { return Ok(None) };
        self.read(async |work| Ok(work.tx.account_by_email(email).await?)).await
    }
}

impl UnitOfWork<'_> {
    async fn note_refused_sign_in(&mut self, account: Option<&Account>) -> Result<(), Failure> {
        let event = self.record(AuditKind::SignInFailed).refused();
        let event = match account {
            Some(Account { id, disabled_at: Some(_), .. }) => event.about(*id).why("account_disabled"),
            Some(account) => event.about(account.id).why("wrong_password"),
            None => event.why("unknown_account"),
        };
        Ok(event.await?)
    }

    async fn let_in(&mut self, account: &Account, command: &SignIn<'_>) -> Result<SignInOutcome, Failure> {
        let enrolled = self.tx.factors(account.id).await?.is_enrolled();
        let trusted = enrolled && self.is_trusted(account.id, command.device).await?;
        let (stage, how) = match (enrolled, trusted) {
            (true, false) => (SessionStage::PendingSecondFactor, "second_factor_owed"),
            (true, true) => (SessionStage::Active, "trusted_device"),
            (false, _) => (SessionStage::Active, "not_enrolled"),
        };
        let token = match self.session_of(account.id, command.session).await? {
            Some(session) => self.sign_in_again(&session, stage).await?,
            None => self.begin_session(account.id, stage).await?,
        };
        self.record(AuditKind::SignedIn).by(account.id).why(how).await?;
        Ok(match stage {
            SessionStage::Active => SignInOutcome::SignedIn { token },
            SessionStage::PendingSecondFactor => SignInOutcome::SecondFactorNeeded { token },
        })
    }

    async fn is_trusted(&mut self, account: AccountId, cookie: Option<&str>) -> Result<bool, Failure> {
        let Some(cookie) = cookie else { return Ok(false) };
        let device = self.tx.device(self.hash(cookie)).await?;
        Ok(device.is_some_and(|device| device.account == account && self.now < device.expires_at))
    }

    /// The browser's session, if it is this account's. A session of another account is ended.
    async fn session_of(&mut self, account: AccountId, cookie: Option<&str>) -> Result<Option<Session>, Failure> {
        let (SessionState::Pending(principal) | SessionState::SignedIn(principal)) = self.session_state(cookie).await?
        else {
            return Ok(None);
        };
        let session = principal.session;
        if session.account == account {
            return Ok(Some(session));
        }
        self.tx.end_session(session.account, session.id).await?;
        let event = self.record(AuditKind::SignedOut).about(session.account);
        event.why("another_account_signed_in").await?;
        Ok(None)
    }

    /// Records in a session that the password was given again. The session keeps its id, and with it the authorization
    /// request that asked for the password (R11). Its second factor is kept only if no new code is needed.
    async fn sign_in_again(&mut self, session: &Session, stage: SessionStage) -> Result<BearerSecret, Failure> {
        let second_factor = match stage {
            SessionStage::Active => session.authentication.second_factor,
            SessionStage::PendingSecondFactor => None,
        };
        let session = Session { stage, expires_at: self.now + self.twinlock.lifetimes().session, ..session.clone() };
        let authentication = Authentication { password_at: self.now, second_factor };
        self.renew_session(&session, authentication).await
    }
}

/// Whether the account is enabled, and its password is still the one that was checked.
fn may_sign_in(account: &Account, known: &Account) -> bool {
    account.disabled_at.is_none() && account.password_set_at == known.password_set_at
}
