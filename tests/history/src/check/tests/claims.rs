//! Claims that are not true.

use super::*;

fn lie(log: &Log) -> String {
    let found = log.anomaly();
    assert_eq!(found.kind, Kind::Lie);
    found.what
}

#[test]
fn amr_without_a_second_factor_is_found() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.redeem("code", "1", &["mfa", "otp"]);
    assert!(lie(&log).contains("is there although"));
}

#[test]
fn amr_that_is_absent_after_a_second_factor_is_found() {
    let mut log = Log::of_ann();
    log.enrol("c0", "c1", 1);
    log.approve("c1", "code");
    log.redeem("code", "1", &[]);
    assert!(lie(&log).contains("is absent although"));
}

#[test]
fn amr_of_another_method_is_found() {
    let mut log = Log::of_ann();
    log.enrol("c0", "c1", 1);
    log.ok(pass("c1", Code::Recovery { digest: text("x") }), session("c2", Stage::Active));
    log.approve("c2", "code");
    log.redeem("code", "1", &["mfa", "otp"]);
    assert!(lie(&log).contains("another method"));
}

#[test]
fn owning_a_factor_is_not_passing_it() {
    let mut log = Log::of_ann();
    log.enrol("c0", "c1", 1);
    log.ok(sign_in(), session("p", Stage::Pending));
    // The other session, from before the enrolment, has shown no second factor.
    log.approve("c0", "code");
    log.redeem("code", "1", &["mfa", "otp"]);
    assert!(lie(&log).contains("is there although"));
}

#[test]
fn turning_the_factor_off_takes_it_from_every_session() {
    let mut log = Log::of_ann();
    log.enrol("c0", "c1", 1);
    log.ok(sign_in(), session("p", Stage::Pending));
    log.ok(pass("p", totp(2)), session("d1", Stage::Active));
    log.disable("d1", "d2", 3);
    log.approve("c1", "code");
    log.redeem("code", "1", &["mfa", "otp"]);
    assert!(lie(&log).contains("turned off before"));
}

#[test]
fn a_factor_that_is_turned_off_meanwhile_may_or_may_not_count() {
    for amr in [&["mfa", "otp"][..], &[]] {
        let mut log = Log::of_ann();
        log.enrol("c0", "c1", 1);
        log.ok(sign_in(), session("p", Stage::Pending));
        log.ok(pass("p", totp(2)), session("d1", Stage::Active));
        let disabling = log.begin(disable("d1", 3));
        log.approve("c1", "code");
        log.redeem("code", "1", amr);
        log.end(disabling, Outcome::Ok { answer: session("d2", Stage::Active) });
        log.assert_clean();
    }
}

#[test]
fn a_refreshed_token_that_says_something_else_is_found() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.redeem("code", "1", &[]);
    log.refresh("r-1", "2", &["mfa", "otp"]);
    assert!(lie(&log).contains("two things"));
}

#[test]
fn an_auth_time_newer_than_the_password_is_found() {
    let mut log = Log::of_ann();
    log.enrol("c0", "c1", 1);
    log.wait(60_000);
    log.approve("c1", "code");
    let at = log.wall;
    log.ok(redeem("code"), tokens("1", &["mfa", "otp"], at));
    assert!(lie(&log).contains("newer than the password"));
}

#[test]
fn an_auth_time_older_than_anything_shown_is_found() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.ok(redeem("code"), tokens("1", &[], BEGINNING - 5_000));
    assert!(lie(&log).contains("older than anything"));
}

#[test]
fn amr_and_acr_that_disagree_are_found() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    let claims = Claims { acr: text("urn:twinlock:acr:2fa"), ..claims(&[], BEGINNING) };
    log.ok(redeem("code"), Answer::Tokens(Tokens { access: text("a"), refresh: text("r"), claims }));
    assert!(lie(&log).contains("do not agree"));
}

#[test]
fn a_password_given_by_a_fast_clock_is_told_as_that_clock_said() {
    let mut log = Log::new();
    log.ok(Call::SignUp { account: text("ann") }, session("x", Stage::Active));
    log.skew(1, 30);
    log.on_node(1).ok(sign_in(), session("c0", Stage::Active));
    log.on_node(0).enrol("c0", "c1", 1);
    log.ok(sign_in(), session("p", Stage::Pending));
    log.ok(pass("p", totp(2)), session("d1", Stage::Active));
    log.disable("d1", "d2", 3);
    log.approve("c1", "code");
    log.ok(redeem("code"), tokens("1", &[], BEGINNING + 30_050));
    log.assert_clean();
}
