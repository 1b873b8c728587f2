//! The checks of a run. A check that saw too few operations fails as well, because it proves nothing.

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

/// The checks that must fail in a topology that loses data.
pub(crate) const TOGGLES: &str = "no acknowledged toggle is lost";
pub(crate) const GATE: &str = "no single factor gets in after an acknowledged on";
pub(crate) const CONSENTS: &str = "no acknowledged consent is lost";

/// The times of the failover, since the beginning of the run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failover {
    /// Just before the primary's processes were killed.
    pub(crate) failing: Duration,
    /// When they were gone.
    pub(crate) gone: Duration,
    /// When the promotion was requested or, if nobody requests one, when the new primary was first seen.
    pub(crate) promoting: Duration,
    /// When the new primary accepted writes.
    pub(crate) promoted: Duration,
}

/// The record of a finished run.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) entries: Vec<Entry>,
    pub(crate) failover: Failover,
    /// When the clients were stopped. Later entries belong to the read-back.
    pub(crate) worked_until: Duration,
    pub(crate) nodes: usize,
    /// Whether clients may notice the failure at all.
    pub(crate) noticed: bool,
    /// The apps whose requirement is flipped while single-factor clients try to get access.
    pub(crate) gates: Vec<String>,
    pub(crate) left: Left,
}

/// The result of a check.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    pub(crate) check: &'static str,
    /// What the check looked at.
    pub(crate) evidence: String,
    /// What is wrong; empty if the check holds.
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

/// Formats a time in seconds.
fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}
