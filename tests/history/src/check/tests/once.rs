//! Single-use values that were used twice.

use super::*;

fn used_twice(log: &Log) {
    assert_eq!(log.anomaly().kind, Kind::UsedTwice);
}

#[test]
fn a_code_that_is_redeemed_twice_is_found() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.redeem("code", "1", &[]);
    log.redeem("code", "2", &[]);
    used_twice(&log);
}

#[test]
fn a_step_that_is_accepted_twice_is_found_whatever_it_was_for() {
    let mut log = Log::of_ann();
    log.enrol("c0", "c1", 7);
    log.disable("c1", "c2", 7);
    used_twice(&log);
}

#[test]
fn a_form_that_gets_its_answer_again_has_used_its_step_once() {
    let mut log = Log::of_ann();
    log.enrol("c0", "c1", 7);
    log.ok(pass("c1", totp(8)), session("c2", Stage::Active));
    log.ok(pass("c1", totp(8)), session("c2", Stage::Active));
    log.assert_clean();
    log.ok(pass("c1", totp(8)), session("c3", Stage::Active));
    used_twice(&log);
}

#[test]
fn a_step_before_one_that_was_used_is_found() {
    let mut log = Log::of_ann();
    log.enrol("c0", "c1", 7);
    log.ok(pass("c1", totp(6)), session("c2", Stage::Active));
    used_twice(&log);
}

#[test]
fn steps_at_the_same_time_may_come_in_either_order() {
    let mut log = Log::of_ann();
    log.enrol("c0", "c1", 5);
    let later = log.begin(pass("c1", totp(7)));
    let earlier = log.begin(pass("c1", totp(6)));
    log.end(later, Outcome::Ok { answer: session("c2", Stage::Active) });
    log.end(earlier, Outcome::Ok { answer: session("c3", Stage::Active) });
    log.assert_clean();
}

#[test]
fn a_recovery_code_that_works_twice_is_found() {
    let mut log = Log::of_ann();
    log.enrol("c0", "c1", 1);
    let code = || Code::Recovery { digest: text("x") };
    log.ok(pass("c1", code()), session("c2", Stage::Active));
    log.ok(pass("c2", code()), session("c3", Stage::Active));
    used_twice(&log);
}

#[test]
fn a_request_that_is_decided_twice_is_found() {
    let mut log = Log::of_ann();
    log.ok(decide("c0", "r", true), code_issued("code"));
    log.ok(decide("c0", "r", false), Answer::Step(Step::Error { error: text("access_denied") }));
    used_twice(&log);
}

#[test]
fn a_refresh_token_that_gives_other_tokens_is_found() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.redeem("code", "1", &[]);
    log.refresh("r-1", "2", &[]);
    log.refresh("r-1", "3", &[]);
    used_twice(&log);
}

#[test]
fn the_same_answer_again_is_right_within_the_window_and_wrong_after_it() {
    let again_after = |millis| {
        let mut log = Log::of_ann();
        log.approve("c0", "code");
        log.redeem("code", "1", &[]);
        log.refresh("r-1", "2", &[]);
        log.wait(millis);
        log.refresh("r-1", "2", &[]);
        log
    };
    again_after(9_000).assert_clean();
    used_twice(&again_after(11_000));
}

#[test]
fn the_window_is_as_long_as_the_clocks_make_it() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.redeem("code", "1", &[]);
    log.skew(1, 30);
    // Its answer is lost, but it may have rotated the token by its own clock.
    log.on_node(1).unknown(refresh("r-1"));
    log.skew(1, 0);
    log.on_node(0).refresh("r-1", "2", &[]);
    log.wait(25_000);
    log.refresh("r-1", "2", &[]);
    log.assert_clean();
    log.wait(20_000);
    log.refresh("r-1", "2", &[]);
    used_twice(&log);
}
