//! Each check fails on a record with the violation that it looks for, and passes on the same record without it.

use std::time::Duration;

use super::*;
use crate::event_log::{Operation, Outcome, Policy};
use crate::read_back::Tally;

/// The failure is at 100 s and the promotion at 200 s; clients work until 300 s.
const FAILOVER: Failover = Failover { failing: at(100), gone: at(101), promoting: at(200), promoted: at(201) };

const fn at(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// An entry that begins at `begun` and ends half a second later.
fn entry(operation: Operation, begun: u64, outcome: Outcome) -> Entry {
    let answer = if outcome == Outcome::Unknown { "503 temporarily_unavailable" } else { "200" };
    Entry {
        actor: "somebody".into(),
        node: 0,
        operation,
        app: "gate".into(),
        begun: at(begun),
        ended: at(begun) + Duration::from_millis(500),
        outcome,
        policy: None,
        answer: answer.into(),
    }
}

fn told(operation: Operation, begun: u64, required: bool, epoch: u64) -> Entry {
    Entry { policy: Some(Policy { required, epoch }), ..entry(operation, begun, Outcome::Done) }
}

fn run(entries: Vec<Entry>) -> Run {
    let gates = vec!["gate".to_owned()];
    Run { entries, failover: FAILOVER, worked_until: at(300), nodes: 1, noticed: true, gates, left: Left::default() }
}

#[test]
fn a_toggle_that_went_missing_is_found() {
    let begin = [
        told(Operation::Look, 1, false, 0),
        told(Operation::Toggle(true), 2, true, 1),
        told(Operation::Toggle(false), 3, false, 1),
    ];
    let on = told(Operation::Toggle(true), 99, true, 2);
    let with = |last: Entry| toggles::check(&run([&begin[..], &[on.clone(), last]].concat()));
    assert!(with(told(Operation::Look, 210, true, 2)).holds());
    assert!(!with(told(Operation::Look, 210, false, 1)).holds(), "the on was lost");
    assert!(!with(told(Operation::Look, 210, true, 1)).holds(), "an older on was found");
    assert!(!with(told(Operation::Look, 99, true, 2)).holds(), "nobody looked after the promotion");
}

#[test]
fn a_toggle_without_an_answer_may_have_happened_or_not() {
    let begin = [told(Operation::Look, 1, false, 0), entry(Operation::Toggle(true), 100, Outcome::Unknown)];
    let with = |last: Entry| toggles::check(&run([&begin[..], &[last]].concat())).holds();
    assert!(with(told(Operation::Look, 210, true, 1)) && with(told(Operation::Look, 210, false, 0)));
    assert!(!with(told(Operation::Look, 210, true, 2)), "it happened twice");
}

#[test]
fn access_while_two_factors_are_required_is_found() {
    let on = told(Operation::Toggle(true), 10, true, 1);
    let off = entry(Operation::Toggle(false), 20, Outcome::Unknown);
    let with = |redeem: Entry| gate::check(&run(vec![on.clone(), redeem.clone(), off.clone()])).holds();
    assert!(!with(entry(Operation::Redeem, 15, Outcome::Done)));
    assert!(!with(entry(Operation::Authorize, 15, Outcome::Done)));
    assert!(with(entry(Operation::Redeem, 15, Outcome::Refused)));
    assert!(with(entry(Operation::Redeem, 10, Outcome::Done)), "it began before the on was acknowledged");
    assert!(with(entry(Operation::Redeem, 20, Outcome::Done)), "it ended after the off was asked for");
    assert!(with(entry(Operation::Refresh, 15, Outcome::Done)), "existing access goes on");
}

#[test]
fn what_is_not_there_any_more_is_found() {
    let one = Tally { asked: 1, lost: Vec::new() };
    let whole =
        Left { apps: one.clone(), consents: one.clone(), sessions: one.clone(), tokens: one, missed: Vec::new() };
    assert!(kept::check(&whole).iter().all(Verdict::holds));
    let lost = Tally { asked: 1, lost: vec!["it".into()] };
    assert!(!kept::check(&Left { consents: lost, ..whole.clone() }).iter().all(Verdict::holds));
    assert!(!kept::check(&Left { missed: vec!["it".into()], ..whole.clone() }).iter().all(Verdict::holds));
    assert!(
        !kept::check(&Left { tokens: Tally::default(), ..whole }).iter().all(Verdict::holds),
        "none was looked for"
    );
}

#[test]
fn an_answer_without_a_database_is_found() {
    let outage = |count: u64| (0..count).map(|number| entry(Operation::Authorize, 110 + number, Outcome::Unknown));
    assert!(service::closed(&run(outage(20).collect())).holds());
    assert!(!service::closed(&run(outage(3).collect())).holds(), "that is too few to tell");
    let answered = outage(20).chain([entry(Operation::Consent, 150, Outcome::Done)]);
    assert!(!service::closed(&run(answered.collect())).holds());
    let slow = Entry { ended: at(124), ..entry(Operation::Consent, 110, Outcome::Unknown) };
    assert!(!service::closed(&run(outage(20).chain([slow]).collect())).holds());
}

#[test]
fn a_disturbance_is_found() {
    let served = || (0..50).map(|number| entry(Operation::Consent, 110 + number, Outcome::Done));
    assert!(service::undisturbed(&run(served().collect())).holds());
    let lost = entry(Operation::Redeem, 130, Outcome::Unknown);
    assert!(!service::undisturbed(&run(served().chain([lost]).collect())).holds());
    let slow = Entry { ended: at(136), ..entry(Operation::Redeem, 130, Outcome::Done) };
    assert!(!service::undisturbed(&run(served().chain([slow]).collect())).holds());
}

#[test]
fn a_node_that_is_late_is_found() {
    let served = |operation: Operation, begun: u64| entry(operation, begun, Outcome::Done);
    let with = |authorize: u64, rename: u64| {
        service::back(&run(vec![served(Operation::Authorize, authorize), served(Operation::Rename, rename)])).holds()
    };
    assert!(with(201, 204));
    assert!(!with(201, 206), "it took writes too late");
    assert!(!with(199, 204), "it answered before the promotion, and never again");
}

#[test]
fn a_run_in_which_little_happened_is_found() {
    let deeds = [
        Operation::SignIn,
        Operation::Register,
        Operation::Consent,
        Operation::Redeem,
        Operation::Refresh,
        Operation::Toggle(true),
    ];
    let own = |operation: Operation, begun: u64| Entry { app: "own".into(), ..entry(operation, begun, Outcome::Done) };
    let around = |begun: u64| {
        let gate = [entry(Operation::Consent, begun, Outcome::Refused), entry(Operation::Redeem, begun, Outcome::Done)];
        deeds.into_iter().map(move |operation| own(operation, begun)).chain(gate)
    };
    let times = |before: u64, after: u64| {
        run((0..before).flat_map(|n| around(50 + n)).chain((0..after).flat_map(|n| around(250 + n))).collect())
    };
    assert!(enough::check(&times(10, 10)).holds());
    assert!(!enough::check(&times(10, 9)).holds());
    assert!(!enough::check(&times(9, 10)).holds());
}
