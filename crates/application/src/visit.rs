//! Who a request comes from: the one place that says whether a session counts.

use twinlock_domain::{Enrolment, SessionId, Timestamp};
use twinlock_ports::{Principal, SessionStage, StoreError, Transaction};

use crate::{Failure, Twinlock};

/// Who a request comes from.
#[derive(Clone, Debug)]
pub enum Visit {
    /// Nobody who is signed in.
    Anonymous,
    /// Somebody whose password was right and who still owes a code: good for nothing else (R2).
    Pending(Box<Principal>),
    /// Somebody who is signed in.
    SignedIn(Box<Principal>),
}

impl Visit {
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
    pub async fn visit(&self, cookie: Option<&str>) -> Result<Visit, Failure> {
        let Some(cookie) = cookie else { return Ok(Visit::Anonymous) };
        let now = self.now();
        let visit = self.glance::<_, Failure>(async |tx| Ok(self.visit_in(tx, Some(cookie), now).await?)).await?;
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
    pub(crate) async fn visit_in(
        &self,
        tx: &mut dyn Transaction,
        cookie: Option<&str>,
        now: Timestamp,
    ) -> Result<Visit, StoreError> {
        let Some(cookie) = cookie else { return Ok(Visit::Anonymous) };
        Ok(self.visit_of(tx.principal(self.hash(cookie)).await?, now))
    }

    /// What a session counts for that was read in a transaction which will act on it.
    pub(crate) fn visit_of(&self, principal: Option<Principal>, now: Timestamp) -> Visit {
        let Some(principal) = principal else { return Visit::Anonymous };
        let session = &principal.session;
        let ended = now >= session.expires_at || now >= session.last_seen_at + self.lifetimes().session_idle;
        let outdated = session.authentication.password_at < principal.account.password_set_at;
        if ended || outdated || principal.account.disabled_at.is_some() {
            return Visit::Anonymous;
        }
        match session.stage {
            SessionStage::PendingSecondFactor => Visit::Pending(Box::new(principal)),
            SessionStage::Active => Visit::SignedIn(Box::new(principal)),
        }
    }
}

/// Notes, in a transaction that writes anyway, that a session was used.
pub(crate) async fn note_use(tx: &mut dyn Transaction, visit: &Visit, now: Timestamp) -> Result<(), StoreError> {
    match unnoted_use(visit, now) {
        Some(id) => tx.touch_session(id, now).await,
        None => Ok(()),
    }
}

/// The session, when its last use that was noted is a while ago. A write at every request would tell little more.
fn unnoted_use(visit: &Visit, now: Timestamp) -> Option<SessionId> {
    match visit {
        Visit::SignedIn(who) | Visit::Pending(who) => {
            (now.since(who.session.last_seen_at) >= SEEN_EVERY).then_some(who.session.id)
        }
        Visit::Anonymous => None,
    }
}

/// Whether factors make an account enrolled (R1): confirmed ones alone.
pub(crate) fn enrolment(factors: &[twinlock_ports::TotpFactor]) -> Enrolment {
    let since = factors.iter().filter_map(|factor| factor.confirmed_at).min();
    since.map_or(Enrolment::NotEnrolled, |since| Enrolment::Enrolled { since })
}
