//! R4: a code is used once.

use std::time::Duration;

use twinlock_domain::{StepVerdict, Timestamp, TotpCode, judge_totp, totp_step};

use super::samples::NOW;

/// A stand-in for TOTP: any function works that gives neighbouring steps different codes.
fn code_of(step: i64) -> TotpCode {
    TotpCode::new(u32::try_from(step.rem_euclid(1_000_000)).unwrap())
}

fn judge(offset: i64, last: Option<i64>) -> StepVerdict {
    let current = totp_step(NOW);
    judge_totp(code_of(current + offset), NOW, last.map(|step| current + step), code_of)
}

#[test]
fn r04_every_step_around_now_gets_the_verdict_that_the_rule_gives() {
    let current = totp_step(NOW);
    let steps = || std::iter::once(None).chain((-25..=25).map(Some));
    let mut seen = [0; 4];
    for offset in -40..=40 {
        for last in steps() {
            let used = last.is_some_and(|last| last >= offset);
            let (kind, expected) = match offset {
                -1 | 0 if used => (0, StepVerdict::AlreadyUsed),
                -1 | 0 => (1, StepVerdict::Accepted(current + offset)),
                -21..=20 if last == Some(offset) => (0, StepVerdict::AlreadyUsed),
                -21..=20 => (2, StepVerdict::ClockOff),
                _ => (3, StepVerdict::Wrong),
            };
            seen[kind] += 1;
            assert_eq!(judge(offset, last), expected, "{offset}, last {last:?}");
        }
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
}

#[test]
fn r04_a_step_is_accepted_once() {
    let StepVerdict::Accepted(step) = judge(0, None) else { panic!("the code is right") };
    assert_eq!(judge_totp(code_of(step), NOW, Some(step), code_of), StepVerdict::AlreadyUsed);
    let later = NOW + Duration::from_secs(30);
    assert_eq!(judge_totp(code_of(step), later, Some(step), code_of), StepVerdict::AlreadyUsed);
}

#[test]
fn r04_the_step_before_is_not_accepted_after_a_newer_one() {
    assert_eq!(judge(-1, Some(0)), StepVerdict::AlreadyUsed);
    assert!(matches!(judge(-1, Some(-2)), StepVerdict::Accepted(_)));
}

#[test]
fn b17_a_code_that_came_too_early_is_accepted_when_its_time_comes() {
    for ahead in 1..=20_u64 {
        let offset = i64::try_from(ahead).unwrap();
        assert_eq!(judge(offset, None), StepVerdict::ClockOff, "{ahead} steps ahead");
        let step = totp_step(NOW) + offset;
        let then = NOW + Duration::from_secs(30 * ahead);
        assert_eq!(judge_totp(code_of(step), then, None, code_of), StepVerdict::Accepted(step));
        assert_eq!(judge_totp(code_of(step), then, Some(step), code_of), StepVerdict::AlreadyUsed, "and once");
    }
}

#[test]
fn r04_a_code_sent_again_minutes_later_is_called_used_and_no_clock_is_blamed() {
    assert_eq!(judge(-10, Some(-10)), StepVerdict::AlreadyUsed);
    assert_eq!(judge(-10, Some(-12)), StepVerdict::ClockOff);
}

#[test]
fn r04_a_step_is_half_a_minute() {
    let step = |millis| totp_step(Timestamp::from_unix_millis(millis));
    assert_eq!((step(0), step(29_999), step(30_000), step(59_999)), (0, 0, 1, 1));
    assert_eq!(step(-1), -1, "before 1970 too");
}

#[test]
fn r04_white_space_in_a_code_is_ignored() {
    for typed in ["123456", "123 456", " 1 2 3 4 5 6 ", "123\u{a0}456", "\t123456\r\n", "\u{3000}123456"] {
        assert_eq!(TotpCode::parse(typed).map(|code| code.to_string()), Some("123456".into()), "{typed:?}");
    }
    assert_eq!(TotpCode::parse("000 042").unwrap().to_string(), "000042", "leading zeros stay");
}

#[test]
fn r04_only_six_digits_are_a_code() {
    let refused = [
        "",
        "12345",
        "1234567",
        "+123456",
        "12345a",
        "123.456",
        "0x1234",
        "1e5000",
        "0000000123456",
        "99999999999999999999",
    ];
    for typed in refused {
        assert!(TotpCode::parse(typed).is_none(), "{typed:?}");
    }
}

#[test]
fn r04_a_code_is_not_printed_by_debug() {
    assert_eq!(format!("{:?}", TotpCode::new(123_456)), "TotpCode(redacted)");
}
