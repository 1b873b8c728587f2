//! Recording an event in the audit log.

use std::pin::Pin;

use twinlock_domain::{AccountId, AppId, AuditEventId, AuditKind, AuditOutcome, PassReason};
use twinlock_ports::{AuditEvent, StoreError, Transaction};

use super::UnitOfWork;
use crate::request_origin::SharedFacts;

/// A builder of an audit event; `.await` records it, in the transaction of its unit of work. Its app, account and
/// reason also go into the log line of the request, so that log and audit log agree.
#[must_use = "an event is recorded by `.await`"]
pub(crate) struct Event<'w> {
    tx: &'w mut dyn Transaction,
    row: AuditEvent,
    facts: &'w SharedFacts,
}

impl UnitOfWork<'_> {
    /// Begins an event; the methods of [`Event`] add to it. Every audit event is recorded through this.
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
    /// Sets the account that acted on itself.
    pub(crate) fn by(mut self, account: AccountId) -> Self {
        self.row.account = Some(account);
        self.row.actor = Some(account);
        self
    }

    /// Sets the account that the event is about, if somebody else acted, or nobody is signed in.
    pub(crate) fn about(mut self, account: AccountId) -> Self {
        self.row.account = Some(account);
        self
    }

    /// Sets the account that acted; `None` for the operator.
    pub(crate) fn actor(mut self, account: impl Into<Option<AccountId>>) -> Self {
        self.row.actor = account.into();
        self
    }

    /// Sets the app that the event is about.
    pub(crate) fn app(mut self, app: AppId) -> Self {
        self.row.app = Some(app);
        self
    }

    /// Sets the reason, a stable word.
    pub(crate) fn why(mut self, reason: impl Into<String>) -> Self {
        self.row.reason = Some(reason.into());
        self
    }

    /// Sets the reason why the gate passed.
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

    /// Adds the event to the log line of the request, but not to the audit log: for refusals that anybody can cause as
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
