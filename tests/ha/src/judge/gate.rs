//! No single-factor session gets a token after an acknowledged *on*. All clients of a run have only one factor.

use std::time::Duration;

use super::{GATE, Run, Verdict, seconds};
use crate::event_log::{Entry, Operation, Outcome};

pub(super) fn check(run: &Run) -> Verdict {
    let mut failures = Vec::new();
    let (mut spans, mut refused, mut given) = (0, 0, 0);
    for gate in &run.gates {
        let entries: Vec<&Entry> = run.entries.iter().filter(|entry| entry.app == *gate).collect();
        let required = required(&entries);
        spans += required.len();
        for entry in entries.into_iter().filter(|entry| gives_access(entry.operation)) {
            let span = required.iter().find(|span| span.0 <= entry.begun && entry.ended <= span.1);
            match (span, entry.outcome) {
                (Some(span), Outcome::Done) => failures.push(format!(
                    "{:?} of {} at {} was answered {} by {gate}, whose requirement had been acknowledged at {}",
                    entry.operation,
                    entry.actor,
                    seconds(entry.begun),
                    entry.answer,
                    seconds(span.0)
                )),
                (Some(_), Outcome::Refused) => refused += 1,
                (None, Outcome::Done) => given += 1,
                _ => {}
            }
        }
    }
    let evidence = format!(
        "{refused} attempts refused within {spans} spans in which it was on for certain; {given} let in outside of them"
    );
    Verdict { check: GATE, evidence, failures }
}

/// A refresh is not new access: the requirement lets existing access end by itself.
fn gives_access(operation: Operation) -> bool {
    matches!(operation, Operation::Authorize | Operation::Consent | Operation::Redeem)
}

/// The spans in which the requirement was certainly on: from an acknowledged *on* until the beginning of the next
/// attempt to turn it off.
fn required(entries: &[&Entry]) -> Vec<(Duration, Duration)> {
    let mut spans = Vec::new();
    let mut since = None;
    for entry in entries {
        match (entry.operation, entry.outcome) {
            (Operation::Toggle(true), Outcome::Done) => since = since.or(Some(entry.ended)),
            (Operation::Toggle(false), _) => spans.extend(since.take().map(|since| (since, entry.begun))),
            _ => {}
        }
    }
    spans.extend(since.map(|since| (since, Duration::MAX)));
    spans
}
