//! What a run has to show, one check each. A check that saw too little fails as well: silence proves nothing.

mod enough;
mod gate;
mod kept;
mod service;
#[cfg(test)]
mod tests;
mod toggles;

use std::time::Duration;

use crate::event_log::Entry;
use crate::read_back::Left;

/// The checks that a set-up which loses data has to fail.
pub(crate) const TOGGLES: &str = "no acknowledged toggle is lost";
pub(crate) const GATE: &str = "no single factor gets in after an acknowledged on";
pub(crate) const CONSENTS: &str = "no acknowledged consent is lost";

/// When what happened to the database, since the beginning of the run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failover {
    /// The primary's processes were about to be killed.
    pub(crate) failing: Duration,
    /// They were gone.
    pub(crate) gone: Duration,
    /// The promotion was asked for; where nobody asks, the new primary was seen.
    pub(crate) promoting: Duration,
    /// The new primary takes writes.
    pub(crate) promoted: Duration,
}

/// A run that is over.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) entries: Vec<Entry>,
    pub(crate) failover: Failover,
    /// When people were told to stop: what came later is the looking back.
    pub(crate) worked_until: Duration,
    pub(crate) nodes: usize,
    /// Whether the failure is one that people may notice at all.
    pub(crate) noticed: bool,
    /// The apps that single-factor clients tried, their requirement being flipped.
    pub(crate) gates: Vec<String>,
    pub(crate) left: Left,
}

/// What a check found.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    pub(crate) check: &'static str,
    /// What it looked at.
    pub(crate) evidence: String,
    /// What is wrong; nothing, where it holds.
    pub(crate) failures: Vec<String>,
}

impl Verdict {
    pub(crate) fn holds(&self) -> bool {
        self.failures.is_empty()
    }
}

/// Runs every check.
pub(crate) fn judge(run: &Run) -> Vec<Verdict> {
    let mut verdicts = vec![toggles::check(run), gate::check(run)];
    verdicts.extend(kept::check(&run.left));
    if run.noticed {
        verdicts.extend([service::closed(run), service::back(run)]);
    } else {
        verdicts.push(service::undisturbed(run));
    }
    verdicts.push(enough::check(run));
    verdicts
}

/// As people say it.
fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}
