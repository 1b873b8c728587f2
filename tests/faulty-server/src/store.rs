//! Bugs of a store.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use twinlock_domain::{AppPolicy, Grant, GrantId, PolicyEpoch};
use twinlock_ports::decorated::Decoration;
use twinlock_ports::{App, Factor, FactorKind, TotpFactor};

use crate::policy_cache::PolicyCache;

/// The requirement is not looked at when a code is redeemed: a client that presents a code has no policy.
#[derive(Default)]
pub(crate) struct GateSkippedAtRedemption;

impl Decoration for GateSkippedAtRedemption {
    fn app_of_code(&self, app: App) -> App {
        App { policy: AppPolicy::default(), ..app }
    }
}

/// A code can be redeemed again: the grant is remembered as it was when its code was presented first.
#[derive(Default)]
pub(crate) struct CodeTwice(Mutex<HashMap<GrantId, Grant>>);

impl Decoration for CodeTwice {
    fn grant_of_code(&self, grant: Grant) -> Grant {
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        first.entry(grant.id).or_insert(grant).clone()
    }

    fn code_was_unused(&self, _: bool) -> bool {
        true
    }
}

/// A TOTP step can be used again.
#[derive(Default)]
pub(crate) struct StepTwice;

impl Decoration for StepTwice {
    fn factor(&self, factor: Factor) -> Factor {
        let FactorKind::Totp(totp) = factor.kind;
        Factor { kind: FactorKind::Totp(TotpFactor { last_step: None, ..totp }), ..factor }
    }

    fn step_was_unused(&self, _: bool) -> bool {
        true
    }
}

/// *Revoke all* is forgotten as soon as the app is read again.
#[derive(Default)]
pub(crate) struct RevokeAllForgets;

impl Decoration for RevokeAllForgets {
    fn app(&self, app: App) -> App {
        App { policy: AppPolicy { revoked_epoch: PolicyEpoch::default(), revoked_at: None, ..app.policy }, ..app }
    }
}

/// A process remembers an app's policy for a while instead of reading it.
#[derive(Default)]
pub(crate) struct PolicyRemembered(PolicyCache);

impl Decoration for PolicyRemembered {
    fn app(&self, app: App) -> App {
        App { policy: self.0.remembered(&app), ..app }
    }
}
