//! Codes and tokens for single-factor sessions: none while the requirement was on, and none past the frozen end (R7, R9, R13).

use super::grants::{Grant, Token};
use super::{Anomaly, Kind, View};
use crate::history::Op;
use crate::record::Call;

pub(super) fn check(view: &View<'_>) -> Vec<Anomaly> {
    let single = view.grants.all.iter().filter(|grant| is_single_factor(view, grant));
    single.flat_map(|grant| issued(view, grant).into_iter().chain(frozen(view, grant))).collect()
}

/// By what its tokens say; where nothing was redeemed, by what was never passed in its session.
fn is_single_factor(view: &View<'_>, grant: &Grant<'_>) -> bool {
    let never_passed = || view.sessions.cookie(grant.cookie).is_some_and(|cookie| cookie.second.is_none());
    grant.is_two_factor().map_or_else(never_passed, |two_factor| !two_factor)
}

/// The code, and the first tokens.
fn issued(view: &View<'_>, grant: &Grant<'_>) -> Vec<Anomaly> {
    let redeemed = grant.redeemed.iter().copied().filter(|op| op.applied());
    let requirement = view.policies.requirement(grant.app);
    let while_on = [grant.issued].into_iter().chain(redeemed);
    let while_on = while_on.filter(|op| requirement.surely_yes(op.begins, op.ends));
    let told = |op: &Op| {
        let what = if matches!(op.call, Call::Redeem { .. }) { "tokens" } else { "a code" };
        format!("{what} for a single-factor session while {} required two factors", grant.app)
    };
    while_on
        .map(|op| {
            let on = requirement.last_before(op.begins);
            Anomaly::new(Kind::PastTheGate, told(op), [op, grant.issued].into_iter().chain(on))
        })
        .collect()
}

/// Access from before the requirement: refreshing ends when the refresh token ends that was held as the switch was flipped.
fn frozen(view: &View<'_>, grant: &Grant<'_>) -> Vec<Anomaly> {
    let ons = view.policies.turned_on(grant.app).iter().copied();
    let Some(on) = ons.filter(|on| on.applied() && grant.issued.before(on)).min_by_key(|on| on.ends) else {
        return Vec::new();
    };
    let later = grant.uses.iter().filter(|one| on.before(one.op) && one.op.applied());
    let mut found = Vec::new();
    for one in later {
        let Some((held, end)) = held_at(view, one.token, on) else { continue };
        let late = match &one.op.call {
            Call::Refresh { .. } => view.history.clock(one.op).0 >= end,
            Call::Introspect { .. } => is_refresh(view, one.token) && expires(one.op).is_some_and(|exp| exp > end),
            _ => false,
        };
        if late {
            let what = format!("grandfathered access to {} goes on past the end that it had at the switch", grant.app);
            found.push(Anomaly::new(Kind::PastTheGate, what, [one.op, held, on, grant.issued]));
        }
    }
    found
}

/// The latest ancestor of a refresh token that may have been there when the switch was flipped, and its latest end.
fn held_at<'a>(view: &View<'a>, token: &str, on: &Op) -> Option<(&'a Op, i64)> {
    let mut token = *view.grants.token(token)?;
    while minting(view, &token).map(|op| op.begins).min()? > on.ends {
        token = *view.grants.token(token.parent?)?;
    }
    let ahead = minting(view, &token).map(|op| view.history.skew(op).1).max()?;
    Some((token.issued, token.issued.ends_wall + ahead + view.history.lifetimes.refresh_sliding))
}

/// The operations of which one minted a token: the first whose answer came, or an earlier one whose answer was lost.
fn minting<'a>(view: &View<'a>, token: &Token<'a>) -> impl Iterator<Item = &'a Op> {
    let parent = token.parent;
    let uses = view.grants.all.get(token.grant).into_iter().flat_map(|grant| &grant.uses);
    let tried = uses.filter(move |one| Some(one.token) == parent && matches!(one.op.call, Call::Refresh { .. }));
    let issued = token.issued;
    let tried = tried.map(|one| one.op).filter(move |op| op.may_have_applied() && op.begins <= issued.ends);
    tried.collect::<Vec<_>>().into_iter().chain([issued])
}

fn is_refresh(view: &View<'_>, token: &str) -> bool {
    view.grants.token(token).is_some_and(|token| !token.is_access)
}

/// When a token that is good ends, in milliseconds.
fn expires(op: &Op) -> Option<i64> {
    op.active().and_then(|worth| worth.expires).map(|seconds| seconds * 1000)
}
