//! Time-based codes (RFC 6238): which steps a code may belong to, and that it is accepted once (R4). The caller
//! computes the code of a step.

use core::fmt;

use crate::{Timestamp, code_spelling};

/// Digits of a code.
pub const TOTP_DIGITS: u32 = 6;
/// Seconds of a time step (RFC 6238 4.1, X).
pub const TOTP_STEP_SECONDS: u64 = 30;
/// How many steps before the current one are accepted (RFC 6238 5.2).
const STEPS_BACK: i64 = 1;
/// In how many steps each way a code is searched for, to report different clocks rather than a wrong code.
const CLOCK_SEARCH: i64 = 20;

/// The time step of a point in time.
pub fn totp_step(now: Timestamp) -> i64 {
    now.unix_seconds().div_euclid(TOTP_STEP_SECONDS.cast_signed())
}

/// Six digits. Spaces and dashes that were typed with them are ignored (R4).
#[derive(Clone, Copy)]
pub struct TotpCode(u32);

impl TotpCode {
    /// Parses what was typed, normalized by [`code_spelling`]: exactly six digits are a code.
    pub fn parse(text: &str) -> Option<Self> {
        let mut digits = 0;
        let mut value: u32 = 0;
        for character in code_spelling(text).chars() {
            let digit = character.to_digit(10)?;
            digits += 1;
            value = value.checked_mul(10)?.checked_add(digit)?;
        }
        (digits == TOTP_DIGITS).then_some(Self(value))
    }

    /// From the number that was computed.
    pub const fn new(value: u32) -> Self {
        Self(value % 1_000_000)
    }

    /// Compares all bits, so that the time does not depend on which differ.
    fn matches(self, other: Self) -> bool {
        core::hint::black_box(self.0 ^ other.0) == 0
    }
}

impl fmt::Debug for TotpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpCode(redacted)")
    }
}

impl fmt::Display for TotpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

/// The result of checking a code. Each refusal has its own message (R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepVerdict {
    /// It is the code of this step, which must now be recorded as used.
    Accepted(i64),
    /// It is right, but it or a newer one was accepted before. The user has to wait for the next.
    AlreadyUsed,
    /// It belongs to a step that is too early or too late: the clocks of the phone and the server differ. No step is
    /// used up, so a code that was too early is accepted when its time comes.
    ClockOff,
    /// It is none of these.
    Wrong,
}

/// Checks a code. `last_step` is the newest step accepted for the factor, `code_of` computes the code of a step.
///
/// Reporting that a code is too early reveals to a guesser that it will be valid soon. The caller therefore counts
/// [`StepVerdict::ClockOff`] as a wrong guess: whoever hits one of the `CLOCK_SEARCH` steps ahead by chance still has
/// to send it again at the right moment, and each try counts against the limit of R5.
pub fn judge_totp(
    code: TotpCode,
    now: Timestamp,
    last_step: Option<i64>,
    code_of: impl Fn(i64) -> TotpCode,
) -> StepVerdict {
    let current = totp_step(now);
    let accepted = (current - STEPS_BACK..=current).rev().find(|step| code_of(*step).matches(code));
    if let Some(step) = accepted {
        let used = last_step.is_some_and(|last| step <= last);
        return if used { StepVerdict::AlreadyUsed } else { StepVerdict::Accepted(step) };
    }
    let mut around = (1..=CLOCK_SEARCH).flat_map(|off| [current - STEPS_BACK - off, current + off]);
    match around.find(|step| code_of(*step).matches(code)) {
        // The last accepted code, sent again long after: the clocks need not differ.
        Some(step) if last_step == Some(step) => StepVerdict::AlreadyUsed,
        Some(_) => StepVerdict::ClockOff,
        None => StepVerdict::Wrong,
    }
}
