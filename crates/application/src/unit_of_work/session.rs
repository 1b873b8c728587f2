//! The session that a unit of work acts for, read in its own transaction (R8).

use twinlock_ports::{Principal, StoreError};

use super::UnitOfWork;
use crate::session_state::is_use_unnoted;
use crate::{SessionError, SessionState};

impl UnitOfWork<'_> {
    /// Who a session cookie belongs to, and whether the session is signed in.
    pub(crate) async fn session_state(&mut self, cookie: Option<&str>) -> Result<SessionState, StoreError> {
        let Some(cookie) = cookie else { return Ok(SessionState::Anonymous) };
        let principal = self.tx.principal(self.hash(cookie)).await?;
        Ok(self.twinlock.session_state_of(principal, self.now))
    }

    /// The principal that is signed in with a session cookie.
    ///
    /// # Errors
    /// [`SessionError::NotSignedIn`] if nobody is signed in, or the sign-in still needs a code;
    /// [`SessionError::Failure`] if the store fails.
    pub(crate) async fn signed_in(&mut self, cookie: Option<&str>) -> Result<Principal, SessionError> {
        self.session_state(cookie).await?.signed_in().ok_or(SessionError::NotSignedIn)
    }

    /// Records that a session was used, if that is due.
    pub(crate) async fn note_use(&mut self, who: &Principal) -> Result<(), StoreError> {
        if is_use_unnoted(who, self.now) {
            self.tx.touch_session(who.session.id, self.now).await?;
        }
        Ok(())
    }
}
