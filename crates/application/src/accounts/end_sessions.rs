//! Ending sessions from the list: one, or all but this one.

use twinlock_domain::{AuditKind, SessionId};

use crate::failure::fails_with;
use crate::redacted_debug::redacted_debug;
use crate::{Failure, RequestOrigin, Twinlock};

/// End one of the account's sessions.
pub struct EndSession<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// Which one.
    pub ended: SessionId,
}

/// End all sessions of the account but this one.
pub struct EndOtherSessions<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
}

redacted_debug!(EndSession);
redacted_debug!(EndOtherSessions);

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndSessionOutcome {
    /// It ended.
    Ended,
    /// It was this very session: the browser is signed out.
    SignedOut,
    /// The account has no such session.
    NoSuchSession,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndOtherSessionsOutcome {
    /// That many ended.
    Ended(u64),
}

/// Why nothing ended.
#[derive(Debug, thiserror::Error)]
pub enum EndSessionError {
    /// Nobody is signed in.
    #[error("sign in first")]
    NotSignedIn,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(EndSessionError);

impl Twinlock {
    /// Ends a session.
    ///
    /// # Errors
    /// When nobody is signed in, or a port fails.
    pub async fn end_session(
        &self,
        command: EndSession<'_>,
        origin: &RequestOrigin,
    ) -> Result<EndSessionOutcome, EndSessionError> {
        let now = self.now();
        self.write(async |tx| {
            let who = self.session_state_in(tx, command.session, now).await?.signed_in();
            let who = who.ok_or(EndSessionError::NotSignedIn)?;
            if !tx.end_session(who.account.id, command.ended).await? {
                return Ok(EndSessionOutcome::NoSuchSession);
            }
            let own = command.ended == who.session.id;
            let kind = if own { AuditKind::SignedOut } else { AuditKind::SessionEnded };
            tx.record(self.event(kind, now, origin).by(who.account.id).row()).await?;
            Ok(if own { EndSessionOutcome::SignedOut } else { EndSessionOutcome::Ended })
        })
        .await
    }

    /// Ends the others.
    ///
    /// # Errors
    /// When nobody is signed in, or a port fails.
    pub async fn end_other_sessions(
        &self,
        command: EndOtherSessions<'_>,
        origin: &RequestOrigin,
    ) -> Result<EndOtherSessionsOutcome, EndSessionError> {
        let at = self.occasion(origin);
        self.write(async |tx| {
            let who = self.session_state_in(tx, command.session, at.now).await?.signed_in();
            let who = who.ok_or(EndSessionError::NotSignedIn)?;
            let ended = self.end_all_sessions_but(tx, &who, who.session.id, &at).await?;
            Ok(EndOtherSessionsOutcome::Ended(ended))
        })
        .await
    }
}
