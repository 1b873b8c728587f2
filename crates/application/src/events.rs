//! Writing the audit log: who, when, what, why.

use twinlock_domain::{AccountId, AppId, AuditEventId, AuditKind, Outcome, Reason, Timestamp};
use twinlock_ports::AuditEvent;

use crate::{Trace, Twinlock};

/// An event in the making.
#[derive(Clone, Debug)]
pub(crate) struct Event(AuditEvent);

impl Twinlock {
    /// Begins an event that was done; [`Event`]'s methods say more.
    pub(crate) fn event(&self, kind: AuditKind, now: Timestamp, trace: &Trace) -> Event {
        Event(AuditEvent {
            id: AuditEventId::new(now, self.entropy_for_event()),
            at: now,
            kind,
            outcome: Outcome::Done,
            account: None,
            actor: None,
            app: None,
            reason: None,
            detail: None,
            request: trace.request_id.clone(),
            address: trace.device.address.clone(),
        })
    }
}

impl Event {
    /// About an account, by itself.
    pub(crate) fn by(mut self, account: AccountId) -> Self {
        self.0.account = Some(account);
        self.0.actor = Some(account);
        self
    }

    /// About an account, by somebody else or by nobody who is signed in.
    pub(crate) fn about(mut self, account: AccountId) -> Self {
        self.0.account = Some(account);
        self
    }

    /// Done by that account; by the operator, when it is none.
    pub(crate) fn actor(mut self, account: impl Into<Option<AccountId>>) -> Self {
        self.0.actor = account.into();
        self
    }

    /// About an app.
    pub(crate) fn app(mut self, app: AppId) -> Self {
        self.0.app = Some(app);
        self
    }

    /// With a stable word that says why.
    pub(crate) fn why(mut self, reason: impl Into<String>) -> Self {
        self.0.reason = Some(reason.into());
        self
    }

    /// With the gate's reason.
    pub(crate) fn gate(self, reason: Reason) -> Self {
        self.why(reason.as_str())
    }

    /// With old and new values.
    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// It was refused.
    pub(crate) fn refused(mut self) -> Self {
        self.0.outcome = Outcome::Refused;
        self
    }

    /// The row.
    pub(crate) fn row(&self) -> &AuditEvent {
        &self.0
    }
}
