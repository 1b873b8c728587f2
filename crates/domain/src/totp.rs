//! Time-based codes (RFC 6238): which step a code may belong to, and that it is accepted once (R4). Computing
//! the code of a step is the caller's.

use core::fmt;

use crate::{Timestamp, code_spelling};

/// Digits of a code.
pub const TOTP_DIGITS: u32 = 6;
/// Seconds of a time step (RFC 6238 4.1, X).
pub const TOTP_STEP_SECONDS: u64 = 30;
/// How many steps before the current one are accepted (RFC 6238 5.2).
const STEPS_BACK: i64 = 1;
/// How far off a clock is looked for, in steps each way, to say so rather than "wrong".
const CLOCK_SEARCH: i64 = 20;

/// The time step of a point in time.
pub fn totp_step(now: Timestamp) -> i64 {
    now.unix_seconds().div_euclid(TOTP_STEP_SECONDS.cast_signed())
}

/// Six digits, whatever came with them (R4).
#[derive(Clone, Copy)]
pub struct TotpCode(u32);

impl TotpCode {
    /// From what was typed, in the one spelling of codes ([`code_spelling`]): exactly six digits are a code.
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

    /// From its number, as computed.
    pub const fn new(value: u32) -> Self {
        Self(value % 1_000_000)
    }

    /// Every bit is looked at, whichever differs.
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

/// What a code amounts to. Each refusal has its own message (R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepVerdict {
    /// It is the code of this step, which must now be recorded as used.
    Accepted(i64),
    /// It is right, but it or a newer one was accepted before: wait for the next.
    AlreadyUsed,
    /// It belongs to a step that is too early or too late: the two clocks do not agree. Nothing is used up, so a code
    /// that was too early is good when its time comes.
    ClockOff,
    /// It is none of these.
    Wrong,
}

/// Judges a code. `last_step` is the newest step accepted for the factor, `code_of` computes the code of a step.
///
/// To say that a code is too early tells somebody who guesses that it will be good soon. The caller therefore counts
/// [`StepVerdict::ClockOff`] as a wrong guess: whoever hits one of the `CLOCK_SEARCH` steps ahead by chance still has
/// to send it again at the right moment, and each try costs one of the few that R5 allows.
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
        // Sent again long after: the clock is not to blame.
        Some(step) if last_step == Some(step) => StepVerdict::AlreadyUsed,
        Some(_) => StepVerdict::ClockOff,
        None => StepVerdict::Wrong,
    }
}
