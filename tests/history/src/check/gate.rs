//! Codes and tokens for single-factor sessions: none while the requirement was on, and none past the end of
//! grandfathered access (R7, R9, R13).

use super::grants::{Grant, Token};
use super::{Anomaly, Kind, View};
use crate::history::Op;
use crate::record::Call;

pub(super) fn check(view: &View<'_>) -> Vec<Anomaly> {
    let single = view.grants.all.iter().filter(|grant| is_single_factor(view, grant));
    single.flat_map(|grant| issued(view, grant).into_iter().chain(frozen(view, grant))).collect()
}

/// By the claims of its tokens; without claims, by whether a second factor was passed in its session.
fn is_single_factor(view: &View<'_>, grant: &Grant<'_>) -> bool {
    let never_passed = || view.sessions.cookie(grant.cookie).is_some_and(|cookie| cookie.second.is_none());
    grant.is_two_factor().map_or_else(never_passed, |two_factor| !two_factor)
}

/// Codes, and first tokens, that were issued while the requirement was on.
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

/// Grandfathered access: refreshing ends when the refresh token expires that was held as the requirement was turned on.
fn frozen(view: &View<'_>, grant: &Grant<'_>) -> Vec<Anomaly> {
    let ons = view.policies.turned_on(grant.app).iter().copied();
    let surely = ons.clone().filter(|on| on.applied() && grant.issued.before(on)).min_by_key(|on| on.ends);
    let Some(on) = surely else { return Vec::new() };
    // A switch whose answer was lost, or that was concurrent with the code, may have turned it on earlier.
    let maybe = ons.filter(|one| !one.before(grant.issued) && one.begins <= on.ends);
    let since = maybe.map(|one| one.begins).min().unwrap_or(on.begins);
    let later = grant.uses.iter().filter(|one| on.before(one.op) && one.op.applied());
    let mut found = Vec::new();
    for one in later {
        let Some((held, end)) = held_at(view, one.token, (since, on.ends)) else { continue };
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

/// Of the ancestors of a token that may have been held when the requirement was turned on, at some time between `since`
/// and `until`, the one with the latest end. This need not be the newest of them: a token issued by a fast clock ends
/// later than its successor, and passes its end on if it was refreshed after the switch.
fn held_at<'a>(view: &View<'a>, token: &str, (since, until): (u64, u64)) -> Option<(&'a Op, i64)> {
    let mut held = Vec::new();
    let mut next = view.grants.token(token);
    while let Some(token) = next {
        let minted: Vec<&Op> = minting(view, token).collect();
        if minted.iter().any(|op| op.begins <= until) {
            let ahead = minted.iter().map(|op| view.history.skew(op).1).max().unwrap_or(0);
            held.push((token.issued, token.issued.ends_wall + ahead + view.history.lifetimes.refresh_sliding));
        }
        let is_older = minted.iter().all(|op| op.ends < since);
        next = token.parent.filter(|_| !is_older).and_then(|parent| view.grants.token(parent));
    }
    held.into_iter().max_by_key(|(_, end)| *end)
}

/// The operations that may have issued a token: the first whose answer arrived, or an earlier one whose answer was
/// lost.
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

/// When an active token expires, in milliseconds.
fn expires(op: &Op) -> Option<i64> {
    op.active().and_then(|worth| worth.expires).map(|seconds| seconds * 1000)
}
