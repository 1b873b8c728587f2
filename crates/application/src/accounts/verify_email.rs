//! Confirming an e-mail address by mailed link, and requesting another link. The link shows that somebody reads the
//! mail. A session or the password shows that it is the account's owner, and not somebody whose address was used by
//! another.

use twinlock_domain::{AuditKind, Password};
use twinlock_ports::{Account, LinkPurpose, StoreError};

use super::{Kept, Repeatable};
use crate::failure::from_ports;
use crate::mail::MailEvent;
use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, SessionError, SessionState, TransactionName, Twinlock};

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

/// The outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyEmailOutcome {
    /// The address is confirmed.
    Verified,
    /// Nobody is signed in to the account: its password is needed. The link still works.
    PasswordNeeded,
    /// The password was wrong. The link still works.
    WrongPassword,
}

/// The outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestEmailVerificationOutcome {
    /// A mail was queued, or one was sent a short while ago.
    Mailed,
    /// The address is confirmed already.
    AlreadyVerified,
}

/// Why the address was not confirmed.
#[derive(Debug, thiserror::Error)]
pub enum VerifyEmailError {
    /// The link was used, has expired, or never existed.
    #[error("this link does not work any more: ask for another")]
    DeadLink,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

from_ports!(VerifyEmailError);

impl Repeatable for VerifyEmailOutcome {
    fn is_refusal(&self) -> bool {
        !matches!(self, Self::Verified)
    }

    fn again(_: Kept, _: SessionState) -> Option<Self> {
        Some(Self::Verified)
    }
}

impl Twinlock {
    /// Whether the session is one of the account of a link. `None` if the link does not work.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn is_own_link(&self, token: &str, session: Option<&str>) -> Result<Option<bool>, Failure> {
        self.read(async |work| Ok(work.whose_link(token, session).await?.map(|(_, is_own)| is_own))).await
    }

    /// Confirms the address.
    ///
    /// # Errors
    /// [`VerifyEmailError::DeadLink`] if the link does not work; [`VerifyEmailError::Failure`] if a port fails.
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
        let known = self.read::<_, Failure>(async |work| Ok(work.whose_link(command.token, command.session).await?));
        let (known, is_own) = known.await?.ok_or(VerifyEmailError::DeadLink)?;
        if !is_own {
            let Some(password) = &command.password else { return Ok(VerifyEmailOutcome::PasswordNeeded) };
            let hash = Some(known.password.clone());
            if !self.ports.passwords.verify(password, hash).await.ok_or(Failure::Busy)? {
                self.note_wrong_password_at_link(&known, origin).await?;
                return Ok(VerifyEmailOutcome::WrongPassword);
            }
        }
        self.write(TransactionName::VerifyEmail, origin, async |work| {
            let whose = work.whose_link(command.token, command.session).await?;
            let (account, is_own_still) = whose.ok_or(VerifyEmailError::DeadLink)?;
            // Between the check and this transaction, the session may have ended or the password may have been changed.
            let holds = if is_own { is_own_still } else { account.password_set_at == known.password_set_at };
            if !holds {
                return Ok(VerifyEmailOutcome::PasswordNeeded);
            }
            work.take_live_link(command.token, LinkPurpose::VerifyEmail).await?.ok_or(VerifyEmailError::DeadLink)?;
            work.tx.set_email_verified(account.id, work.now).await?;
            work.record(AuditKind::EmailVerified).about(account.id).await?;
            work.keep(&Kept::default()).await?;
            Ok(VerifyEmailOutcome::Verified)
        })
        .await
    }

    async fn note_wrong_password_at_link(&self, account: &Account, origin: &RequestOrigin) -> Result<(), Failure> {
        self.write(TransactionName::NoteWrongPassword, origin, async |work| {
            let event = work.record(AuditKind::SignInFailed).about(account.id);
            Ok(event.why("wrong_password").refused().await?)
        })
        .await
    }

    /// Mails another link; the previous one stops working. If the last one is less than a minute old, or there were
    /// many within the hour, no link is mailed and the last one still works.
    ///
    /// # Errors
    /// [`SessionError::NotSignedIn`] if nobody is signed in; [`SessionError::Failure`] if a port fails.
    pub async fn request_email_verification(
        &self,
        command: RequestEmailVerification<'_>,
        origin: &RequestOrigin,
    ) -> Result<RequestEmailVerificationOutcome, SessionError> {
        self.write(TransactionName::RequestEmailVerification, origin, async |work| {
            let account = work.signed_in(command.session).await?.account;
            if account.email_verified_at.is_some() {
                return Ok(RequestEmailVerificationOutcome::AlreadyVerified);
            }
            work.mail_confirmation(&account).await?;
            let event = work.record(AuditKind::LinkRequested).by(account.id);
            event.why("verify_email").await?;
            Ok(RequestEmailVerificationOutcome::Mailed)
        })
        .await
    }
}

impl UnitOfWork<'_> {
    /// The account whose address a link confirms, and whether the session is one of it.
    async fn whose_link(&mut self, token: &str, session: Option<&str>) -> Result<Option<(Account, bool)>, StoreError> {
        let link =
            self.tx.link(self.hash(token), LinkPurpose::VerifyEmail).await?.filter(|link| self.now < link.expires_at);
        let Some(id) = link.and_then(|link| link.account) else { return Ok(None) };
        let account = self.tx.account(id).await?.filter(|account| account.disabled_at.is_none());
        let who = self.session_state(session).await?.signed_in();
        Ok(account.map(|account| (account, who.is_some_and(|who| who.account.id == id))))
    }

    /// Mails a link to confirm the address of an account, unless its mailbox had too many lately (R33).
    pub(super) async fn mail_confirmation(&mut self, account: &Account) -> Result<(), StoreError> {
        if !self.may_mail(&account.email, LinkPurpose::VerifyEmail).await? {
            return Ok(());
        }
        let link = self.make_link(LinkPurpose::VerifyEmail, Some(account.id)).await?;
        self.enqueue_mail(account, MailEvent::VerifyEmail { link: &link.url }).await
    }
}
