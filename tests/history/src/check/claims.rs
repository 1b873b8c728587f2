//! Claims about the authentication, compared with what was shown in the session (R2, R3).

use super::grants::Grant;
use super::sessions::Cookie;
use super::{Anomaly, Kind, View};
use crate::history::Op;
use crate::record::Claims;

const TWO_FACTOR: &str = "urn:twinlock:acr:2fa";

pub(super) fn check(view: &View<'_>) -> Vec<Anomaly> {
    view.grants.all.iter().flat_map(|grant| of_grant(view, grant)).collect()
}

fn of_grant(view: &View<'_>, grant: &Grant<'_>) -> Vec<Anomaly> {
    let Some((first, claims)) = grant.told().next() else { return Vec::new() };
    let lie = |what: &str, ops: &[&Op]| Anomaly::new(Kind::Lie, what, ops.iter().copied().chain([grant.issued]));
    let mut found = Vec::new();
    let differing = grant.told().filter(|(_, later)| *later != claims);
    found.extend(differing.map(|(op, _)| lie("one grant says two things of its authentication", &[first, op])));
    if claims.amr.is_some() != (claims.acr == TWO_FACTOR) {
        found.push(lie("`amr` and `acr` do not agree", &[first]));
    }
    let Some(cookie) = view.sessions.cookie(grant.cookie) else { return found };
    found.extend(amr(view, grant, cookie, claims).map(|what| lie(&what, &[first, cookie.born])));
    found.extend(auth_time(view, cookie, claims).map(|what| lie(&what, &[first, cookie.born, cookie.password])));
    found
}

/// What is wrong with `amr`, if anything.
fn amr(view: &View<'_>, grant: &Grant<'_>, cookie: &Cookie<'_>, claims: &Claims) -> Option<String> {
    let shown: Option<Vec<&str>> = claims.amr.as_ref().map(|amr| amr.iter().map(String::as_str).collect());
    let passed = cookie.second.map(|method| method.amr().to_vec());
    // Turning the factor off, here or in another session of the account, takes it from every session.
    let disables = view.sessions.disables(grant.account).iter().copied();
    let disables: Vec<_> = disables
        .filter(|op| op.id != cookie.born.id && !op.before(cookie.born) && op.begins < grant.issued.ends)
        .collect();
    let surely_off = disables.iter().any(|op| op.applied() && cookie.born.before(op) && op.before(grant.issued));
    let possible =
        [(passed.is_none() || !surely_off).then_some(passed.clone()), (!disables.is_empty()).then_some(None)];
    if possible.into_iter().flatten().any(|possible| possible == shown) {
        return None;
    }
    let what = match (&shown, &passed) {
        (Some(_), None) => "`amr` is there although no second factor was passed in the session",
        (Some(_), Some(_)) if surely_off => "`amr` is there although the second factor was turned off before",
        (Some(_), Some(_)) => "`amr` names another method than was passed",
        (None, _) => "`amr` is absent although a second factor was passed in the session",
    };
    Some(what.to_owned())
}

/// What is wrong with `auth_time`, if anything: it must be that of the oldest factor, in whole seconds of the node's
/// clock.
fn auth_time(view: &View<'_>, cookie: &Cookie<'_>, claims: &Claims) -> Option<String> {
    let (password, second) = (view.history.clock(cookie.password), view.history.clock(cookie.born));
    // A second factor that was removed from the session later does not count; then `amr` is absent.
    let counts = claims.amr.is_some() && cookie.second.is_some();
    let latest = if counts { password.1.min(second.1) } else { password.1 };
    if claims.auth_time * 1000 > latest {
        return Some("`auth_time` is newer than the password".to_owned());
    }
    let earliest = if counts { password.0.min(second.0) } else { password.0 };
    // The claim is truncated to seconds.
    (claims.auth_time * 1000 + 999 < earliest).then(|| "`auth_time` is older than anything shown".to_owned())
}
