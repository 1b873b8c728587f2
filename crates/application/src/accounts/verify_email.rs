//! Confirming an e-mail address by mailed link, and asking for another link.

use twinlock_domain::{AuditKind, EmailAddress};
use twinlock_ports::LinkPurpose;

use crate::failure::fails_with;
use crate::letters::Letter;
use crate::unspoken::unspoken;
use crate::{Failure, Trace, Twinlock};

/// Confirm an address.
pub struct VerifyEmail<'a> {
    /// The token of the link.
    pub token: &'a str,
}

/// Ask for another link.
pub struct RequestEmailVerification<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
}

unspoken!(VerifyEmail);
unspoken!(RequestEmailVerification);

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VerifyEmailOutcome {
    /// It is confirmed.
    Verified {
        /// The address.
        email: EmailAddress,
    },
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestEmailVerificationOutcome {
    /// A mail is on its way.
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

impl Twinlock {
    /// Confirms the address.
    ///
    /// # Errors
    /// When the link does not work, or a port fails.
    pub async fn verify_email(
        &self,
        command: VerifyEmail<'_>,
        trace: &Trace,
    ) -> Result<VerifyEmailOutcome, VerifyEmailError> {
        let now = self.now();
        self.write(async |tx| {
            let link = self.take_live_link(tx, command.token, LinkPurpose::VerifyEmail, now).await?;
            let id = link.and_then(|link| link.account).ok_or(VerifyEmailError::DeadLink)?;
            let account = tx.account(id).await?.filter(|account| account.disabled_at.is_none());
            let account = account.ok_or(VerifyEmailError::DeadLink)?;
            tx.set_email_verified(id, now).await?;
            tx.record(self.event(AuditKind::EmailVerified, now, trace).about(id).row()).await?;
            Ok(VerifyEmailOutcome::Verified { email: account.email })
        })
        .await
    }

    /// Mails another link; the one before dies.
    ///
    /// # Errors
    /// When nobody is signed in, or a port fails.
    pub async fn request_email_verification(
        &self,
        command: RequestEmailVerification<'_>,
        trace: &Trace,
    ) -> Result<RequestEmailVerificationOutcome, VerifyEmailError> {
        let at = self.occasion(trace);
        self.write(async |tx| {
            let who = self.visit_in(tx, command.session, at.now).await?.signed_in();
            let account = who.ok_or(VerifyEmailError::NotSignedIn)?.account;
            if account.email_verified_at.is_some() {
                return Ok(RequestEmailVerificationOutcome::AlreadyVerified);
            }
            let link = self.make_link(tx, LinkPurpose::VerifyEmail, Some(account.id), &at).await?;
            self.post(tx, &account.email, &Letter::VerifyEmail { link: &link.url }, &at).await?;
            let event = self.event(AuditKind::LinkRequested, at.now, trace).by(account.id);
            tx.record(event.why("verify_email").row()).await?;
            Ok(RequestEmailVerificationOutcome::Mailed)
        })
        .await
    }
}
