//! A log as operations: when each began, until when it may have had its effect, and its outcome.

use std::collections::HashMap;

use crate::record::{Answer, Call, Entry, Event, Outcome, Phase, Worth};

/// How long after a server error an operation may still take effect, in milliseconds: a statement that the node sent to
/// the database before it answered ends within its timeout of ten seconds.
const SETTLED_AFTER_ANSWER: i64 = 11_000;

/// The same without an answer. The client has waited for eight seconds or seen the connection close; no fault delays
/// traffic for more than three seconds, and then the statement's timeout of ten seconds applies.
const SETTLED_AFTER_SILENCE: i64 = 20_000;

/// The outcome of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Ok(Answer),
    Refused { status: u16, error: String },
    Unknown,
}

/// An operation of a client.
#[derive(Clone, Debug)]
pub struct Op {
    pub id: u64,
    pub node: usize,
    pub call: Call,
    pub verdict: Verdict,
    /// The line from which on it may have had its effect.
    pub begins: u64,
    /// The last line at which it may still have its effect; operations that begin later come after it.
    pub ends: u64,
    /// When the line `begins` was written, in milliseconds since 1970.
    pub begins_wall: i64,
    /// When it was answered; without an answer, the time after which it can no longer take effect.
    pub ends_wall: i64,
}

impl Op {
    /// Whether it ended before another began.
    pub fn before(&self, other: &Self) -> bool {
        self.ends < other.begins
    }

    /// Whether it may have had an effect.
    pub fn may_have_applied(&self) -> bool {
        !matches!(self.verdict, Verdict::Refused { .. })
    }

    /// Whether it certainly had its effect.
    pub fn applied(&self) -> bool {
        matches!(self.verdict, Verdict::Ok(_))
    }

    /// The answer, if it succeeded.
    pub fn answer(&self) -> Option<&Answer> {
        match &self.verdict {
            Verdict::Ok(answer) => Some(answer),
            Verdict::Refused { .. } | Verdict::Unknown => None,
        }
    }

    /// The introspection response, if it is one of an active token.
    pub fn active(&self) -> Option<&Worth> {
        match self.answer() {
            Some(Answer::Worth(worth)) if worth.active => Some(worth),
            _ => None,
        }
    }

    /// The error code of a refusal.
    pub fn refusal(&self) -> Option<&str> {
        match &self.verdict {
            Verdict::Refused { error, .. } => Some(error),
            Verdict::Ok(_) | Verdict::Unknown => None,
        }
    }
}

/// A range of lines in which a node's clock may have been ahead by `millis`.
#[derive(Clone, Copy, Debug)]
struct Skewed {
    node: usize,
    millis: i64,
    from: u64,
    until: u64,
}

/// The lifetimes of tokens and of the retry window, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    pub refresh_sliding: i64,
    pub access_token: i64,
    pub retry_window: i64,
}

/// A log as operations, ready for the checker.
#[derive(Debug)]
pub struct History {
    pub ops: Vec<Op>,
    pub lifetimes: Lifetimes,
    skews: Vec<Skewed>,
}

impl History {
    /// Reads a log. An outcome without its operation is ignored; an operation without an outcome may have had its
    /// effect.
    pub fn of(entries: &[Entry]) -> Self {
        let done: HashMap<u64, &Entry> = entries
            .iter()
            .filter_map(|entry| match &entry.event {
                Event::Done { op, .. } => Some((*op, entry)),
                _ => None,
            })
            .collect();
        let ops = entries.iter().filter_map(|entry| operation(entry, &done, entries)).collect();
        Self { ops, lifetimes: lifetimes(entries), skews: skews(entries) }
    }

    /// By how many milliseconds a node's clock may have been ahead during an operation: the least and the most.
    pub fn skew(&self, op: &Op) -> (i64, i64) {
        self.skew_within(op.node, op.begins, op.ends)
    }

    fn skew_within(&self, node: usize, from: u64, until: u64) -> (i64, i64) {
        let here = self.skews.iter().filter(|skew| skew.node == node && skew.from <= until && skew.until >= from);
        let values = here.map(|skew| skew.millis);
        (values.clone().min().unwrap_or(0), values.max().unwrap_or(0))
    }

    /// The time on the node's clock during an operation, in milliseconds: the earliest and the latest possible.
    pub fn clock(&self, op: &Op) -> (i64, i64) {
        let (least, most) = self.skew(op);
        (op.begins_wall + least, op.ends_wall + most)
    }

    /// Whether any node's clock may have been off between two lines.
    pub fn any_skew(&self, from: u64, until: u64) -> bool {
        self.skews.iter().any(|skew| skew.millis != 0 && skew.from <= until && skew.until >= from)
    }
}

fn operation(entry: &Entry, done: &HashMap<u64, &Entry>, entries: &[Entry]) -> Option<Op> {
    let Event::Invoke { op, node, call, .. } = &entry.event else { return None };
    let end = done.get(op).copied();
    let (verdict, settled_after) = match end.map(|end| &end.event) {
        Some(Event::Done { outcome: Outcome::Ok { answer }, .. }) => (Verdict::Ok(answer.clone()), None),
        Some(Event::Done { outcome: Outcome::Refused { status, error }, .. }) => {
            (Verdict::Refused { status: *status, error: error.clone() }, None)
        }
        Some(Event::Done { outcome: Outcome::Unknown { answered: true, .. }, .. }) => {
            (Verdict::Unknown, Some(SETTLED_AFTER_ANSWER))
        }
        _ => (Verdict::Unknown, Some(SETTLED_AFTER_SILENCE)),
    };
    let last = end.map_or_else(|| entries.last().map_or(entry.wall, |last| last.wall), |end| end.wall);
    let ends = match (end, settled_after) {
        (Some(end), None) => end.at,
        (Some(end), Some(span)) => last_line_by(entries, end.wall + span),
        (None, _) => u64::MAX,
    };
    Some(Op {
        id: *op,
        node: *node,
        call: call.clone(),
        verdict,
        begins: entry.at,
        ends,
        begins_wall: entry.wall,
        ends_wall: last + settled_after.unwrap_or(0),
    })
}

/// The last line that was written by a time.
fn last_line_by(entries: &[Entry], wall: i64) -> u64 {
    let place = entries.partition_point(|entry| entry.wall <= wall);
    place.checked_sub(1).and_then(|last| entries.get(last)).map_or(u64::MAX, |entry| entry.at)
}

const DAY: i64 = 86_400_000;

fn lifetimes(entries: &[Entry]) -> Lifetimes {
    let told = entries.iter().find_map(|entry| match entry.event {
        Event::Lifetimes { refresh_sliding_ms, access_token_ms, retry_window_ms } => Some(Lifetimes {
            refresh_sliding: refresh_sliding_ms,
            access_token: access_token_ms,
            retry_window: retry_window_ms,
        }),
        _ => None,
    });
    // A log without lifetimes comes from servers with the defaults.
    told.unwrap_or(Lifetimes { refresh_sliding: 30 * DAY, access_token: 600_000, retry_window: 10_000 })
}

/// The skews of all nodes. Each node begins without skew.
fn skews(entries: &[Entry]) -> Vec<Skewed> {
    let mut skews: Vec<Skewed> = Vec::new();
    for entry in entries {
        let Event::Skew { node, seconds, phase } = entry.event else { continue };
        match phase {
            Phase::Begin => {
                if !skews.iter().any(|skew| skew.node == node) {
                    skews.push(Skewed { node, millis: 0, from: 0, until: u64::MAX });
                }
                skews.push(Skewed { node, millis: seconds * 1000, from: entry.at, until: u64::MAX });
            }
            Phase::End => {
                let mut of_node: Vec<_> = skews.iter_mut().filter(|skew| skew.node == node).collect();
                of_node.pop();
                for skew in of_node {
                    skew.until = skew.until.min(entry.at);
                }
            }
        }
    }
    skews
}
