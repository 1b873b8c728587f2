//! The audit log.

use async_trait::async_trait;
use twinlock_domain::{AccountId, AppId, AuditEventId, AuditKind, AuditOutcome, Timestamp};

use crate::error::Stored;

/// An event of the audit log. It never contains a secret or a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    /// Its id.
    pub id: AuditEventId,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub kind: AuditKind,
    /// Whether it succeeded or was refused.
    pub outcome: AuditOutcome,
    /// The account it is about.
    pub account: Option<AccountId>,
    /// The account that did it; `None` for the operator, or if nobody is signed in.
    pub actor: Option<AccountId>,
    /// The app it is about.
    pub app: Option<AppId>,
    /// The reason: a stable word, such as the gate's.
    pub reason: Option<String>,
    /// Old and new values, or other details.
    pub detail: Option<String>,
    /// The id of the HTTP request.
    pub request: String,
    /// The client's address.
    pub address: String,
}

/// The audit log. Events never change; [`crate::Upkeep`] removes old ones.
#[async_trait]
pub trait AuditLog {
    /// Adds an event.
    async fn record(&mut self, event: &AuditEvent) -> Stored<()>;
    /// The newest events about an app.
    async fn events_of_app(&mut self, app: AppId, most: u32) -> Stored<Vec<AuditEvent>>;
    /// The newest changes of an app's policy ([`twinlock_domain::AuditKind::POLICY`]), however many other events came
    /// after them.
    async fn policy_events_of_app(&mut self, app: AppId, most: u32) -> Stored<Vec<AuditEvent>>;
    /// The newest events about an account.
    async fn events_of_account(&mut self, account: AccountId, most: u32) -> Stored<Vec<AuditEvent>>;
    /// The newest events.
    async fn events(&mut self, most: u32) -> Stored<Vec<AuditEvent>>;
}
