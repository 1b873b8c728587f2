//! Signing out: ends the session, even one that still needs a code.

use twinlock_domain::AuditKind;

use crate::redacted_debug::redacted_debug;
use crate::{Failure, RequestOrigin, TransactionName, Twinlock};

/// Sign out.
pub struct SignOut<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
}

redacted_debug!(SignOut);

/// The outcome. The browser is signed out in either case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOutOutcome {
    /// A session ended.
    SignedOut,
    /// Nobody was signed in.
    NobodyThere,
}

impl Twinlock {
    /// Signs out.
    ///
    /// # Errors
    /// [`Failure`] if a port fails.
    pub async fn sign_out(&self, command: SignOut<'_>, origin: &RequestOrigin) -> Result<SignOutOutcome, Failure> {
        let Some(cookie) = command.session else { return Ok(SignOutOutcome::NobodyThere) };
        self.write(TransactionName::SignOut, origin, async |work| {
            let Some(principal) = work.tx.principal(self.hash(cookie)).await? else {
                return Ok(SignOutOutcome::NobodyThere);
            };
            let account = principal.account.id;
            work.tx.end_session(account, principal.session.id).await?;
            work.record(AuditKind::SignedOut).by(account).await?;
            Ok(SignOutOutcome::SignedOut)
        })
        .await
    }
}
