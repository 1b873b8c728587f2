//! An operation without an answer may still take effect, for a limited time.

use super::*;

#[test]
fn a_switch_that_may_have_been_turned_off_stops_nobody_until_that_is_settled() {
    let redeemed_after = |millis| {
        let mut log = Log::of_ann();
        log.switch(true, 1);
        log.approve_two_factor();
        let off = log.begin(require(false));
        log.end(off, Outcome::Unknown { why: text("503"), answered: true });
        log.wait(millis);
        // The requirement is certainly turned on again. Whether the operation before has settled by then depends on
        // `millis`.
        log.switch(true, 1);
        log.approve("s0", "single");
        log
    };
    redeemed_after(1_000).assert_clean();
    assert_eq!(redeemed_after(12_000).anomaly().kind, Kind::PastTheGate);
}

impl Log {
    /// Adds a second session, without a second factor.
    fn approve_two_factor(&mut self) {
        self.ok(sign_in(), session("s0", Stage::Active));
    }
}

#[test]
fn a_read_may_see_either_of_two_writes_at_the_same_time() {
    for required in [true, false] {
        let mut log = Log::of_ann();
        let (on, off) = (log.begin(require(true)), log.begin(require(false)));
        log.end(on, Outcome::Ok { answer: Answer::Policy { required: true, epoch: 1 } });
        log.end(off, Outcome::Ok { answer: Answer::Policy { required: false, epoch: 1 } });
        log.ok(read_policy(), Answer::Policy { required, epoch: 1 });
        log.assert_clean();
    }
}

#[test]
fn a_write_that_was_refused_wrote_nothing() {
    let mut log = Log::of_ann();
    log.switch(true, 1);
    log.refused(require(false), "code_required");
    log.ok(read_policy(), Answer::Policy { required: false, epoch: 1 });
    assert_eq!(log.anomaly().kind, Kind::Lost);
}

#[test]
fn a_call_that_was_never_answered_may_have_been_done() {
    let mut log = Log::of_ann();
    log.switch(true, 1);
    log.begin(require(false));
    log.ok(read_policy(), Answer::Policy { required: false, epoch: 1 });
    log.assert_clean();
}

#[test]
fn a_log_reads_as_it_was_written() {
    let mut log = Log::of_ann();
    log.enrol("c0", "c1", 1);
    log.approve("c1", "code");
    log.redeem("code", "1", &["mfa", "otp"]);
    log.skew(1, 30);
    let lines: Vec<_> = log.entries.iter().map(|entry| serde_json::to_string(entry).unwrap()).collect();
    let read: Vec<Entry> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(read, log.entries, "{lines:#?}");
}
