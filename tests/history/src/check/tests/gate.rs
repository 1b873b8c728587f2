//! Codes and tokens that were issued past the gate.

use super::*;

#[test]
fn tokens_for_a_single_factor_code_from_before_the_switch_are_found() {
    let mut log = Log::of_ann();
    let issued = log.approve("c0", "code");
    let on = log.switch(true, 1);
    let redeemed = log.redeem("code", "1", &[]);
    let found = log.anomaly();
    assert_eq!(found.kind, Kind::PastTheGate);
    assert_eq!(found.ops, [issued, on, redeemed]);
}

#[test]
fn a_code_for_a_single_factor_session_under_the_requirement_is_found() {
    let mut log = Log::of_ann();
    log.switch(true, 1);
    log.approve("c0", "code");
    assert_eq!(log.anomaly().kind, Kind::PastTheGate);
}

#[test]
fn two_factor_codes_pass_the_gate() {
    let mut log = Log::of_ann();
    log.switch(true, 1);
    log.enrol("c0", "c1", 1);
    log.approve("c1", "code");
    log.redeem("code", "1", &["mfa", "otp"]);
    log.assert_clean();
}

#[test]
fn a_switch_that_may_be_off_by_then_stops_nobody() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.switch(true, 1);
    let off = log.begin(require(false));
    log.redeem("code", "1", &[]);
    log.end(off, Outcome::Ok { answer: Answer::Policy { required: false, epoch: 1 } });
    log.assert_clean();
}

#[test]
fn a_switch_that_was_turned_on_at_the_same_time_stops_nobody() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    let on = log.begin(require(true));
    log.redeem("code", "1", &[]);
    log.end(on, Outcome::Ok { answer: Answer::Policy { required: true, epoch: 1 } });
    log.assert_clean();
}

#[test]
fn access_from_before_goes_on_until_its_end_and_no_longer() {
    let log_until = |millis: i64| {
        let mut log = Log::of_ann();
        log.approve("c0", "code");
        log.redeem("code", "1", &[]);
        log.switch(true, 1);
        log.wait(millis);
        log.refresh("r-1", "2", &[]);
        log
    };
    log_until(44_000).assert_clean();
    assert_eq!(log_until(46_000).anomaly().kind, Kind::PastTheGate);
}

#[test]
fn rotation_under_the_requirement_does_not_move_the_end() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.redeem("code", "1", &[]);
    log.switch(true, 1);
    for (old, new) in [("r-1", "2"), ("r-2", "3")] {
        log.wait(15_000);
        log.refresh(old, new, &[]);
    }
    log.assert_clean();
    log.wait(16_000);
    log.refresh("r-3", "4", &[]);
    assert_eq!(log.anomaly().kind, Kind::PastTheGate);
}

#[test]
fn what_was_frozen_stays_frozen_when_the_switch_goes_off() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.redeem("code", "1", &[]);
    log.switch(true, 1);
    log.switch(false, 1);
    log.wait(30_000);
    log.refresh("r-1", "2", &[]);
    log.wait(30_000);
    log.refresh("r-2", "3", &[]);
    assert_eq!(log.anomaly().kind, Kind::PastTheGate);
}

#[test]
fn an_end_that_moved_is_seen_by_introspection() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.redeem("code", "1", &[]);
    log.switch(true, 1);
    log.wait(20_000);
    log.refresh("r-1", "2", &[]);
    let expires = Some((BEGINNING + 65_000) / 1000);
    log.ok(introspect("r-2"), Answer::Worth(Worth { active: true, claims: None, expires }));
    assert_eq!(log.anomaly().kind, Kind::PastTheGate);
}

#[test]
fn a_node_with_a_fast_clock_gives_a_later_end() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.skew(1, 3600);
    log.on_node(1).redeem("code", "1", &[]);
    log.skew(1, 0);
    log.switch(true, 1);
    log.wait(60_000);
    log.on_node(0).refresh("r-1", "2", &[]);
    log.assert_clean();
}

/// Tokens issued by a clock that is an hour ahead; from then on the clock is right.
fn of_a_fast_clock() -> Log {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.skew(1, 3600);
    log.on_node(1).redeem("code", "1", &[]);
    log.skew(1, 0);
    log.on_node(0);
    log
}

/// Adds a refresh that is concurrent with turning the requirement on.
fn refreshed_meanwhile(mut log: Log) -> Log {
    let at = BEGINNING;
    let (switch, meanwhile) = (log.begin(require(true)), log.begin(refresh("r-1")));
    log.end(switch, Outcome::Ok { answer: Answer::Policy { required: true, epoch: 1 } });
    log.end(meanwhile, Outcome::Ok { answer: tokens("2", &[], at) });
    log.wait(50_000);
    log.refresh("r-2", "3", &[]);
    log
}

/// Adds a switch whose answer is lost, a refresh, and a switch that is acknowledged.
fn refreshed_in_between(mut log: Log) -> Log {
    log.unknown(require(true));
    log.wait(10_000);
    log.switch(false, 1);
    log.refresh("r-1", "2", &[]);
    log.switch(true, 2);
    log.wait(50_000);
    log.refresh("r-2", "3", &[]);
    log
}

#[test]
fn a_refresh_beside_the_switch_may_hand_on_the_end_of_a_fast_clock() {
    refreshed_meanwhile(of_a_fast_clock()).assert_clean();
}

#[test]
fn a_switch_whose_answer_was_lost_may_have_kept_the_end_of_a_fast_clock() {
    refreshed_in_between(of_a_fast_clock()).assert_clean();
}

#[test]
fn without_a_fast_clock_neither_is_an_excuse() {
    for further in [refreshed_meanwhile, refreshed_in_between] {
        let mut log = Log::of_ann();
        log.approve("c0", "code");
        log.redeem("code", "1", &[]);
        assert_eq!(further(log).anomaly().kind, Kind::PastTheGate);
    }
}
