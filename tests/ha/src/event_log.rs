//! The record of a run: every operation, its time and its outcome. All checks read it.

use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

/// An operation that an actor attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Operation {
    SignUp,
    SignIn,
    /// Register an app of the actor's own.
    Register,
    /// Change an app's name: the smallest durable write.
    Rename,
    Authorize,
    Consent,
    Redeem,
    Refresh,
    /// Turn the requirement on or off.
    Toggle(bool),
    /// Read the requirement.
    Look,
}

/// The outcome of an operation, as its actor observed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Acknowledged.
    Done,
    /// Refused with a reason, so it did not happen.
    Refused,
    /// No response, or one after which it is unknown whether the operation happened.
    Unknown,
}

/// An app's requirement as a response reported it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Policy {
    pub(crate) required: bool,
    pub(crate) epoch: u64,
}

/// One operation.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) actor: String,
    /// The node that was asked.
    pub(crate) node: usize,
    pub(crate) operation: Operation,
    /// The app of the operation; empty if there is none.
    pub(crate) app: String,
    /// Times since the beginning of the run, by one clock.
    pub(crate) begun: Duration,
    pub(crate) ended: Duration,
    pub(crate) outcome: Outcome,
    /// The requirement that the response reported.
    pub(crate) policy: Option<Policy>,
    /// The status, and details for people who read the record.
    pub(crate) answer: String,
}

/// The record of a run. Clones write to the same record.
#[derive(Clone, Debug)]
pub(crate) struct EventLog {
    start: Instant,
    entries: Arc<Mutex<Vec<Entry>>>,
}

impl EventLog {
    pub(crate) fn new() -> Self {
        Self { start: instant(), entries: Arc::default() }
    }

    /// The time since the beginning.
    pub(crate) fn now(&self) -> Duration {
        instant().duration_since(self.start)
    }

    pub(crate) fn record(&self, entry: Entry) {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
    }

    /// Everything so far, in the order of beginning.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner).clone();
        entries.sort_by_key(|entry| entry.begun);
        entries
    }

    /// Writes the record as lines of JSON: one for the beginning and one for the end of each operation.
    pub(crate) fn write(&self, file: &Path) -> Result<()> {
        let mut lines: Vec<(Duration, Value)> = Vec::new();
        for (number, entry) in self.entries().iter().enumerate() {
            lines.push((entry.begun, line(number, entry, "invoke", entry.begun)));
            let kind = match entry.outcome {
                Outcome::Done => "ok",
                Outcome::Refused => "fail",
                Outcome::Unknown => "unknown",
            };
            let mut ended = line(number, entry, kind, entry.ended);
            if let Some(fields) = ended.as_object_mut() {
                fields.insert("answer".into(), json!(entry.answer));
                fields.insert("epoch".into(), json!(entry.policy.map(|policy| policy.epoch)));
                fields.insert("required".into(), json!(entry.policy.map(|policy| policy.required)));
            }
            lines.push((entry.ended, ended));
        }
        lines.sort_by_key(|(at, _)| *at);
        let mut out = Vec::new();
        for (_, line) in lines {
            writeln!(out, "{line}")?;
        }
        std::fs::write(file, out).with_context(|| format!("cannot write {}", file.display()))
    }
}

fn line(number: usize, entry: &Entry, kind: &str, at: Duration) -> Value {
    json!({
        "id": number,
        "type": kind,
        "at_ms": u64::try_from(at.as_millis()).unwrap_or(u64::MAX),
        "actor": entry.actor,
        "node": entry.node,
        "operation": format!("{:?}", entry.operation),
        "app": entry.app,
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "this tool measures how long things take; nothing of Twinlock's reads it"
)]
fn instant() -> Instant {
    Instant::now()
}
