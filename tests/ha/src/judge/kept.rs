//! Everything that was acknowledged to clients still exists at the end.

use super::Verdict;
use crate::read_back::{Left, Tally};

pub(super) fn check(left: &Left) -> Vec<Verdict> {
    vec![
        verdict(super::CONSENTS, &left.consents),
        verdict("no registered app is lost", &left.apps),
        verdict("no session is lost", &left.sessions),
        verdict("no refresh token is lost", &left.tokens),
        Verdict {
            check: "nothing acknowledged was missed on the way",
            evidence: format!("{} clients", left.sessions.asked),
            failures: left.missed.clone(),
        },
    ]
}

fn verdict(check: &'static str, tally: &Tally) -> Verdict {
    let mut failures = tally.lost.clone();
    if tally.asked == 0 {
        failures.push("there was none to look for".into());
    }
    Verdict { check, evidence: format!("{} looked for", tally.asked), failures }
}
