//! Acknowledged writes that are missing: consents, switches, enrolments, sessions, grants.

use std::collections::HashMap;

use super::grants::{Grant, Token, Use};
use super::register::Register;
use super::{Anomaly, Kind, View};
use crate::history::Op;
use crate::record::{Answer, Call, Stage, Step};

/// How far clock readings of two processes on one machine may differ, in milliseconds.
const SLACK: i64 = 2_000;

pub(super) fn check(view: &View<'_>) -> Vec<Anomaly> {
    let mut found = switches(view);
    found.extend(epochs(view));
    found.extend(enrolments(view));
    found.extend(consents(view));
    found.extend(sessions(view));
    found.extend(view.grants.all.iter().flat_map(|grant| grants(view, grant)));
    found
}

/// Reads that returned a value which no order of the writes allows.
fn misread<'a>(
    reads: &[(&'a Op, bool)],
    register: &Register<'a>,
    what: impl Fn(bool) -> (Kind, String),
) -> Vec<Anomaly> {
    let wrong = reads.iter().filter(|(op, value)| !register.possible(op.begins, op.ends).may_be(*value));
    wrong
        .map(|(op, value)| {
            let (kind, what) = what(*value);
            Anomaly::new(kind, what, [*op].into_iter().chain(register.last_before(op.begins)))
        })
        .collect()
}

/// Reads or writes, grouped by what they are about.
type By<'a, K> = HashMap<K, Vec<(&'a Op, bool)>>;

fn switches(view: &View<'_>) -> Vec<Anomaly> {
    let mut reads: By<'_, &str> = HashMap::new();
    for op in &view.history.ops {
        if let (Call::ReadPolicy { app, .. }, Some(Answer::Policy { required, .. })) = (&op.call, op.answer()) {
            reads.entry(app).or_default().push((op, *required));
        }
    }
    let wrong = |app: &str, value| (Kind::Lost, format!("{app} reads {}, which it was not set to", on_off(value)));
    reads.iter().flat_map(|(app, reads)| misread(reads, view.policies.requirement(app), |v| wrong(app, v))).collect()
}

const fn on_off(value: bool) -> &'static str {
    if value { "on" } else { "off" }
}

/// An app's epoch never goes back, and *revoke all* raises it.
fn epochs(view: &View<'_>) -> Vec<Anomaly> {
    let mut by_app: HashMap<&str, Vec<(&Op, u64)>> = HashMap::new();
    for op in &view.history.ops {
        if let (Some(app), Some(Answer::Policy { epoch, .. } | Answer::Revoked { epoch })) =
            (op.call.app(), op.answer())
        {
            by_app.entry(app).or_default().push((op, *epoch));
        }
    }
    let mut found = Vec::new();
    for (app, seen) in by_app {
        let mut by_end = seen.clone();
        by_end.sort_by_key(|(op, _)| op.ends);
        let mut ended = by_end.into_iter().peekable();
        let mut highest: Option<(&Op, u64)> = None;
        for (op, epoch) in seen {
            while let Some(earlier) = ended.next_if(|(earlier, _)| earlier.before(op)) {
                highest = highest.filter(|(_, epoch)| *epoch >= earlier.1).or(Some(earlier));
            }
            let raises = u64::from(matches!(op.call, Call::RevokeAll { .. }));
            if let Some((earlier, before)) = highest.filter(|(_, before)| epoch < before + raises) {
                let what = format!("the epoch of {app} was {before} and then {epoch}");
                found.push(Anomaly::new(Kind::Lost, what, [earlier, op]));
            }
        }
    }
    found
}

fn enrolments(view: &View<'_>) -> Vec<Anomaly> {
    let mut writes: By<'_, &str> = HashMap::new();
    let mut reads: By<'_, &str> = HashMap::new();
    for op in &view.history.ops {
        let Some(account) = op.call.account() else { continue };
        match (&op.call, op.answer()) {
            (Call::ConfirmEnrolment { .. }, _) => writes.entry(account).or_default().push((op, true)),
            (Call::Disable { .. }, _) => writes.entry(account).or_default().push((op, false)),
            (_, Some(Answer::Who { enrolled, .. })) => reads.entry(account).or_default().push((op, *enrolled)),
            (Call::SignIn { .. }, Some(Answer::Session { stage, .. })) => {
                reads.entry(account).or_default().push((op, *stage == Stage::Pending));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    for (account, reads) in reads {
        let register = Register::of(writes.remove(account).unwrap_or_default());
        found.extend(misread(&reads, &register, |enrolled| {
            let what =
                if enrolled { "still has the second factor that was turned off" } else { "has lost its second factor" };
            (Kind::Lost, format!("{account} {what}"))
        }));
    }
    found
}

/// A stored consent is not asked for again; a revoked one is.
fn consents(view: &View<'_>) -> Vec<Anomaly> {
    let mut writes: By<'_, (&str, &str)> = HashMap::new();
    let mut reads: By<'_, (&str, &str)> = HashMap::new();
    for op in &view.history.ops {
        let (Some(account), Some(app)) = (op.call.account(), op.call.app()) else { continue };
        match (&op.call, op.answer()) {
            (Call::Decide { approve: true, .. }, _) => writes.entry((account, app)).or_default().push((op, true)),
            (Call::Authorize { .. }, Some(Answer::Step(Step::Code { .. }))) => {
                reads.entry((account, app)).or_default().push((op, true));
            }
            (Call::Look { .. }, Some(Answer::Step(Step::Question))) => {
                reads.entry((account, app)).or_default().push((op, false));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    for ((account, app), reads) in reads {
        let mut writes = writes.remove(&(account, app)).unwrap_or_default();
        writes.extend(view.policies.revocations(app).iter().map(|op| (*op, false)));
        writes.sort_by_key(|(op, _)| op.begins);
        found.extend(misread(&reads, &Register::of(writes), |on_file| {
            if on_file {
                (Kind::Outlived, format!("{account} was not asked, although the consent to {app} was revoked"))
            } else {
                (Kind::Lost, format!("{account} is asked again for the consent to {app}"))
            }
        }));
    }
    found
}

/// A session whose cookie nothing has replaced still exists.
fn sessions(view: &View<'_>) -> Vec<Anomaly> {
    let mut found = Vec::new();
    for op in &view.history.ops {
        let signed_out =
            matches!(op.answer(), Some(Answer::Step(Step::SignIn))) || op.refusal() == Some("sign_in_required");
        let Some(name) = op.call.cookie().filter(|_| signed_out) else { continue };
        let Some(cookie) = view.sessions.cookie(name).filter(|cookie| cookie.stage == Stage::Active) else { continue };
        let replaced =
            view.sessions.renewals(name).iter().any(|renewal| renewal.begins < op.ends && renewal.id != op.id);
        // With skewed clocks, the session's password may seem older than the account's, which makes the session
        // invalid.
        let outdated = view.sessions.sign_up(op.call.account().unwrap_or_default()).is_some_and(|sign_up| {
            sign_up.id != cookie.password.id && view.history.clock(cookie.password).0 < view.history.clock(sign_up).1
        });
        if !replaced && !outdated {
            found.push(Anomaly::new(Kind::Lost, "a session is gone", [cookie.born, op]));
        }
    }
    found
}

/// The newest tokens of a grant that nothing has ended are valid.
fn grants(view: &View<'_>, grant: &Grant<'_>) -> Vec<Anomaly> {
    let refused = grant.uses.iter().filter(|one| match one.op.answer() {
        Some(Answer::Worth(worth)) => !worth.active,
        Some(_) => false,
        None => matches!(one.op.refusal(), Some("invalid_grant" | "invalid_token")),
    });
    let mut found = Vec::new();
    for one in refused {
        let Some(token) = view.grants.token(one.token) else { continue };
        if !may_be_dead(view, grant, token, one) {
            found.push(Anomaly::new(Kind::Lost, "a grant is gone", [grant.issued, token.issued, one.op]));
        }
    }
    found
}

/// Whether there is a reason for a token to be invalid.
fn may_be_dead(view: &View<'_>, grant: &Grant<'_>, token: &Token<'_>, refused: &Use<'_>) -> bool {
    let (from, until) = (token.issued.begins, refused.op.ends);
    let meanwhile = |op: &&Op| op.may_have_applied() && op.begins < until && op.ends > grant.issued.begins;
    let ended = view.policies.revocations(grant.app).iter().any(meanwhile)
        || view.sessions.disables(grant.account).iter().any(meanwhile);
    // A node whose clock is ahead sweeps what is expired by its clock.
    ended || view.history.any_skew(from, until) || replayed(view, grant, refused) || is_old(view, grant, token, refused)
}

/// Whether a used code or refresh token was, or may have been, presented, which revokes the grant.
fn replayed(view: &View<'_>, grant: &Grant<'_>, refused: &Use<'_>) -> bool {
    let until = refused.op.ends;
    let codes = grant.redeemed.iter().filter(|op| op.begins < until).count();
    let presented = grant.uses.iter().filter(|one| one.op.begins < until && one.op.id != refused.op.id);
    let presented: Vec<_> = presented.filter(|one| matches!(one.op.call, Call::Refresh { .. })).collect();
    let again = |token: &str| presented.iter().filter(|one| one.token == token).count();
    let is_access = view.grants.token(refused.token).is_some_and(|token| token.is_access);
    codes > 1 || presented.iter().any(|one| again(one.token) > 1) || (!is_access && again(refused.token) > 0)
}

/// Whether the token may have expired.
fn is_old(view: &View<'_>, grant: &Grant<'_>, token: &Token<'_>, refused: &Use<'_>) -> bool {
    let lifetimes = view.history.lifetimes;
    let now = refused.op.ends_wall + SLACK;
    if token.is_access {
        return now >= token.issued.begins_wall + lifetimes.access_token;
    }
    // Once the requirement may be on, the refresh tokens of a single-factor grant expire when its first would have.
    let frozen = view.policies.turned_on(grant.app).iter().any(|on| on.ends > grant.issued.begins);
    let frozen = frozen && grant.is_two_factor() != Some(true);
    let first = grant.redeemed.iter().map(|op| op.begins_wall).min().unwrap_or(0);
    now >= if frozen { first } else { token.issued.begins_wall } + lifetimes.refresh_sliding
}
