//! Checks that there were enough operations of each kind, before the failure and after the promotion, for the other
//! checks to prove anything.

use super::{Run, Verdict};
use crate::event_log::{Entry, Operation, Outcome};

/// The kinds of operations, and how many of each are needed before and after.
const LEAST: [(&str, usize); 8] = [
    ("sign-ins", 2),
    ("apps registered", 10),
    ("consents", 10),
    ("codes redeemed", 10),
    ("tokens refreshed", 10),
    ("toggles", 4),
    ("refusals at a gate", 5),
    ("tokens past an open gate", 2),
];

pub(super) fn check(run: &Run) -> Verdict {
    let mut evidence = Vec::new();
    let mut failures = Vec::new();
    for (what, least) in LEAST {
        let these = || run.entries.iter().filter(|entry| is(what, entry, &run.gates));
        let before = these().filter(|entry| entry.ended < run.failover.failing).count();
        let later = |entry: &&Entry| entry.begun > run.failover.promoted && entry.ended < run.worked_until;
        let after = these().filter(later).count();
        evidence.push(format!("{what} {before}/{after}"));
        if before < least || after < least {
            failures.push(format!("{what}: {before} before and {after} after are fewer than {least}"));
        }
    }
    Verdict { check: "there was enough to see (before/after)", evidence: evidence.join(", "), failures }
}

fn is(what: &str, entry: &Entry, gates: &[String]) -> bool {
    let done = entry.outcome == Outcome::Done;
    let at_a_gate = gates.contains(&entry.app);
    match what {
        "sign-ins" => done && entry.operation == Operation::SignIn,
        "apps registered" => done && entry.operation == Operation::Register,
        "consents" => done && !at_a_gate && entry.operation == Operation::Consent,
        "codes redeemed" => done && !at_a_gate && entry.operation == Operation::Redeem,
        "tokens refreshed" => done && entry.operation == Operation::Refresh,
        "toggles" => done && matches!(entry.operation, Operation::Toggle(_)),
        "refusals at a gate" => at_a_gate && entry.operation == Operation::Consent && entry.outcome == Outcome::Refused,
        "tokens past an open gate" => done && at_a_gate && entry.operation == Operation::Redeem,
        _ => false,
    }
}
