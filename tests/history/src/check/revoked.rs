//! Access that still worked after *revoke all* (R16), or after its second factor was turned off (R15).

use super::grants::Grant;
use super::{Anomaly, Kind, View};
use crate::history::Op;
use crate::record::Call;

pub(super) fn check(view: &View<'_>) -> Vec<Anomaly> {
    let mut found = Vec::new();
    for grant in &view.grants.all {
        found.extend(revoked(view, grant));
        found.extend(disabled(view, grant));
    }
    found
}

/// No code or token of a grant works after *revoke all*.
fn revoked(view: &View<'_>, grant: &Grant<'_>) -> Vec<Anomaly> {
    let all = view.policies.revocations(grant.app).iter().copied();
    let after = all.filter(|revoke| revoke.applied() && grant.issued.before(revoke));
    let Some(revoke) = after.min_by_key(|revoke| revoke.ends) else { return Vec::new() };
    let outlived = grant.successes().filter(|op| revoke.before(op));
    let what = format!("a grant outlived `revoke all` of {}", grant.app);
    outlived.map(|op| Anomaly::new(Kind::Outlived, what.clone(), [op, revoke, grant.issued])).collect()
}

/// A two-factor grant of an app with the requirement ends when the second factor is turned off.
fn disabled(view: &View<'_>, grant: &Grant<'_>) -> Vec<Anomaly> {
    if grant.is_two_factor() != Some(true) {
        return Vec::new();
    }
    let requirement = view.policies.requirement(grant.app);
    let ends_it = |disable: &&Op| {
        disable.applied() && grant.issued.before(disable) && requirement.surely_yes(disable.begins, disable.ends)
    };
    let disables = view.sessions.disables(grant.account).iter().copied();
    let Some(disable) = disables.filter(ends_it).min_by_key(|disable| disable.ends) else { return Vec::new() };
    let tokens = grant.successes().filter(|op| matches!(op.call, Call::Redeem { .. } | Call::Refresh { .. }));
    let what = format!("a grant of {}, which required two factors, outlived the second factor", grant.app);
    tokens
        .filter(|op| disable.before(op))
        .map(|op| Anomaly::new(Kind::Outlived, what.clone(), [op, disable, grant.issued]))
        .collect()
}
