//! The apps that disabling the second factor would disconnect: the page lists them before the user confirms (R15).

use twinlock_ports::App;

use crate::{SessionError, Twinlock};

impl Twinlock {
    /// Lists them.
    ///
    /// # Errors
    /// [`SessionError::NotSignedIn`] if nobody is signed in; [`SessionError::Failure`] if a port fails.
    pub async fn apps_at_stake(&self, session: Option<&str>) -> Result<Vec<App>, SessionError> {
        self.read(async |work| {
            let who = work.signed_in(session).await?;
            Ok(work.tx.apps_under_requirement(who.account.id).await?)
        })
        .await
    }
}
