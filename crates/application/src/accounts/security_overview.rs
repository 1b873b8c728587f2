//! What the dashboard shows of one's own account, read in one transaction.

use twinlock_domain::{AccountId, Enrolment, SessionId, Timestamp};
use twinlock_ports::{App, AuditEvent, Principal, Session, SessionStage, StoreError, Transaction, TrustedDevice};

use super::pending_enrolment::pending_factor;
use crate::developer::connected_apps_of;
use crate::failure::fails_with;
use crate::session_state::enrolment;
use crate::{Failure, Twinlock};

/// How many lines of the activity log are shown.
const EVENTS: u32 = 50;

/// The security page.
#[derive(Clone, Debug)]
pub struct SecurityOverview {
    /// Who is signed in, with the session and the factors.
    pub principal: Principal,
    /// Whether the account is enrolled, and since when.
    pub enrolment: Enrolment,
    /// Whether a seed waits to be confirmed in this session: see [`Twinlock::pending_enrolment`].
    pub enrolment_pending: bool,
    /// How many recovery codes are left.
    pub recovery_codes_left: u32,
    /// The account's sessions, newest first. Those that still owe a code, and those that have ended, are left out.
    pub sessions: Vec<Session>,
    /// The devices that it trusts, newest first.
    pub devices: Vec<TrustedDevice>,
    /// What happened lately, newest first.
    pub events: Vec<AuditEvent>,
    /// The apps that disabling the second factor would disconnect (R15).
    pub apps_at_stake: Vec<App>,
    /// Whether beginning to enrol asks for the password (R21).
    pub needs_password: bool,
}

impl SecurityOverview {
    /// Whether a session is the one that looks at this.
    pub fn is_current(&self, session: SessionId) -> bool {
        self.principal.session.id == session
    }
}

/// The first page after signing in.
#[derive(Clone, Debug)]
pub struct Dashboard {
    /// Who is signed in, with the session and the factors.
    pub principal: Principal,
    /// Whether the account is enrolled, and since when.
    pub enrolment: Enrolment,
    /// How many recovery codes are left.
    pub recovery_codes_left: u32,
    /// How many sessions the account has, this one among them.
    pub sessions: usize,
    /// How many apps have access, or get it when the user signs in to them.
    pub connected_apps: usize,
    /// How many apps are allowed to use the account, and get no access as it is protected now.
    pub paused_apps: usize,
    /// How many apps the account owns.
    pub own_apps: usize,
}

/// Why nothing is shown.
#[derive(Debug, thiserror::Error)]
pub enum SecurityOverviewError {
    /// Nobody is signed in.
    #[error("sign in first")]
    NotSignedIn,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(SecurityOverviewError);

impl Twinlock {
    /// Everything on the security page.
    ///
    /// # Errors
    /// When nobody is signed in, or a port fails.
    pub async fn security_overview(&self, session: Option<&str>) -> Result<SecurityOverview, SecurityOverviewError> {
        let now = self.now();
        self.read(async |tx| {
            let who =
                self.session_state_in(tx, session, now).await?.signed_in().ok_or(SecurityOverviewError::NotSignedIn)?;
            let account = who.account.id;
            let sessions = self.live_sessions(tx, account, now).await?;
            let mut devices = tx.devices(account).await?;
            devices.retain(|device| now < device.expires_at);
            Ok(SecurityOverview {
                enrolment: enrolment(&who.factors),
                enrolment_pending: pending_factor(&who, now).is_some(),
                recovery_codes_left: tx.recovery_codes_left(account).await?,
                sessions,
                devices,
                events: tx.events_of_account(account, EVENTS).await?,
                apps_at_stake: tx.apps_under_requirement(account).await?,
                needs_password: !self.has_fresh_password(&who, now),
                principal: who,
            })
        })
        .await
    }

    /// Everything on the first page.
    ///
    /// # Errors
    /// When nobody is signed in, or a port fails.
    pub async fn dashboard(&self, session: Option<&str>) -> Result<Dashboard, SecurityOverviewError> {
        let now = self.now();
        self.read(async |tx| {
            let who =
                self.session_state_in(tx, session, now).await?.signed_in().ok_or(SecurityOverviewError::NotSignedIn)?;
            let account = who.account.id;
            let connected = connected_apps_of(tx, &who, now).await?;
            let paused = connected.iter().filter(|app| app.state.is_paused()).count();
            Ok(Dashboard {
                enrolment: enrolment(&who.factors),
                recovery_codes_left: tx.recovery_codes_left(account).await?,
                sessions: self.live_sessions(tx, account, now).await?.len(),
                connected_apps: connected.len() - paused,
                paused_apps: paused,
                own_apps: usize::try_from(tx.count_apps_of(account).await?).unwrap_or(usize::MAX),
                principal: who,
            })
        })
        .await
    }

    /// The account's sessions that are signed in and have not ended by time, newest first.
    async fn live_sessions(
        &self,
        tx: &mut dyn Transaction,
        account: AccountId,
        now: Timestamp,
    ) -> Result<Vec<Session>, StoreError> {
        let idle = self.lifetimes().session_idle;
        let mut sessions = tx.sessions(account).await?;
        sessions.retain(|session| {
            session.stage == SessionStage::Active && now < session.expires_at && now < session.last_seen_at + idle
        });
        Ok(sessions)
    }
}
