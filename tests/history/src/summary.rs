//! The report of a run: operations with their outcomes, injected faults, and anomalies with their log lines.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::check::Anomaly;
use crate::history::{History, Verdict};
use crate::record::{Answer, Entry, Event, Step};
use crate::run::Outcome;

/// How many anomalies are reported in full.
const TOLD: usize = 12;

/// Counts of one kind of operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    ok: u32,
    refused: u32,
    unknown: u32,
}

/// The report of a run as text.
pub fn summary(outcome: &Outcome) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{:<20}{:>8}{:>9}{:>9}", "operation", "ok", "refused", "unknown");
    let mut sum = Count::default();
    for (name, Count { ok, refused, unknown }) in counts(&outcome.history) {
        let _ = writeln!(text, "{name:<20}{ok:>8}{refused:>9}{unknown:>9}");
        sum = Count { ok: sum.ok + ok, refused: sum.refused + refused, unknown: sum.unknown + unknown };
    }
    let _ = writeln!(text, "{:<20}{:>8}{:>9}{:>9}", "in all", sum.ok, sum.refused, sum.unknown);
    let _ = writeln!(text, "\nstopped by the gate: {}", stops(&outcome.history));
    for (name, times) in &outcome.fired {
        let _ = writeln!(text, "{times:>4} x {name}");
    }
    for anomaly in outcome.anomalies.iter().take(TOLD) {
        text.push_str(&told(anomaly, &outcome.entries));
    }
    let _ = writeln!(text, "\nanomalies: {}", outcome.anomalies.len());
    for (what, times) in kinds(&outcome.anomalies) {
        let _ = writeln!(text, "{times:>4} x {what}");
    }
    text
}

fn kinds(anomalies: &[Anomaly]) -> BTreeMap<String, u32> {
    let mut kinds = BTreeMap::new();
    for anomaly in anomalies {
        *kinds.entry(format!("{}: {}", anomaly.kind.as_str(), anomaly.what)).or_default() += 1;
    }
    kinds
}

/// An anomaly with the lines that show it.
fn told(anomaly: &Anomaly, entries: &[Entry]) -> String {
    let mut text = format!("\n{}: {}\n", anomaly.kind.as_str(), anomaly.what);
    let lines = entries.iter().filter(|entry| match entry.event {
        Event::Invoke { op, .. } | Event::Done { op, .. } => anomaly.ops.contains(&op),
        _ => false,
    });
    for line in lines {
        let _ = writeln!(text, "  {}", serde_json::to_string(line).unwrap_or_default());
    }
    text
}

fn counts(history: &History) -> BTreeMap<&'static str, Count> {
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    for op in &history.ops {
        let count = counts.entry(op.call.name()).or_default();
        match op.verdict {
            Verdict::Ok(_) => count.ok += 1,
            Verdict::Refused { .. } => count.refused += 1,
            Verdict::Unknown => count.unknown += 1,
        }
    }
    counts
}

/// How often the gate did not pass.
fn stops(history: &History) -> usize {
    let stopped = history.ops.iter().filter(|op| match (op.answer(), op.refusal()) {
        (Some(Answer::Step(Step::Panel | Step::Challenge)), _) => true,
        (_, Some(word)) => matches!(word, "two_factor_enrollment_required" | "two_factor_challenge_required"),
        _ => false,
    });
    stopped.count()
}

/// How many operations must succeed per minute at least; a run with fewer has shown nothing.
const LEAST_PER_MINUTE: [(&str, u32); 13] = [
    ("authorize", 60),
    ("approve", 30),
    ("redeem", 40),
    ("refresh", 30),
    ("introspect", 15),
    ("userinfo", 15),
    ("pass code", 5),
    ("confirm enrolment", 4),
    ("disable 2FA", 1),
    ("require on", 8),
    ("require off", 6),
    ("revoke all", 3),
    ("read policy", 8),
];

/// What happened too rarely in a run for its result to mean anything.
pub fn vacuous(outcome: &Outcome) -> Vec<String> {
    let counts = counts(&outcome.history);
    let seconds = u32::try_from(outcome.seconds).unwrap_or(u32::MAX);
    let mut missing: Vec<String> = LEAST_PER_MINUTE
        .iter()
        .filter_map(|(name, per_minute)| {
            let least = (per_minute * seconds / 60).max(1);
            let ok = counts.get(name).map_or(0, |count| count.ok);
            (ok < least).then(|| format!("`{name}` succeeded {ok} times; {least} is the least"))
        })
        .collect();
    let never = outcome.fired.iter().filter(|(_, times)| **times == 0);
    missing.extend(never.map(|(name, _)| format!("`{name}` never happened")));
    let least = (seconds / 10).max(1);
    let stops = stops(&outcome.history);
    if u32::try_from(stops).unwrap_or(u32::MAX) < least {
        missing.push(format!("the gate stopped somebody {stops} times; {least} is the least"));
    }
    missing
}
