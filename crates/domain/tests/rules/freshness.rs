//! `max_age` and `prompt=login`: what has to be given again, and that giving it is enough.

use std::time::Duration;

use twinlock_domain::{Authentication, Freshness, FreshnessDemand, SecondFactorMethod, Timestamp};

use super::samples::NOW;

const SECOND: Duration = Duration::from_secs(1);

fn at(seconds_ago: u32) -> Timestamp {
    NOW - seconds_ago * SECOND
}

fn every_demand() -> Vec<FreshnessDemand> {
    let ages = [None, Some(0), Some(1), Some(60), Some(3600)];
    let mut all = Vec::new();
    for max_age in ages.map(|age| age.map(Duration::from_secs)) {
        for login in [false, true] {
            all.extend([0, 30, 600].map(|ago| FreshnessDemand { max_age, login, requested_at: at(ago) }));
        }
    }
    all
}

fn every_authentication() -> Vec<Authentication> {
    let times = [0, 1, 30, 60, 61, 600, 3600, 3601];
    let mut all = Vec::new();
    for password in times {
        let single = Authentication::password(at(password));
        all.push(single);
        all.extend(times.map(|factor| single.with(SecondFactorMethod::Totp, at(factor))));
    }
    all
}

/// Whether a factor is too old: given before the request, and longer ago than `max_age`, if there is one.
fn too_old(demand: &FreshnessDemand, at: Timestamp) -> bool {
    let age = NOW.unix_seconds() - at.unix_seconds();
    let most = demand.max_age.map(|age| i64::try_from(age.as_secs()).unwrap());
    at < demand.requested_at && most.is_some_and(|most| age > most)
}

#[test]
fn what_is_too_old_is_asked_for_again_and_nothing_else() {
    let mut seen = [0; 3];
    for demand in every_demand() {
        for shown in every_authentication() {
            let password_stale =
                too_old(&demand, shown.password_at) || (demand.login && shown.password_at < demand.requested_at);
            let factor_stale = shown.second_factor.is_some_and(|factor| too_old(&demand, factor.at));
            let (kind, expected) = match (password_stale, factor_stale) {
                (true, _) => (0, Freshness::SignIn),
                (false, true) => (1, Freshness::Challenge),
                (false, false) => (2, Freshness::Fresh),
            };
            seen[kind] += 1;
            assert_eq!(demand.judge(&shown, NOW), expected, "{demand:?} of {shown:?}");
        }
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
}

#[test]
fn whoever_does_as_told_is_let_through_after_two_steps_at_most() {
    for demand in every_demand() {
        for mut shown in every_authentication() {
            let mut steps = 0;
            let mut now = NOW;
            loop {
                now = now + 20 * SECOND;
                match demand.judge(&shown, now) {
                    Freshness::Fresh => break,
                    Freshness::SignIn => shown.password_at = now,
                    Freshness::Challenge => shown = shown.with(SecondFactorMethod::Totp, now),
                }
                steps += 1;
                assert!(steps <= 2, "{demand:?} goes round in circles");
            }
        }
    }
}

#[test]
fn prompt_login_wants_the_password_however_young_it_is() {
    let demand = FreshnessDemand { max_age: None, login: true, requested_at: NOW };
    assert_eq!(demand.judge(&Authentication::password(at(1)), NOW), Freshness::SignIn);
    assert_eq!(demand.judge(&Authentication::password(NOW), NOW), Freshness::Fresh);
}

#[test]
fn r03_a_fresh_code_does_not_make_an_old_password_fresh() {
    let demand = FreshnessDemand { max_age: Some(60 * SECOND), login: false, requested_at: NOW };
    let shown = Authentication::password(at(3600)).with(SecondFactorMethod::Totp, NOW);
    assert_eq!(demand.judge(&shown, NOW), Freshness::SignIn);
}
