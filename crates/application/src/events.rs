//! Writing the audit log: who, when, what, why.

use twinlock_domain::{AccountId, AppId, AuditEventId, AuditKind, Outcome, Reason, Timestamp};
use twinlock_ports::AuditEvent;

use crate::trace::Seen;
use crate::{Trace, Twinlock};

/// An event in the making. What it says is told to the request's trace as well, so that the log and the audit log agree
/// on what was refused, and why.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    row: AuditEvent,
    seen: Seen,
}

impl Twinlock {
    /// Begins an event that was done; [`Event`]'s methods say more.
    pub(crate) fn event(&self, kind: AuditKind, now: Timestamp, trace: &Trace) -> Event {
        let row = AuditEvent {
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
        };
        Event { row, seen: trace.seen.clone() }
    }
}

impl Event {
    /// About an account, by itself.
    pub(crate) fn by(mut self, account: AccountId) -> Self {
        self.row.account = Some(account);
        self.row.actor = Some(account);
        self
    }

    /// About an account, by somebody else or by nobody who is signed in.
    pub(crate) fn about(mut self, account: AccountId) -> Self {
        self.row.account = Some(account);
        self
    }

    /// Done by that account; by the operator, when it is none.
    pub(crate) fn actor(mut self, account: impl Into<Option<AccountId>>) -> Self {
        self.row.actor = account.into();
        self
    }

    /// About an app.
    pub(crate) fn app(mut self, app: AppId) -> Self {
        self.row.app = Some(app);
        self
    }

    /// With a stable word that says why.
    pub(crate) fn why(mut self, reason: impl Into<String>) -> Self {
        self.row.reason = Some(reason.into());
        self
    }

    /// With the gate's reason.
    pub(crate) fn gate(self, reason: Reason) -> Self {
        self.why(reason.as_str())
    }

    /// With old and new values.
    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.row.detail = Some(detail.into());
        self
    }

    /// It was refused.
    pub(crate) fn refused(mut self) -> Self {
        self.row.outcome = Outcome::Refused;
        self
    }

    /// The row.
    pub(crate) fn row(&self) -> &AuditEvent {
        self.tell();
        &self.row
    }

    /// Tells the request's trace, for what leaves no row.
    pub(crate) fn tell(&self) {
        if let Some(app) = self.row.app {
            self.seen.note_app(app);
        }
        if let Some(account) = self.row.account {
            self.seen.note_account(account);
        }
        if self.row.outcome == Outcome::Refused {
            self.seen.note_refusal(self.row.reason.as_deref().unwrap_or(self.row.kind.as_str()));
        }
    }
}
