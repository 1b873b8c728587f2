//! Who a request comes from: the only place that decides whether a session is valid.

use std::time::Duration;

use twinlock_domain::Timestamp;
use twinlock_ports::{Principal, Session, SessionStage};

use crate::{Failure, RequestOrigin, TransactionName, Twinlock};

/// Who a request comes from.
#[derive(Clone, Debug)]
pub enum SessionState {
    /// Nobody is signed in.
    Anonymous,
    /// The password was right and a code is still required. Such a session is good for nothing else (R2).
    Pending(Box<Principal>),
    /// Somebody is signed in.
    SignedIn(Box<Principal>),
}

impl SessionState {
    /// The principal, when signed in.
    pub fn signed_in(self) -> Option<Principal> {
        match self {
            Self::SignedIn(principal) => Some(*principal),
            Self::Anonymous | Self::Pending(_) => None,
        }
    }

    /// The principal, if signed in or still to give a code.
    pub(crate) fn principal(&self) -> Option<&Principal> {
        match self {
            Self::SignedIn(principal) | Self::Pending(principal) => Some(principal),
            Self::Anonymous => None,
        }
    }
}

/// Whether a session's `last_seen_at` is due for an update.
pub(crate) fn is_use_unnoted(who: &Principal, now: Timestamp) -> bool {
    now.since(who.session.last_seen_at) >= SEEN_EVERY
}

/// The least time between two updates of `last_seen_at`, so that not every request writes.
const SEEN_EVERY: Duration = Duration::from_mins(1);

impl Twinlock {
    /// Who holds this session cookie, read in a transaction of its own. Records that the session was used.
    ///
    /// # Errors
    /// [`Failure`] if the store fails.
    pub async fn session_state(&self, cookie: Option<&str>) -> Result<SessionState, Failure> {
        let Some(cookie) = cookie else { return Ok(SessionState::Anonymous) };
        let state = self.read_latest::<_, Failure>(async |work| Ok(work.session_state(Some(cookie)).await?)).await?;
        if let Some(who) = state.principal() {
            self.note_use_by(who).await?;
        }
        Ok(state)
    }

    /// Records that a session was used, after a transaction that only read, if that is due.
    pub(crate) async fn note_use_by(&self, who: &Principal) -> Result<(), Failure> {
        if is_use_unnoted(who, self.now()) {
            self.write::<_, Failure>(TransactionName::NoteSessionUse, RequestOrigin::none(), async |work| {
                Ok(work.note_use(who).await?)
            })
            .await?;
        }
        Ok(())
    }

    /// The state of a session, as the transaction that acts on it has read it.
    pub(crate) fn session_state_of(&self, principal: Option<Principal>, now: Timestamp) -> SessionState {
        let Some(principal) = principal else { return SessionState::Anonymous };
        let session = &principal.session;
        let outdated = session.authentication.password_at < principal.account.password_set_at;
        if !self.is_live(session, now) || outdated || principal.account.disabled_at.is_some() {
            return SessionState::Anonymous;
        }
        match session.stage {
            SessionStage::PendingSecondFactor => SessionState::Pending(Box::new(principal)),
            SessionStage::Active => SessionState::SignedIn(Box::new(principal)),
        }
    }

    /// Whether a session has neither reached its maximum age nor been idle for too long.
    pub(crate) fn is_live(&self, session: &Session, now: Timestamp) -> bool {
        now < session.expires_at && now < session.last_seen_at + self.lifetimes().session_idle
    }
}
