//! While there is no database nothing is decided; once there is one, every node serves again by itself.

use std::time::Duration;

use super::{Run, Verdict, seconds};
use crate::event_log::{Entry, Operation, Outcome};

/// How long after the promotion a node may take.
const BACK_WITHIN: Duration = Duration::from_secs(5);
/// How long anybody may wait for the word that there is no answer: a database that is silent is given 12 s.
const SAID_WITHIN: Duration = Duration::from_secs(13);

/// Without a database.
pub(super) fn closed(run: &Run) -> Verdict {
    let failover = run.failover;
    let amid = |entry: &&Entry| entry.begun > failover.gone && entry.ended < failover.promoting;
    let amid: Vec<&Entry> = run.entries.iter().filter(amid).collect();
    let mut failures = Vec::new();
    // 503 and no other: a page says so without the word.
    for entry in amid.iter().filter(|entry| !entry.answer.starts_with("503")) {
        failures.push(format!("{:?} of {} was answered {:?}", entry.operation, entry.actor, entry.answer));
    }
    // A handover leaves no time for it; a failure does.
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

/// Where there was one all the time.
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

/// With one again.
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
