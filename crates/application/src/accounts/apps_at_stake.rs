//! The apps that disabling the second factor would disconnect: the page lists them before the user confirms (R15).

use twinlock_ports::App;

use crate::failure::fails_with;
use crate::{Failure, Twinlock};

/// Why nothing is listed.
#[derive(Debug, thiserror::Error)]
pub enum AppsAtStakeError {
    /// Nobody is signed in.
    #[error("sign in first")]
    NotSignedIn,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(AppsAtStakeError);

impl Twinlock {
    /// Lists them.
    ///
    /// # Errors
    /// When nobody is signed in, or a port fails.
    pub async fn apps_at_stake(&self, session: Option<&str>) -> Result<Vec<App>, AppsAtStakeError> {
        let now = self.now();
        self.read(async |tx| {
            let who =
                self.session_state_in(tx, session, now).await?.signed_in().ok_or(AppsAtStakeError::NotSignedIn)?;
            Ok(tx.apps_under_requirement(who.account.id).await?)
        })
        .await
    }
}
