//! The checker: a pure function from a history to its anomalies. It reports only what is certain: an operation that was
//! concurrent, or got no answer, is assumed to have had its effect whenever that explains what was observed.

mod claims;
mod gate;
mod grants;
mod lost;
mod once;
mod policy;
mod register;
mod revoked;
mod sessions;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use self::grants::Grants;
use self::policy::Policies;
use self::sessions::Sessions;
use crate::history::{History, Op};

/// The property that was violated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A code or a token for a single-factor session under the requirement, or past the end of grandfathered access.
    PastTheGate,
    /// A single-use value was accepted twice.
    UsedTwice,
    /// An acknowledged write is missing.
    Lost,
    /// Access that still worked after its end.
    Outlived,
    /// Claims that are not true.
    Lie,
}

impl Kind {
    /// The name of the kind in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PastTheGate => "past the gate",
            Self::UsedTwice => "used twice",
            Self::Lost => "an acknowledged write was lost",
            Self::Outlived => "outlived its end",
            Self::Lie => "claims that are not true",
        }
    }
}

/// A violation that a history shows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anomaly {
    pub kind: Kind,
    pub what: String,
    /// The operations that show it.
    pub ops: Vec<u64>,
}

impl Anomaly {
    fn new<'a>(kind: Kind, what: impl Into<String>, ops: impl IntoIterator<Item = &'a Op>) -> Self {
        let ops: BTreeSet<u64> = ops.into_iter().map(|op| op.id).collect();
        Self { kind, what: what.into(), ops: ops.into_iter().collect() }
    }
}

/// What all checks need, computed once.
struct View<'a> {
    history: &'a History,
    policies: Policies<'a>,
    grants: Grants<'a>,
    sessions: Sessions<'a>,
}

/// Returns all anomalies of a history.
pub fn check(history: &History) -> Vec<Anomaly> {
    let view =
        View { history, policies: Policies::of(history), grants: Grants::of(history), sessions: Sessions::of(history) };
    let checks = [gate::check, once::check, lost::check, revoked::check, claims::check];
    let found: BTreeSet<Anomaly> = checks.into_iter().flat_map(|check| check(&view)).collect();
    found.into_iter().collect()
}
