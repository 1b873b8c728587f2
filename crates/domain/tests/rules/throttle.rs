//! R5: guessing codes becomes slow, and is stopped in the end.

use std::time::Duration;

use twinlock_domain::{Attempt, GuessCount, Timestamp};

use super::samples::NOW;

fn after(failures: u32) -> GuessCount {
    (0..failures).fold(GuessCount::default(), |count, _| count.after_failure(NOW))
}

fn wait(attempt: Attempt) -> Option<u64> {
    match attempt {
        Attempt::Allowed => Some(0),
        Attempt::Wait { until } => Some(until.since(NOW).as_secs()),
        Attempt::Stopped => None,
    }
}

#[test]
fn r05_five_tries_are_free_then_the_wait_doubles_from_half_a_minute_to_an_hour() {
    let expected = [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600];
    for (failures, seconds) in (0..).zip(expected) {
        assert_eq!(wait(after(failures).attempt(NOW)), Some(seconds), "after {failures} failures");
    }
    for failures in 15..100 {
        assert_eq!(wait(after(failures).attempt(NOW)), Some(3600), "after {failures} failures");
    }
}

#[test]
fn r05_the_wait_ends_at_its_time_and_not_a_moment_before() {
    let until = NOW + Duration::from_secs(30);
    assert_eq!(after(5).attempt(until - Duration::from_millis(1)), Attempt::Wait { until });
    assert_eq!(after(5).attempt(until), Attempt::Allowed);
}

#[test]
fn r05_a_hundred_in_a_row_are_the_end() {
    let long_after = NOW + Duration::from_hours(24 * 365);
    assert_eq!(after(99).attempt(long_after), Attempt::Allowed);
    for failures in [100, 101, u32::MAX] {
        let count = GuessCount { failures, last_failure: Some(NOW) };
        assert_eq!(count.attempt(long_after), Attempt::Stopped, "{failures}");
    }
}

#[test]
fn r05_a_recovery_code_waits_as_long_but_is_never_stopped() {
    for failures in [0, 5, 50, 99] {
        assert_eq!(after(failures).recovery_attempt(NOW), after(failures).attempt(NOW));
    }
    let until = NOW + Duration::from_hours(1);
    assert_eq!(after(100).recovery_attempt(NOW), Attempt::Wait { until });
    assert_eq!(after(100).recovery_attempt(until), Attempt::Allowed);
}

#[test]
fn r05_the_count_does_not_run_over() {
    let most = GuessCount { failures: u32::MAX, last_failure: None }.after_failure(NOW);
    assert_eq!((most.failures, most.last_failure), (u32::MAX, Some(NOW)));
}

#[test]
fn r05_the_account_is_told_once_after_the_third() {
    let told: Vec<u32> = (0..200).filter(|failures| after(*failures).is_worth_a_mail()).collect();
    assert_eq!(told, [3]);
}

#[test]
fn r05_a_clock_set_back_lifts_no_wait() {
    assert!(matches!(after(5).attempt(Timestamp::from_unix_seconds(0)), Attempt::Wait { .. }));
}
