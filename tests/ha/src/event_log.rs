//! What was asked, when, and what came of it: the one record that every check reads.

use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

/// What somebody set out to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Operation {
    SignUp,
    SignIn,
    /// Register an app of one's own.
    Register,
    /// Change an app's name: the smallest durable write there is.
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

/// What came of it, as far as the one who asked can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Acknowledged.
    Done,
    /// Refused with a reason: it did not happen.
    Refused,
    /// No answer, or one that says that the server does not know either.
    Unknown,
}

/// An app's requirement as the server told it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Policy {
    pub(crate) required: bool,
    pub(crate) epoch: u64,
}

/// One thing that was asked.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) actor: String,
    /// Which node was asked.
    pub(crate) node: usize,
    pub(crate) operation: Operation,
    /// Which app it was about; empty where it is about none.
    pub(crate) app: String,
    /// Since the beginning of the run, by one clock.
    pub(crate) begun: Duration,
    pub(crate) ended: Duration,
    pub(crate) outcome: Outcome,
    /// The requirement that an answer told.
    pub(crate) policy: Option<Policy>,
    /// The status and what else helps to understand it.
    pub(crate) answer: String,
}

/// The record of a run. Clones write to the same one.
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

    /// Everything so far, in the order in which it was asked.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner).clone();
        entries.sort_by_key(|entry| entry.begun);
        entries
    }

    /// Writes it as lines of JSON: one when something was asked, one when it ended.
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
