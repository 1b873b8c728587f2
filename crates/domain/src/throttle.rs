//! Guessing second factors (R5): five tries are free, then each costs a doubling wait, and a hundred in a row is the end.

use core::time::Duration;

use crate::Timestamp;

/// Wrong codes in a row, over all sessions and factor kinds of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct GuessCount {
    /// How many in a row.
    pub failures: u32,
    /// When the last was.
    pub last_failure: Option<Timestamp>,
}

/// Whether a code may be tried now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// Yes.
    Allowed,
    /// Not before then. A try that is refused so is not counted.
    Wait {
        /// When the next try is allowed.
        until: Timestamp,
    },
    /// Not any more: only a recovery code or an administrator lifts this.
    Stopped,
}

impl GuessCount {
    /// How many tries cost nothing: the wait begins with the failure of the last of them.
    pub const FREE: u32 = 5;
    /// How many in a row are the end.
    pub const LOCKOUT_AFTER: u32 = 100;
    /// The failure after which the account is told by mail.
    pub const MAIL_AFTER: u32 = 3;
    const FIRST_DELAY: u64 = 30;
    const LONGEST_DELAY: u64 = 3600;

    /// Whether a time-based code may be tried.
    pub fn attempt(&self, now: Timestamp) -> Attempt {
        if self.failures >= Self::LOCKOUT_AFTER { Attempt::Stopped } else { self.recovery_attempt(now) }
    }

    /// Whether a recovery code may be tried: it waits as long, but the stop does not stop it.
    pub fn recovery_attempt(&self, now: Timestamp) -> Attempt {
        let until = self.last_failure.unwrap_or_default() + self.delay();
        if now < until { Attempt::Wait { until } } else { Attempt::Allowed }
    }

    /// The count after one more failure.
    #[must_use]
    pub const fn after_failure(&self, now: Timestamp) -> Self {
        Self { failures: self.failures.saturating_add(1), last_failure: Some(now) }
    }

    /// Whether this failure is the one to tell the account about.
    pub const fn is_worth_a_mail(&self) -> bool {
        self.failures == Self::MAIL_AFTER
    }

    fn delay(&self) -> Duration {
        let Some(doublings) = self.failures.checked_sub(Self::FREE) else {
            return Duration::ZERO;
        };
        let seconds = Self::FIRST_DELAY.checked_shl(doublings.min(32)).unwrap_or(Self::LONGEST_DELAY);
        Duration::from_secs(seconds.min(Self::LONGEST_DELAY))
    }
}
