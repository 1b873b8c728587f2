//! Acknowledged writes that were lost.

use super::*;

fn lost(log: &Log) -> String {
    let found = log.anomaly();
    assert_eq!(found.kind, Kind::Lost);
    found.what
}

#[test]
fn a_consent_that_is_asked_for_again_is_found() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.ok(look("c0"), Answer::Step(Step::Question));
    assert!(lost(&log).contains("asked again"));
}

#[test]
fn a_consent_that_was_revoked_is_asked_for_again() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.unknown(revoke_all());
    log.ok(look("c0"), Answer::Step(Step::Question));
    log.assert_clean();
}

#[test]
fn a_switch_that_reads_otherwise_is_found() {
    let mut log = Log::of_ann();
    log.switch(true, 1);
    log.ok(read_policy(), Answer::Policy { required: false, epoch: 1 });
    assert!(lost(&log).contains("reads off"));
}

#[test]
fn an_epoch_that_goes_back_or_stands_still_is_found() {
    let mut log = Log::of_ann();
    log.switch(true, 4);
    log.ok(read_policy(), Answer::Policy { required: true, epoch: 3 });
    assert!(lost(&log).contains("was 4 and then 3"));
    let mut log = Log::of_ann();
    log.revoke_all(1);
    log.revoke_all(1);
    assert!(lost(&log).contains("was 1 and then 1"));
}

#[test]
fn an_enrolment_that_vanished_is_found_by_looking_and_by_signing_in() {
    let mut log = Log::of_ann();
    log.enrol("c0", "c1", 1);
    log.ok(who_am_i("c1"), Answer::Who { enrolled: false, passed: false });
    assert!(lost(&log).contains("lost its second factor"));
    let mut log = Log::of_ann();
    log.enrol("c0", "c1", 1);
    log.ok(sign_in(), session("d", Stage::Active));
    assert!(lost(&log).contains("lost its second factor"));
}

#[test]
fn a_factor_that_comes_back_is_found() {
    let mut log = Log::of_ann();
    log.enrol("c0", "c1", 1);
    log.disable("c1", "c2", 2);
    log.ok(sign_in(), session("p", Stage::Pending));
    assert!(lost(&log).contains("still has the second factor"));
}

#[test]
fn a_session_that_is_gone_is_found() {
    let mut log = Log::of_ann();
    log.refused(who_am_i("c0"), "sign_in_required");
    assert!(lost(&log).contains("a session is gone"));
    let mut log = Log::of_ann();
    log.ok(authorize("c0"), Answer::Step(Step::SignIn));
    assert!(lost(&log).contains("a session is gone"));
}

#[test]
fn a_session_whose_cookie_may_have_been_renewed_is_not_missed() {
    let mut log = Log::of_ann();
    log.unknown(confirm("c0", 1));
    log.refused(who_am_i("c0"), "sign_in_required");
    log.assert_clean();
}

#[test]
fn a_session_that_seems_older_than_its_account_is_not_missed() {
    let mut log = Log::new();
    log.skew(1, 3600);
    log.on_node(1).ok(Call::SignUp { account: text("ann") }, session("c0", Stage::Active));
    log.on_node(0).ok(sign_in(), session("c1", Stage::Active));
    log.refused(who_am_i("c1"), "sign_in_required");
    log.assert_clean();
}

#[test]
fn a_grant_that_is_gone_is_found() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.redeem("code", "1", &[]);
    log.refused(refresh("r-1"), "invalid_grant");
    assert!(lost(&log).contains("a grant is gone"));
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.redeem("code", "1", &[]);
    log.ok(introspect("a-1"), worth(false));
    assert!(lost(&log).contains("a grant is gone"));
}

#[test]
fn a_grant_ends_for_many_reasons() {
    type Reason = fn(&mut Log) -> u64;
    let reasons: [Reason; 7] = [
        |log| log.waits(46_000),
        |log| log.refused(redeem("code"), "invalid_grant"),
        |log| log.unknown(refresh("r-1")),
        |log| log.unknown(revoke_all()),
        |log| log.unknown(disable("c0", 9)),
        |log| log.skews(1, 3600),
        |log| log.refresh("r-1", "2", &[]),
    ];
    for reason in reasons {
        let mut log = Log::of_ann();
        log.approve("c0", "code");
        log.redeem("code", "1", &[]);
        reason(&mut log);
        log.refused(refresh("r-1"), "invalid_grant");
        log.assert_clean();
    }
}

impl Log {
    fn waits(&mut self, millis: i64) -> u64 {
        self.wait(millis);
        self.ops
    }

    fn skews(&mut self, node: usize, seconds: i64) -> u64 {
        self.skew(node, seconds);
        self.ops
    }
}

#[test]
fn an_authorization_code_may_be_lost() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.refused(redeem("code"), "invalid_grant");
    log.assert_clean();
}
