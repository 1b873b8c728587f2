//! Who a request comes from: the one place that says whether a session counts.

use twinlock_domain::{Enrolment, SessionId, Timestamp};
use twinlock_ports::{Principal, SessionStage, StoreError, Transaction};

use crate::{Failure, Twinlock};

/// Who a request comes from.
#[derive(Clone, Debug)]
pub enum SessionState {
    /// Nobody who is signed in.
    Anonymous,
    /// Somebody whose password was right and who still owes a code: good for nothing else (R2).
    Pending(Box<Principal>),
    /// Somebody who is signed in.
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
}

/// How fresh `last_seen_at` is kept, in seconds.
const SEEN_EVERY: std::time::Duration = std::time::Duration::from_mins(1);

impl Twinlock {
    /// Who holds this session cookie, by a transaction of its own; notes that the session was used.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn session_state(&self, cookie: Option<&str>) -> Result<SessionState, Failure> {
        let Some(cookie) = cookie else { return Ok(SessionState::Anonymous) };
        let now = self.now();
        let visit =
            self.glance::<_, Failure>(async |tx| Ok(self.session_state_in(tx, Some(cookie), now).await?)).await?;
        if let Some(id) = unnoted_use(&visit, now) {
            self.write::<_, Failure>(async |tx| Ok(tx.touch_session(id, now).await?)).await?;
        }
        Ok(visit)
    }

    /// Whether somebody gave their password so recently that it need not be given again (R21, R24).
    pub fn password_is_fresh(&self, who: &Principal) -> bool {
        self.has_fresh_password(who, self.now())
    }

    /// Who holds this session cookie, read in a transaction that will act on it (R8).
    pub(crate) async fn session_state_in(
        &self,
        tx: &mut dyn Transaction,
        cookie: Option<&str>,
        now: Timestamp,
    ) -> Result<SessionState, StoreError> {
        let Some(cookie) = cookie else { return Ok(SessionState::Anonymous) };
        Ok(self.session_state_of(tx.principal(self.hash(cookie)).await?, now))
    }

    /// What a session counts for that was read in a transaction which will act on it.
    pub(crate) fn session_state_of(&self, principal: Option<Principal>, now: Timestamp) -> SessionState {
        let Some(principal) = principal else { return SessionState::Anonymous };
        let session = &principal.session;
        let ended = now >= session.expires_at || now >= session.last_seen_at + self.lifetimes().session_idle;
        let outdated = session.authentication.password_at < principal.account.password_set_at;
        if ended || outdated || principal.account.disabled_at.is_some() {
            return SessionState::Anonymous;
        }
        match session.stage {
            SessionStage::PendingSecondFactor => SessionState::Pending(Box::new(principal)),
            SessionStage::Active => SessionState::SignedIn(Box::new(principal)),
        }
    }
}

/// Notes, in a transaction that writes anyway, that a session was used.
pub(crate) async fn note_use(tx: &mut dyn Transaction, visit: &SessionState, now: Timestamp) -> Result<(), StoreError> {
    match unnoted_use(visit, now) {
        Some(id) => tx.touch_session(id, now).await,
        None => Ok(()),
    }
}

/// The session, when its last use that was noted is a while ago. A write at every request would tell little more.
fn unnoted_use(visit: &SessionState, now: Timestamp) -> Option<SessionId> {
    match visit {
        SessionState::SignedIn(who) | SessionState::Pending(who) => {
            (now.since(who.session.last_seen_at) >= SEEN_EVERY).then_some(who.session.id)
        }
        SessionState::Anonymous => None,
    }
}

/// Whether factors make an account enrolled (R1): confirmed ones alone.
pub(crate) fn enrolment(factors: &[twinlock_ports::TotpFactor]) -> Enrolment {
    let since = factors.iter().filter_map(|factor| factor.confirmed_at).min();
    since.map_or(Enrolment::NotEnrolled, |since| Enrolment::Enrolled { since })
}
