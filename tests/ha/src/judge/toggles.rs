//! No acknowledged toggle is lost: the policies that owners read match what they changed, during the run and at the
//! end.

use std::collections::BTreeMap;

use super::{Run, Verdict};
use crate::event_log::{Entry, Operation, Outcome, Policy};

pub(super) fn check(run: &Run) -> Verdict {
    let mut by_app: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in run.entries.iter().filter(|entry| matches!(entry.operation, Operation::Toggle(_) | Operation::Look)) {
        by_app.entry(&entry.app).or_default().push(entry);
    }
    let acknowledged =
        |entry: &&Entry| matches!(entry.operation, Operation::Toggle(_)) && entry.outcome == Outcome::Done;
    let toggles: Vec<&Entry> = run.entries.iter().filter(acknowledged).collect();
    let before = toggles.iter().filter(|entry| entry.ended < run.failover.failing).count();
    let read_after = |entry: &&Entry| {
        entry.operation == Operation::Look && entry.begun > run.failover.promoted && entry.policy.is_some()
    };
    let looks = run.entries.iter().filter(read_after).count();
    let mut failures: Vec<String> = by_app.iter().flat_map(|(app, entries)| follow(app, entries)).collect();
    if by_app.values().any(|entries| !entries.iter().any(read_after)) || by_app.is_empty() {
        failures.push("an app was not looked at after the promotion".into());
    }
    Verdict {
        check: super::TOGGLES,
        evidence: format!(
            "{} toggles acknowledged, {before} of them before the failure; {looks} looks after the promotion",
            toggles.len()
        ),
        failures,
    }
}

/// Follows one app: tracks every policy that it may have at each point, and compares the policies that were read.
fn follow(app: &str, entries: &[&Entry]) -> Vec<String> {
    let mut possible: Option<Vec<Policy>> = None;
    let mut findings = Vec::new();
    for entry in entries {
        let after = possible.as_ref().map(|before| match (entry.operation, entry.outcome) {
            (Operation::Toggle(on), Outcome::Done) => each_once(before.iter().map(|policy| toggled(*policy, on))),
            (Operation::Toggle(on), Outcome::Unknown) => {
                each_once(before.iter().flat_map(|policy| [*policy, toggled(*policy, on)]))
            }
            _ => before.clone(),
        });
        let Some(told) = entry.policy else {
            possible = after;
            continue;
        };
        if let Some(after) = after.filter(|after| !after.contains(&told)) {
            findings.push(format!("{app}: {:?} was told {told:?} where only {:?} can be", entry.operation, after));
        }
        possible = Some(vec![told]);
    }
    findings
}

fn each_once(policies: impl Iterator<Item = Policy>) -> Vec<Policy> {
    policies.fold(Vec::new(), |mut known, policy| {
        if !known.contains(&policy) {
            known.push(policy);
        }
        known
    })
}

/// The policy after a toggle. The epoch rises by one if the requirement was off and is turned on.
fn toggled(policy: Policy, on: bool) -> Policy {
    let epoch = policy.epoch + u64::from(on && !policy.required);
    Policy { required: on, epoch }
}
