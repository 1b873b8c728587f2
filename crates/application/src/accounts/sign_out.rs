//! Signing out: the session ends, at whatever stage it is.

use twinlock_domain::AuditKind;

use crate::failure::fails_with;
use crate::redacted_debug::redacted_debug;
use crate::{Failure, RequestOrigin, Twinlock};

/// Sign out.
pub struct SignOut<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
}

redacted_debug!(SignOut);

/// What came of it. The browser is signed out in either case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOutOutcome {
    /// A session ended.
    SignedOut,
    /// There was none.
    NobodyThere,
}

/// Why it is not known whether the session ended.
#[derive(Debug, thiserror::Error)]
pub enum SignOutError {
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(SignOutError);

impl Twinlock {
    /// Signs out.
    ///
    /// # Errors
    /// When a port fails.
    pub async fn sign_out(&self, command: SignOut<'_>, origin: &RequestOrigin) -> Result<SignOutOutcome, SignOutError> {
        let Some(cookie) = command.session else { return Ok(SignOutOutcome::NobodyThere) };
        let now = self.now();
        self.write(async |tx| {
            let Some(principal) = tx.principal(self.hash(cookie)).await? else {
                return Ok(SignOutOutcome::NobodyThere);
            };
            let account = principal.account.id;
            tx.end_session(account, principal.session.id).await?;
            tx.record(self.event(AuditKind::SignedOut, now, origin).by(account).row()).await?;
            Ok(SignOutOutcome::SignedOut)
        })
        .await
    }
}
