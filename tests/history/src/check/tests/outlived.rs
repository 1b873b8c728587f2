//! Access that outlived its end.

use super::*;

#[test]
fn a_grant_that_outlives_revoke_all_is_found_at_every_door() {
    type Door = fn(&mut Log) -> u64;
    let doors: [Door; 4] = [
        |log| log.refresh("r-1", "2", &[]),
        |log| log.ok(introspect("a-1"), worth(true)),
        |log| log.ok(introspect("r-1"), worth(true)),
        |log| log.ok(Call::UserInfo { app: text("bank"), token: text("a-1") }, worth(true)),
    ];
    for door in doors {
        let mut log = Log::of_ann();
        log.approve("c0", "code");
        log.redeem("code", "1", &[]);
        let revoked = log.revoke_all(1);
        let used = door(&mut log);
        let found = log.anomaly();
        assert_eq!(found.kind, Kind::Outlived);
        assert!(found.ops.contains(&revoked) && found.ops.contains(&used), "{found:?}");
    }
}

#[test]
fn a_code_that_outlives_revoke_all_is_found() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.revoke_all(1);
    log.redeem("code", "1", &[]);
    assert_eq!(log.anomaly().kind, Kind::Outlived);
}

#[test]
fn a_code_from_the_same_moment_as_revoke_all_may_be_of_the_new_epoch() {
    let mut log = Log::of_ann();
    let revoke = log.begin(revoke_all());
    log.approve("c0", "code");
    log.end(revoke, Outcome::Ok { answer: Answer::Revoked { epoch: 1 } });
    log.redeem("code", "1", &[]);
    log.assert_clean();
}

#[test]
fn a_consent_that_outlives_revoke_all_is_found() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.revoke_all(1);
    log.authorize("c0", "code-2");
    assert_eq!(log.anomaly().kind, Kind::Outlived);
}

#[test]
fn a_grant_that_outlives_the_replay_of_its_code_is_found() {
    let mut log = Log::of_ann();
    log.approve("c0", "code");
    log.redeem("code", "1", &[]);
    log.refused(redeem("code"), "invalid_grant");
    log.refresh("r-1", "2", &[]);
    assert_eq!(log.anomaly().kind, Kind::Outlived);
}

#[test]
fn a_two_factor_grant_that_outlives_the_second_factor_is_found() {
    let with_switch = |on: bool| {
        let mut log = Log::of_ann();
        if on {
            log.switch(true, 1);
        }
        log.enrol("c0", "c1", 1);
        log.approve("c1", "code");
        log.redeem("code", "1", &["mfa", "otp"]);
        log.disable("c1", "c2", 2);
        log.refresh("r-1", "2", &["mfa", "otp"]);
        log
    };
    assert_eq!(with_switch(true).anomaly().kind, Kind::Outlived);
    with_switch(false).assert_clean();
}
