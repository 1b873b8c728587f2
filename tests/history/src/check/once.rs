//! Single-use values: codes, TOTP steps, recovery codes, decisions, refresh tokens (R4, R9, R11, R17).

use std::collections::HashMap;
use std::hash::Hash;

use super::grants::Grant;
use super::{Anomaly, Kind, View};
use crate::history::Op;
use crate::record::{Answer, Call, Code};

pub(super) fn check(view: &View<'_>) -> Vec<Anomaly> {
    let mut found = second_factors(view);
    found.extend(decisions(view));
    found.extend(view.grants.all.iter().flat_map(codes));
    found.extend(refresh_tokens(view));
    found
}

/// Operations that succeeded, by what they used up.
fn by<'a, K: Eq + Hash>(view: &View<'a>, key: impl Fn(&'a Op) -> Option<K>) -> Vec<(K, Vec<&'a Op>)> {
    let mut groups: HashMap<K, Vec<&Op>> = HashMap::new();
    for op in view.history.ops.iter().filter(|op| op.applied()) {
        if let Some(key) = key(op) {
            groups.entry(key).or_default().push(op);
        }
    }
    groups.into_iter().collect()
}

fn second_factors(view: &View<'_>) -> Vec<Anomaly> {
    let mut found = Vec::new();
    for (code, ops) in by(view, |op| op.call.code()) {
        if !is_one_answer(&ops) {
            let what = match code {
                Code::Totp { .. } => "a TOTP step was accepted twice",
                Code::Recovery { .. } => "a recovery code worked twice",
            };
            found.push(Anomaly::new(Kind::UsedTwice, what, ops));
        }
    }
    let steps = by(view, |op| match op.call.code() {
        Some(Code::Totp { factor, .. }) => Some(factor.as_str()),
        _ => None,
    });
    for (_, ops) in steps {
        // In the order of their beginnings: if the steps ever decrease, they do so between two neighbours.
        let back = ops.windows(2).filter_map(|pair| match pair {
            [earlier, later] if earlier.before(later) && step(later) < step(earlier) => Some([*earlier, *later]),
            _ => None,
        });
        let what = "a TOTP step was accepted after a later one";
        found.extend(back.map(|pair| Anomaly::new(Kind::UsedTwice, what, pair)));
    }
    found
}

/// Whether there was one success: a single answer, or the answer to an identical form repeated, with the same new
/// cookie.
fn is_one_answer(ops: &[&Op]) -> bool {
    fn cookie(op: &Op) -> Option<&str> {
        op.answer().and_then(Answer::new_cookie)
    }
    match ops {
        [first, others @ ..] => others.iter().all(|op| cookie(op).is_some() && cookie(op) == cookie(first)),
        [] => true,
    }
}

fn step(op: &Op) -> i64 {
    match op.call.code() {
        Some(Code::Totp { step, .. }) => *step,
        _ => 0,
    }
}

fn decisions(view: &View<'_>) -> Vec<Anomaly> {
    let decided = by(view, |op| match &op.call {
        Call::Decide { request, .. } => Some(request.as_str()),
        _ => None,
    });
    let twice = decided.into_iter().filter(|(_, ops)| ops.len() > 1);
    twice.map(|(_, ops)| Anomaly::new(Kind::UsedTwice, "a request was decided twice", ops)).collect()
}

fn codes(grant: &Grant<'_>) -> Vec<Anomaly> {
    let redeemed: Vec<_> = grant.redeemed.iter().copied().filter(|op| op.applied()).collect();
    if redeemed.len() > 1 {
        return vec![Anomaly::new(Kind::UsedTwice, "a code was redeemed twice", redeemed)];
    }
    let Some(first) = redeemed.first().copied() else { return Vec::new() };
    // A replay that was refused has revoked the grant.
    let replay = grant.redeemed.iter().copied();
    let replay = replay.filter(|op| first.before(op) && op.refusal() == Some("invalid_grant")).min_by_key(|op| op.ends);
    let Some(replay) = replay else { return Vec::new() };
    let after = grant.successes().filter(|op| replay.before(op));
    let what = "a grant outlived the replay of its code";
    after.map(|op| Anomaly::new(Kind::Outlived, what, [first, replay, op])).collect()
}

/// Within the retry window a refresh token gets the same tokens again; after it, none.
fn refresh_tokens(view: &View<'_>) -> Vec<Anomaly> {
    let mut found = Vec::new();
    for (token, ops) in by(view, |op| match &op.call {
        Call::Refresh { token, .. } => Some(token.as_str()),
        _ => None,
    }) {
        let Some(first) = ops.first().copied() else { continue };
        let different = ops.iter().copied().filter(|op| answer(op) != answer(first));
        let what = "a refresh token was exchanged for different tokens";
        found.extend(different.map(|op| Anomaly::new(Kind::UsedTwice, what, [first, op])));
        found.extend(late(view, token, &ops));
    }
    found
}

fn answer(op: &Op) -> Option<(&str, &str)> {
    match op.answer() {
        Some(Answer::Tokens(tokens)) => Some((&tokens.access, &tokens.refresh)),
        _ => None,
    }
}

/// Finds a success after the retry window, by the clocks of the nodes that rotated the token and that got the retry.
fn late(view: &View<'_>, token: &str, ops: &[&Op]) -> Option<Anomaly> {
    let grant = view.grants.all.get(view.grants.token(token)?.grant)?;
    let tried = grant.uses.iter().filter(|one| one.token == token && matches!(one.op.call, Call::Refresh { .. }));
    let skew = tried.filter(|one| one.op.may_have_applied()).map(|one| view.history.skew(one.op).1).max()?;
    let first = ops.iter().copied().min_by_key(|op| op.ends)?;
    let rotated_by = first.ends_wall + skew;
    let last = ops
        .iter()
        .copied()
        .find(|op| view.history.clock(op).0 > rotated_by + view.history.lifetimes.retry_window && first.before(op))?;
    Some(Anomaly::new(Kind::UsedTwice, "a refresh token worked again after the retry window", [first, last]))
}
