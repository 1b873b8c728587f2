//! Bugs that are planted on purpose, in a build of its own, for the history checker to find: a checker that never objects
//! shows nothing. The feature `planted-bugs` is off by default, and then none of this can happen.

use twinlock_domain::{AppPolicy, Timestamp};
use twinlock_ports::App;

/// A bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bug {
    /// The requirement is not looked at when a code is redeemed.
    GateSkippedAtRedemption,
    /// A code can be redeemed again.
    CodeTwice,
    /// A TOTP step can be used again.
    StepTwice,
    /// Every `id_token` says that a second factor was passed.
    AmrAlways,
    /// *Revoke all* raises no epoch.
    RevokeAllForgets,
    /// A process remembers an app's policy for a while instead of reading it.
    PolicyRemembered,
}

#[cfg(not(feature = "planted-bugs"))]
mod soil {
    use super::{App, AppPolicy, Bug, Timestamp};

    /// Nothing is planted.
    pub(crate) const fn planted(_: Bug) -> bool {
        false
    }

    /// Nothing is remembered.
    pub(super) const fn remembered(app: &App, _: Timestamp) -> AppPolicy {
        app.policy
    }
}

#[cfg(feature = "planted-bugs")]
mod soil {
    use std::collections::BTreeMap;
    use std::sync::{Mutex, PoisonError};
    use std::time::Duration;

    use super::{App, AppPolicy, Bug, Timestamp};

    /// For how long a policy is remembered.
    const REMEMBERED: Duration = Duration::from_secs(2);

    static POLICIES: Mutex<BTreeMap<String, (Timestamp, AppPolicy)>> = Mutex::new(BTreeMap::new());

    const fn name(bug: Bug) -> &'static str {
        match bug {
            Bug::GateSkippedAtRedemption => "gate-skipped-at-redemption",
            Bug::CodeTwice => "code-twice",
            Bug::StepTwice => "step-twice",
            Bug::AmrAlways => "amr-always",
            Bug::RevokeAllForgets => "revoke-all-forgets",
            Bug::PolicyRemembered => "policy-remembered",
        }
    }

    /// Whether this is the bug that the environment asks for.
    pub(crate) fn planted(bug: Bug) -> bool {
        std::env::var("PLANTED_BUG").is_ok_and(|wanted| wanted == name(bug))
    }

    /// The policy as it was read, now or a while ago.
    pub(super) fn remembered(app: &App, now: Timestamp) -> AppPolicy {
        let mut policies = POLICIES.lock().unwrap_or_else(PoisonError::into_inner);
        let (read_at, policy) = policies.entry(app.id.to_string()).or_insert((now, app.policy));
        if now.since(*read_at) > REMEMBERED {
            (*read_at, *policy) = (now, app.policy);
        }
        *policy
    }
}

pub(crate) use soil::planted;

/// An app's policy, as the transaction read it.
pub(crate) fn policy(app: &App, now: Timestamp) -> AppPolicy {
    if planted(Bug::PolicyRemembered) { soil::remembered(app, now) } else { app.policy }
}
