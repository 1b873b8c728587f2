//! What a user sees of the apps that have access, and taking it away (R17).

use twinlock_domain::{AppId, AuditKind, Consent};
use twinlock_ports::App;

use crate::failure::fails_with;
use crate::unspoken::unspoken;
use crate::{Failure, Trace, Twinlock, Visit};

/// An app that has access.
#[derive(Debug)]
pub struct ConnectedApp {
    /// The app.
    pub app: App,
    /// What it is allowed, since when, and when it was last used.
    pub consent: Consent,
}

/// Take an app's access away.
pub struct RevokeConnectedApp<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// Which app's.
    pub app: AppId,
}

unspoken!(RevokeConnectedApp);

/// Why nothing is shown or taken away.
#[derive(Debug, thiserror::Error)]
pub enum ConnectedAppsError {
    /// Nobody is signed in.
    #[error("sign in first")]
    NotSignedIn,
    /// The app has no access to this account.
    #[error("this app has no access")]
    NotFound,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(ConnectedAppsError);

impl Twinlock {
    /// The apps that have access to the account that is signed in.
    ///
    /// # Errors
    /// When nobody is signed in, or a port fails.
    pub async fn connected_apps(&self, session: Option<&str>) -> Result<Vec<ConnectedApp>, ConnectedAppsError> {
        let now = self.now();
        self.read(async |tx| {
            let Visit::SignedIn(principal) = self.visit_in(tx, session, now).await? else {
                return Err(ConnectedAppsError::NotSignedIn);
            };
            let consents = tx.consents_of(principal.account.id).await?;
            Ok(consents.into_iter().map(|(consent, app)| ConnectedApp { app, consent }).collect())
        })
        .await
    }

    /// Ends the consent and every grant of one app to the account that is signed in.
    ///
    /// # Errors
    /// When nobody is signed in, the app has no access, or a port fails.
    pub async fn revoke_connected_app(
        &self,
        command: RevokeConnectedApp<'_>,
        trace: &Trace,
    ) -> Result<(), ConnectedAppsError> {
        let now = self.now();
        self.write(async |tx| {
            let Visit::SignedIn(principal) = self.visit_in(tx, command.session, now).await? else {
                return Err(ConnectedAppsError::NotSignedIn);
            };
            let account = principal.account.id;
            let consent = tx.revoke_consent(account, command.app, now).await?;
            let grants = tx.revoke_grants(account, command.app, now).await?;
            if !consent && grants == 0 {
                return Err(ConnectedAppsError::NotFound);
            }
            let event = self.event(AuditKind::ConsentRevoked, now, trace).by(account).app(command.app);
            Ok(tx.record(event.row()).await?)
        })
        .await
    }
}
