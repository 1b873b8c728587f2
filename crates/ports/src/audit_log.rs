//! The audit log.

use async_trait::async_trait;
use twinlock_domain::{AccountId, AppId, AuditEventId, AuditKind, AuditOutcome, Timestamp};

use crate::error::Stored;

/// A line of the audit log. No secret, and no code, ever stands in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    /// Its id.
    pub id: AuditEventId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: AuditKind,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// The account it is about.
    pub account: Option<AccountId>,
    /// The account that did it.
    pub actor: Option<AccountId>,
    /// The app it is about.
    pub app: Option<AppId>,
    /// Why: a stable word, such as the gate's reason.
    pub reason: Option<String>,
    /// Old and new values, or what else a reader wants to know.
    pub detail: Option<String>,
    /// The request that it happened in.
    pub request: String,
    /// Where that came from.
    pub address: String,
}

/// The audit log. No line of it changes; [`crate::Upkeep`] removes old ones.
#[async_trait]
pub trait AuditLog {
    /// Adds a line.
    async fn record(&mut self, event: &AuditEvent) -> Stored<()>;
    /// The newest lines about an app.
    async fn events_of_app(&mut self, app: AppId, most: u32) -> Stored<Vec<AuditEvent>>;
    /// The newest of them that tell of a change of its policy ([`twinlock_domain::AuditKind::POLICY`]). They are few,
    /// and are found however much else has happened since.
    async fn policy_events_of_app(&mut self, app: AppId, most: u32) -> Stored<Vec<AuditEvent>>;
    /// The newest lines about an account.
    async fn events_of_account(&mut self, account: AccountId, most: u32) -> Stored<Vec<AuditEvent>>;
    /// The newest lines.
    async fn events(&mut self, most: u32) -> Stored<Vec<AuditEvent>>;
}
