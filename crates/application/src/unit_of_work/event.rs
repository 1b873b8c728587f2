//! Recording an event in the audit log: who, when, what, why.

use std::pin::Pin;

use twinlock_domain::{AccountId, AppId, AuditEventId, AuditKind, AuditOutcome, PassReason};
use twinlock_ports::{AuditEvent, StoreError, Transaction};

use super::UnitOfWork;
use crate::request_origin::SharedFacts;

/// An event that is being described; `.await` records it, in the transaction of its unit of work. What it says also goes
/// into the log line of its request, so that the log and the audit log agree on what was refused, and why.
#[must_use = "an event is recorded by `.await`"]
pub(crate) struct Event<'w> {
    tx: &'w mut dyn Transaction,
    row: AuditEvent,
    facts: &'w SharedFacts,
}

impl UnitOfWork<'_> {
    /// Begins an event of something that was done; [`Event`]'s methods say more. The one place through which everything
    /// passes that is worth recording.
    pub(crate) fn record(&mut self, kind: AuditKind) -> Event<'_> {
        let row = AuditEvent {
            id: AuditEventId::new(self.now, self.twinlock.entropy_for_event()),
            at: self.now,
            kind,
            outcome: AuditOutcome::Done,
            account: None,
            actor: None,
            app: None,
            reason: None,
            detail: None,
            request: self.origin.request_id.clone(),
            address: self.origin.device.address.clone(),
        };
        Event { tx: self.tx, row, facts: &self.origin.facts }
    }
}

impl Event<'_> {
    /// Done by an account to itself.
    pub(crate) fn by(mut self, account: AccountId) -> Self {
        self.row.account = Some(account);
        self.row.actor = Some(account);
        self
    }

    /// About an account, done by another, or by nobody who is signed in.
    pub(crate) fn about(mut self, account: AccountId) -> Self {
        self.row.account = Some(account);
        self
    }

    /// Done by that account; by the operator, when it is none.
    pub(crate) fn actor(mut self, account: impl Into<Option<AccountId>>) -> Self {
        self.row.actor = account.into();
        self
    }

    /// Sets the app that the event is about.
    pub(crate) fn app(mut self, app: AppId) -> Self {
        self.row.app = Some(app);
        self
    }

    /// With a stable word that says why.
    pub(crate) fn why(mut self, reason: impl Into<String>) -> Self {
        self.row.reason = Some(reason.into());
        self
    }

    /// With the reason why the gate passed.
    pub(crate) fn passed(self, reason: PassReason) -> Self {
        self.why(reason.as_str())
    }

    /// Sets the detail, such as old and new values.
    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.row.detail = Some(detail.into());
        self
    }

    /// Marks the event as a refusal.
    pub(crate) fn refused(mut self) -> Self {
        self.row.outcome = AuditOutcome::Refused;
        self
    }

    /// Only adds it to the log line of its request, without a row in the audit log: for refusals that anybody can cause as
    /// often as they like.
    pub(crate) fn only_in_log(self) {
        self.note_in_log();
    }

    fn note_in_log(&self) {
        if let Some(app) = self.row.app {
            self.facts.note_app(app);
        }
        if let Some(account) = self.row.account {
            self.facts.note_account(account);
        }
        if self.row.outcome == AuditOutcome::Refused {
            self.facts.note_refusal(self.row.reason.as_deref().unwrap_or(self.row.kind.as_str()));
        }
    }
}

impl<'w> IntoFuture for Event<'w> {
    type Output = Result<(), StoreError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'w>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            self.note_in_log();
            self.tx.record(&self.row).await
        })
    }
}
