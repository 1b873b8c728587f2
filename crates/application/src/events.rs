//! Writing the audit log: who, when, what, why.

use twinlock_domain::{AccountId, AppId, AuditEventId, AuditKind, AuditOutcome, Reason, Timestamp};
use twinlock_ports::AuditEvent;

use crate::request_origin::Seen;
use crate::{RequestOrigin, Twinlock};

/// An event in the making. What it says also goes into the log line of its request, so that the log and the audit log agree
/// on what was refused, and why.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    row: AuditEvent,
    seen: Seen,
}

impl Twinlock {
    /// Begins an event that was done; [`Event`]'s methods say more.
    pub(crate) fn event(&self, kind: AuditKind, now: Timestamp, origin: &RequestOrigin) -> Event {
        let row = AuditEvent {
            id: AuditEventId::new(now, self.entropy_for_event()),
            at: now,
            kind,
            outcome: AuditOutcome::Done,
            account: None,
            actor: None,
            app: None,
            reason: None,
            detail: None,
            request: origin.request_id.clone(),
            address: origin.device.address.clone(),
        };
        Event { row, seen: origin.seen.clone() }
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
        self.row.outcome = AuditOutcome::Refused;
        self
    }

    /// The row.
    pub(crate) fn row(&self) -> &AuditEvent {
        self.note_in_log();
        &self.row
    }

    /// Tells the line that the log has for this request; for what leaves no row.
    pub(crate) fn note_in_log(&self) {
        if let Some(app) = self.row.app {
            self.seen.note_app(app);
        }
        if let Some(account) = self.row.account {
            self.seen.note_account(account);
        }
        if self.row.outcome == AuditOutcome::Refused {
            self.seen.note_refusal(self.row.reason.as_deref().unwrap_or(self.row.kind.as_str()));
        }
    }
}
