//! Whose session a unit of work acts for, read in its own transaction (R8).

use twinlock_ports::{Principal, StoreError};

use super::UnitOfWork;
use crate::session_state::is_use_unnoted;
use crate::{SessionError, SessionState};

impl UnitOfWork<'_> {
    /// Who a session cookie belongs to, and whether they are signed in.
    pub(crate) async fn session_state(&mut self, cookie: Option<&str>) -> Result<SessionState, StoreError> {
        let Some(cookie) = cookie else { return Ok(SessionState::Anonymous) };
        let principal = self.tx.principal(self.hash(cookie)).await?;
        Ok(self.twinlock.session_state_of(principal, self.now))
    }

    /// Who is signed in with a session cookie.
    ///
    /// # Errors
    /// [`SessionError::NotSignedIn`] if nobody is, or a code is still owed; [`SessionError::Failure`] if the store
    /// fails.
    pub(crate) async fn signed_in(&mut self, cookie: Option<&str>) -> Result<Principal, SessionError> {
        self.session_state(cookie).await?.signed_in().ok_or(SessionError::NotSignedIn)
    }

    /// Notes that a session was used, where the last note is a while ago.
    pub(crate) async fn note_use(&mut self, who: &Principal) -> Result<(), StoreError> {
        if is_use_unnoted(who, self.now) {
            self.tx.touch_session(who.session.id, self.now).await?;
        }
        Ok(())
    }
}
