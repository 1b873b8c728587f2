//! What the dashboard shows of the signed-in account, read in one transaction.

use twinlock_domain::{AccountId, Enrolment, SessionId};
use twinlock_ports::{App, AuditEvent, Principal, Session, SessionStage, StoreError, TrustedDevice};

use super::pending_enrolment::pending_factor;
use crate::oauth::{BrowserRequest, RequestHint};
use crate::unit_of_work::UnitOfWork;
use crate::{SessionError, Twinlock};

/// How many events of the activity log are shown.
const EVENTS: u32 = 50;

/// The security page.
#[derive(Debug)]
pub struct SecurityOverview {
    /// The account that is signed in, with its session and factors.
    pub principal: Principal,
    /// Whether the account is enrolled, and since when.
    pub enrolment: Enrolment,
    /// Whether a seed can be confirmed in this session: see [`Twinlock::pending_enrolment`].
    pub enrolment_pending: bool,
    /// How many recovery codes are left.
    pub recovery_codes_left: u32,
    /// The account's live sessions, newest first, without those that still need a code.
    pub sessions: Vec<Session>,
    /// The trusted devices, newest first.
    pub devices: Vec<TrustedDevice>,
    /// The newest events of the account, newest first.
    pub events: Vec<AuditEvent>,
    /// The apps that disabling the second factor would disconnect (R15).
    pub apps_at_stake: Vec<App>,
    /// Whether beginning to enrol asks for the password (R21).
    pub needs_password: bool,
    /// The app of the browser's pending authorization request, if there is one.
    pub heading_to: Option<RequestHint>,
}

impl SecurityOverview {
    /// Whether a session is the current one.
    pub fn is_current(&self, session: SessionId) -> bool {
        self.principal.session.id == session
    }
}

/// The overview page, the first after signing in.
#[derive(Clone, Debug)]
pub struct Dashboard {
    /// The account that is signed in, with its session and factors.
    pub principal: Principal,
    /// Whether the account is enrolled, and since when.
    pub enrolment: Enrolment,
    /// How many recovery codes are left.
    pub recovery_codes_left: u32,
    /// How many sessions the account has, the current one included.
    pub sessions: usize,
    /// How many apps have access, or get it when the user signs in to them.
    pub connected_apps: usize,
    /// How many apps have a consent but no access until the account is better protected.
    pub paused_apps: usize,
    /// How many apps the account owns.
    pub own_apps: usize,
}

impl Twinlock {
    /// Everything on the security page. `heading_to` is the browser's pending authorization request, if it has one.
    ///
    /// # Errors
    /// [`SessionError::NotSignedIn`] if nobody is signed in; [`SessionError::Failure`] if a port fails.
    pub async fn security_overview(
        &self,
        session: Option<&str>,
        heading_to: Option<BrowserRequest<'_>>,
    ) -> Result<SecurityOverview, SessionError> {
        let overview = self
            .read::<_, SessionError>(async |work| {
                let who = work.signed_in(session).await?;
                let account = who.account.id;
                let sessions = work.live_sessions(account).await?;
                let mut devices = work.tx.devices(account).await?;
                devices.retain(|device| work.now < device.expires_at);
                Ok(SecurityOverview {
                    enrolment: who.factors.enrolment(),
                    enrolment_pending: pending_factor(&who, work.now).is_some(),
                    recovery_codes_left: work.tx.recovery_codes_left(account).await?,
                    sessions,
                    devices,
                    events: work.tx.events_of_account(account, EVENTS).await?,
                    apps_at_stake: work.tx.apps_under_requirement(account).await?,
                    needs_password: !self.has_fresh_password(&who, work.now),
                    heading_to: match heading_to {
                        Some(request) => work.request_hint(request).await?,
                        None => None,
                    },
                    principal: who,
                })
            })
            .await?;
        self.note_use_by(&overview.principal).await?;
        Ok(overview)
    }

    /// Everything on the overview page.
    ///
    /// # Errors
    /// [`SessionError::NotSignedIn`] if nobody is signed in; [`SessionError::Failure`] if a port fails.
    pub async fn dashboard(&self, session: Option<&str>) -> Result<Dashboard, SessionError> {
        let dashboard = self
            .read::<_, SessionError>(async |work| {
                let who = work.signed_in(session).await?;
                let account = who.account.id;
                let connected = work.connected_apps_of(&who).await?;
                let paused = connected.iter().filter(|app| app.state.is_paused()).count();
                Ok(Dashboard {
                    enrolment: who.factors.enrolment(),
                    recovery_codes_left: work.tx.recovery_codes_left(account).await?,
                    sessions: work.live_sessions(account).await?.len(),
                    connected_apps: connected.len() - paused,
                    paused_apps: paused,
                    own_apps: usize::try_from(work.tx.count_apps_of(account).await?).unwrap_or(usize::MAX),
                    principal: who,
                })
            })
            .await?;
        self.note_use_by(&dashboard.principal).await?;
        Ok(dashboard)
    }
}

impl UnitOfWork<'_> {
    /// The account's sessions that are signed in and not expired, newest first.
    async fn live_sessions(&mut self, account: AccountId) -> Result<Vec<Session>, StoreError> {
        let idle = self.twinlock.lifetimes().session_idle;
        let mut sessions = self.tx.sessions(account).await?;
        sessions.retain(|session| {
            session.stage == SessionStage::Active
                && self.now < session.expires_at
                && self.now < session.last_seen_at + idle
        });
        Ok(sessions)
    }
}
