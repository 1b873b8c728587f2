//! Ending sessions from the list: one, or all others.

use twinlock_domain::{AuditKind, SessionId};

use crate::redacted_debug::redacted_debug;
use crate::{RequestOrigin, SessionError, TransactionName, Twinlock};

/// End one of the account's sessions.
pub struct EndSession<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// The session to end.
    pub ended: SessionId,
}

/// End all other sessions of the account.
pub struct EndOtherSessions<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
}

redacted_debug!(EndSession);
redacted_debug!(EndOtherSessions);

/// The outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndSessionOutcome {
    /// The session ended.
    Ended,
    /// It was the current session, so the browser is signed out.
    SignedOut,
    /// The account has no such session.
    NoSuchSession,
}

impl Twinlock {
    /// Ends a session.
    ///
    /// # Errors
    /// [`SessionError::NotSignedIn`] if nobody is signed in; [`SessionError::Failure`] if a port fails.
    pub async fn end_session(
        &self,
        command: EndSession<'_>,
        origin: &RequestOrigin,
    ) -> Result<EndSessionOutcome, SessionError> {
        self.write(TransactionName::EndSession, origin, async |work| {
            let who = work.signed_in(command.session).await?;
            if !work.tx.end_session(who.account.id, command.ended).await? {
                return Ok(EndSessionOutcome::NoSuchSession);
            }
            let own = command.ended == who.session.id;
            let kind = if own { AuditKind::SignedOut } else { AuditKind::SessionEnded };
            work.record(kind).by(who.account.id).await?;
            Ok(if own { EndSessionOutcome::SignedOut } else { EndSessionOutcome::Ended })
        })
        .await
    }

    /// Ends the other sessions, and returns how many there were.
    ///
    /// # Errors
    /// [`SessionError::NotSignedIn`] if nobody is signed in; [`SessionError::Failure`] if a port fails.
    pub async fn end_other_sessions(
        &self,
        command: EndOtherSessions<'_>,
        origin: &RequestOrigin,
    ) -> Result<u64, SessionError> {
        self.write(TransactionName::EndOtherSessions, origin, async |work| {
            let who = work.signed_in(command.session).await?;
            Ok(work.end_all_sessions_but(&who, who.session.id).await?)
        })
        .await
    }
}
