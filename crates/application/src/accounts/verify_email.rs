//! Confirming an e-mail address by mailed link, and asking for another link. The link shows that somebody reads the mail;
//! a session or the password shows that it is who has the account, and not somebody whose address another signed up with.

use twinlock_domain::{AuditKind, Password, Timestamp};
use twinlock_ports::{Account, LinkPurpose, StoreError, Transaction};

use super::{Kept, Occasion, Repeatable};
use crate::failure::fails_with;
use crate::mail_templates::MailTemplate;
use crate::redacted_debug::redacted_debug;
use crate::{Failure, RequestOrigin, SessionState, Twinlock};

/// Confirm an address.
pub struct VerifyEmail<'a> {
    /// The token of the link.
    pub token: &'a str,
    /// The session cookie.
    pub session: Option<&'a str>,
    /// The account's password, where nobody is signed in to it.
    pub password: Option<Password>,
}

/// Ask for another link.
pub struct RequestEmailVerification<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
}

redacted_debug!(VerifyEmail);
redacted_debug!(RequestEmailVerification);

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyEmailOutcome {
    /// It is confirmed.
    Verified,
    /// Nobody is signed in to the account: its password is needed. The link still works.
    PasswordNeeded,
    /// The password was wrong. The link still works.
    WrongPassword,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestEmailVerificationOutcome {
    /// A mail is on its way, or came a short while ago.
    Mailed,
    /// The address is confirmed already.
    AlreadyVerified,
}

/// Why nothing was confirmed or mailed.
#[derive(Debug, thiserror::Error)]
pub enum VerifyEmailError {
    /// The link was used, is too old, or never was one.
    #[error("this link does not work any more: ask for another")]
    DeadLink,
    /// Nobody is signed in.
    #[error("sign in first")]
    NotSignedIn,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(VerifyEmailError);

impl Repeatable for VerifyEmailOutcome {
    fn is_refusal(&self) -> bool {
        !matches!(self, Self::Verified)
    }

    fn again(_: Kept, _: SessionState) -> Option<Self> {
        Some(Self::Verified)
    }
}

impl Twinlock {
    /// Whether somebody is signed in to the account of a link that still works. `None` when it does not work.
    ///
    /// # Errors
    /// When a port fails.
    pub async fn is_own_link(&self, token: &str, session: Option<&str>) -> Result<Option<bool>, Failure> {
        let now = self.now();
        self.read(async |tx| Ok(self.whose_link(tx, token, session, now).await?.map(|(_, is_own)| is_own))).await
    }

    /// The account that a link would confirm the address of, and whether the session is one of it.
    async fn whose_link(
        &self,
        tx: &mut dyn Transaction,
        token: &str,
        session: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<(Account, bool)>, StoreError> {
        let link = tx.link(self.hash(token), LinkPurpose::VerifyEmail).await?.filter(|link| now < link.expires_at);
        let Some(id) = link.and_then(|link| link.account) else { return Ok(None) };
        let account = tx.account(id).await?.filter(|account| account.disabled_at.is_none());
        let who = self.session_state_in(tx, session, now).await?.signed_in();
        Ok(account.map(|account| (account, who.is_some_and(|who| who.account.id == id))))
    }

    /// Confirms the address.
    ///
    /// # Errors
    /// When the link does not work, or a port fails.
    pub async fn verify_email(
        &self,
        command: VerifyEmail<'_>,
        origin: &RequestOrigin,
    ) -> Result<VerifyEmailOutcome, VerifyEmailError> {
        self.once(origin, async || self.verify_email_once(&command, origin).await).await
    }

    async fn verify_email_once(
        &self,
        command: &VerifyEmail<'_>,
        origin: &RequestOrigin,
    ) -> Result<VerifyEmailOutcome, VerifyEmailError> {
        let now = self.now();
        let known =
            self.read::<_, Failure>(async |tx| Ok(self.whose_link(tx, command.token, command.session, now).await?));
        let (known, is_own) = known.await?.ok_or(VerifyEmailError::DeadLink)?;
        if !is_own {
            let Some(password) = &command.password else { return Ok(VerifyEmailOutcome::PasswordNeeded) };
            let hash = Some(known.password.clone());
            if !self.ports.passwords.verify(password, hash).await.ok_or(Failure::Busy)? {
                self.note_wrong_password_at_link(&known, origin).await?;
                return Ok(VerifyEmailOutcome::WrongPassword);
            }
        }
        let at = self.occasion(origin);
        self.write(async |tx| {
            let whose = self.whose_link(tx, command.token, command.session, at.now).await?;
            let (account, is_own_still) = whose.ok_or(VerifyEmailError::DeadLink)?;
            // The session may have ended, or the password been changed, while the other was looked at.
            let holds = if is_own { is_own_still } else { account.password_set_at == known.password_set_at };
            if !holds {
                return Ok(VerifyEmailOutcome::PasswordNeeded);
            }
            self.take_live_link(tx, command.token, LinkPurpose::VerifyEmail, at.now)
                .await?
                .ok_or(VerifyEmailError::DeadLink)?;
            tx.set_email_verified(account.id, at.now).await?;
            tx.record(self.event(AuditKind::EmailVerified, at.now, origin).about(account.id).row()).await?;
            self.keep(tx, &Kept::default(), &at).await?;
            Ok(VerifyEmailOutcome::Verified)
        })
        .await
    }

    async fn note_wrong_password_at_link(&self, account: &Account, origin: &RequestOrigin) -> Result<(), Failure> {
        let event = self.event(AuditKind::SignInFailed, self.now(), origin).about(account.id);
        let event = event.why("wrong_password").refused();
        self.write(async |tx| Ok(tx.record(event.row()).await?)).await
    }

    /// Mails a link to confirm the address of an account, where its mailbox has not had too many lately (R33).
    pub(super) async fn mail_confirmation(
        &self,
        tx: &mut dyn Transaction,
        account: &Account,
        at: &Occasion<'_>,
    ) -> Result<(), StoreError> {
        if !self.may_mail(tx, &account.email, LinkPurpose::VerifyEmail, at.now).await? {
            return Ok(());
        }
        let link = self.make_link(tx, LinkPurpose::VerifyEmail, Some(account.id), at).await?;
        self.enqueue_mail(tx, &account.email, &MailTemplate::VerifyEmail { link: &link.url }, at).await
    }

    /// Mails another link; the one before dies. Where the last one is less than a minute old, or there were many within
    /// the hour, that one stays and no other is mailed.
    ///
    /// # Errors
    /// When nobody is signed in, or a port fails.
    pub async fn request_email_verification(
        &self,
        command: RequestEmailVerification<'_>,
        origin: &RequestOrigin,
    ) -> Result<RequestEmailVerificationOutcome, VerifyEmailError> {
        let at = self.occasion(origin);
        self.write(async |tx| {
            let who = self.session_state_in(tx, command.session, at.now).await?.signed_in();
            let account = who.ok_or(VerifyEmailError::NotSignedIn)?.account;
            if account.email_verified_at.is_some() {
                return Ok(RequestEmailVerificationOutcome::AlreadyVerified);
            }
            self.mail_confirmation(tx, &account, &at).await?;
            let event = self.event(AuditKind::LinkRequested, at.now, origin).by(account.id);
            tx.record(event.why("verify_email").row()).await?;
            Ok(RequestEmailVerificationOutcome::Mailed)
        })
        .await
    }
}
