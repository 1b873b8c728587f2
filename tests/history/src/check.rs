//! The checker: a pure function from a history to the things in it that must not be. It errs on the side of silence: whatever
//! was going on at the same time, or may have been done without an answer, is believed to have happened when it suits.

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

/// Which promise was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A code or a token for a single-factor session under the requirement, or past the frozen end.
    PastTheGate,
    /// What works once worked twice.
    UsedTwice,
    /// What was acknowledged is not there any more.
    Lost,
    /// Access that outlived its end.
    Outlived,
    /// Claims that say what was not so.
    Lie,
}

impl Kind {
    /// The words for it.
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

/// Something that must not be.
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

/// What the checks have in common, found once.
struct View<'a> {
    history: &'a History,
    policies: Policies<'a>,
    grants: Grants<'a>,
    sessions: Sessions<'a>,
}

/// Everything in a history that must not be.
pub fn check(history: &History) -> Vec<Anomaly> {
    let view =
        View { history, policies: Policies::of(history), grants: Grants::of(history), sessions: Sessions::of(history) };
    let checks = [gate::check, once::check, lost::check, revoked::check, claims::check];
    let found: BTreeSet<Anomaly> = checks.into_iter().flat_map(|check| check(&view)).collect();
    found.into_iter().collect()
}
