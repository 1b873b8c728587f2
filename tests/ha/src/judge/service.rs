//! Without a database nothing is decided; once there is one again, every node serves without a restart.

use std::time::Duration;

use super::{Run, Verdict, seconds};
use crate::event_log::{Entry, Operation, Outcome};

/// How long after the promotion a node may take to serve again.
const BACK_WITHIN: Duration = Duration::from_secs(5);
/// How long a response may take that reports an unavailable database. The nodes wait 12 s for a database that is
/// silent.
const SAID_WITHIN: Duration = Duration::from_secs(13);

/// Checks the time without a database.
pub(super) fn closed(run: &Run) -> Verdict {
    let failover = run.failover;
    let amid = |entry: &&Entry| entry.begun > failover.gone && entry.ended < failover.promoting;
    let amid: Vec<&Entry> = run.entries.iter().filter(amid).collect();
    let mut failures = Vec::new();
    // Only 503 is accepted. The word after it is absent on pages, so it is not compared.
    for entry in amid.iter().filter(|entry| !entry.answer.starts_with("503")) {
        failures.push(format!("{:?} of {} was answered {:?}", entry.operation, entry.actor, entry.answer));
    }
    // A handover is too short for many requests without a database; a failure is not.
    if failover.promoting.saturating_sub(failover.gone) > Duration::from_secs(1) && amid.len() < 4 * run.nodes {
        failures.push(format!("only {} requests were made while there was no database", amid.len()));
    }
    let during = |entry: &&Entry| entry.ended > failover.failing && entry.begun < failover.promoted;
    let longest = run.entries.iter().filter(during).map(|entry| entry.ended.saturating_sub(entry.begun)).max();
    let longest = longest.unwrap_or_default();
    if longest > SAID_WITHIN {
        failures.push(format!("an answer took {}", seconds(longest)));
    }
    let evidence = format!("{} requests; the longest wait was {}", amid.len(), seconds(longest));
    Verdict { check: "without a database everything is answered 503", evidence, failures }
}

/// Checks a run in which the database was available all the time.
pub(super) fn undisturbed(run: &Run) -> Verdict {
    let since = |entry: &&Entry| entry.ended > run.failover.failing && entry.ended < run.worked_until;
    let (disturbed, served): (Vec<&Entry>, Vec<&Entry>) =
        run.entries.iter().filter(since).partition(|entry| entry.outcome == Outcome::Unknown);
    let told = |entry: &&Entry| format!("{:?} of {} was answered {:?}", entry.operation, entry.actor, entry.answer);
    let mut failures: Vec<String> = disturbed.iter().map(told).collect();
    let longest = served.iter().map(|entry| entry.ended.saturating_sub(entry.begun)).max().unwrap_or_default();
    if longest > BACK_WITHIN {
        failures.push(format!("an answer took {}", seconds(longest)));
    }
    let evidence = format!("{} requests after the failure; the longest wait was {}", served.len(), seconds(longest));
    Verdict { check: "nobody notices", evidence, failures }
}

/// Checks that nodes serve again once there is a database.
pub(super) fn back(run: &Run) -> Verdict {
    let since = run.failover.promoting;
    let mut evidence = Vec::new();
    let mut failures = Vec::new();
    for node in 0..run.nodes {
        for operation in [Operation::Authorize, Operation::Rename] {
            let served = |entry: &&Entry| {
                entry.node == node
                    && entry.operation == operation
                    && entry.outcome == Outcome::Done
                    && entry.begun > since
            };
            let first = run.entries.iter().filter(served).map(|entry| entry.ended.saturating_sub(since)).min();
            match first {
                Some(after) if after <= BACK_WITHIN => {}
                Some(after) => failures.push(format!("node {node}: {operation:?} took {}", seconds(after))),
                None => failures.push(format!("node {node}: no {operation:?} ever succeeded again")),
            }
            evidence.push(format!("node {node} {operation:?} {}", first.map_or_else(|| "never".into(), seconds)));
        }
    }
    let check = "every node serves within 5 s of the promotion";
    Verdict { check, evidence: evidence.join(", "), failures }
}
