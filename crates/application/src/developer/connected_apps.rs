//! The apps that have access to a user's account, and revoking it (R17).

use twinlock_domain::{AppId, AuditKind, Consent, Timestamp};
use twinlock_ports::{App, Held, Principal, StoreError};

use crate::failure::from_ports_and_session;
use crate::gate::{GateSubject, Lasting};
use crate::redacted_debug::redacted_debug;
use crate::unit_of_work::UnitOfWork;
use crate::{Failure, RequestOrigin, SessionError, TransactionName, Twinlock};

/// An app that is allowed to use the account.
#[derive(Debug)]
pub struct ConnectedApp {
    /// The app.
    pub app: App,
    /// The consent: its scopes, when it was given, and when it was last used.
    pub consent: Consent,
    /// Whether it has access now, and may get it again.
    pub state: ConnectionState,
}

/// Whether an app that is allowed to use an account has access now, and may get it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionState {
    /// It has a token that works, and can renew it.
    Connected,
    /// It has no token; it gets one when the user signs in to it again.
    AtNextSignIn,
    /// It gets no new access until the account is better protected; the tokens that it has work until they expire
    /// (R13).
    Ending {
        /// When its last token expires.
        until: Timestamp,
    },
    /// It has no access, and gets none until the account is better protected (R15).
    Paused(Obstacle),
}

impl ConnectionState {
    /// Whether it has no access and cannot get any.
    pub const fn is_paused(self) -> bool {
        matches!(self, Self::Paused(_))
    }
}

/// Why an app gets no access although it is allowed to use the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The app requires a second factor, and the account has none.
    NotEnrolled,
    /// The app requires a factor that was enrolled longer ago than the account's (R22).
    FactorTooYoung {
        /// When the factor is old enough.
        until: Timestamp,
    },
}

/// Revoke an app's access.
pub struct RevokeConnectedApp<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// The app.
    pub app: AppId,
}

redacted_debug!(RevokeConnectedApp);

/// Why no access was revoked.
#[derive(Debug, thiserror::Error)]
pub enum RevokeConnectedAppError {
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

from_ports_and_session!(RevokeConnectedAppError);

impl Twinlock {
    /// The apps that have access to the account that is signed in.
    ///
    /// # Errors
    /// [`SessionError::NotSignedIn`] if nobody is signed in; [`SessionError::Failure`] if a port fails.
    pub async fn connected_apps(&self, session: Option<&str>) -> Result<Vec<ConnectedApp>, SessionError> {
        self.read(async |work| {
            let principal = work.signed_in(session).await?;
            Ok(work.connected_apps_of(&principal).await?)
        })
        .await
    }

    /// Ends the consent and every grant of one app to the account that is signed in.
    ///
    /// # Errors
    /// [`RevokeConnectedAppError::NotSignedIn`] if nobody is signed in; [`RevokeConnectedAppError::NotFound`] if the
    /// app has no access; [`RevokeConnectedAppError::Failure`] if a port fails.
    pub async fn revoke_connected_app(
        &self,
        command: RevokeConnectedApp<'_>,
        origin: &RequestOrigin,
    ) -> Result<(), RevokeConnectedAppError> {
        self.write(TransactionName::RevokeConnectedApp, origin, async |work| {
            let principal = work.signed_in(command.session).await?;
            let account = principal.account.id;
            let consent = work.tx.revoke_consent(account, command.app, work.now).await?;
            let grants = work.tx.revoke_grants(account, command.app, work.now).await?;
            if !consent && grants == 0 {
                return Err(RevokeConnectedAppError::NotFound);
            }
            let event = work.record(AuditKind::ConsentRevoked).by(account).app(command.app);
            Ok(event.await?)
        })
        .await
    }
}

impl UnitOfWork<'_> {
    /// The apps that an account allows, each with its state.
    pub(crate) async fn connected_apps_of(&mut self, who: &Principal) -> Result<Vec<ConnectedApp>, StoreError> {
        let consents = self.tx.consents_of(who.account.id).await?;
        if consents.is_empty() {
            return Ok(Vec::new());
        }
        let held = self.tx.held_of(who.account.id, self.now).await?;
        let asking = GateSubject { account: &who.account, factors: &who.factors };
        let connected = |(consent, app): (Consent, App)| {
            let state = state(&asking, &app, &held, self.now);
            ConnectedApp { app, consent, state }
        };
        Ok(consents.into_iter().map(connected).collect())
    }
}

fn state(asking: &GateSubject<'_>, app: &App, held: &[Held], now: Timestamp) -> ConnectionState {
    let alive = || held.iter().filter(|held| held.app == app.id && !app.policy.has_revoked(held.epoch));
    let works = |held: &&Held| !held.refreshable || asking.refreshes(app, held, now);
    let until = alive().filter(works).map(|held| held.until).max();
    match (asking.lasting(app, now), until) {
        (Lasting::Open, None) => ConnectionState::AtNextSignIn,
        (Lasting::Open, Some(_)) => ConnectionState::Connected,
        // The factor becomes old enough before the app's last token expires.
        (Lasting::FactorTooYoung { until }, Some(end)) if until <= end => ConnectionState::Connected,
        (_, Some(until)) => ConnectionState::Ending { until },
        (Lasting::NotEnrolled, None) => ConnectionState::Paused(Obstacle::NotEnrolled),
        (Lasting::FactorTooYoung { until }, None) => ConnectionState::Paused(Obstacle::FactorTooYoung { until }),
    }
}
