//! Throttling guesses of second factors (R5): five tries are free, then each costs a doubling wait, and a hundred
//! failures in a row stop the account.

use core::time::Duration;

use crate::Timestamp;

/// Wrong codes in a row, over all sessions and factor kinds of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct GuessCount {
    /// How many wrong codes in a row.
    pub failures: u32,
    /// When the last one was given.
    pub last_failure: Option<Timestamp>,
}

/// Whether a code may be tried now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// A code may be tried.
    Allowed,
    /// Not before a time. A try before that is not counted.
    Wait {
        /// When the next try is allowed.
        until: Timestamp,
    },
    /// Only a recovery code or an administrator lifts this.
    Stopped,
}

impl GuessCount {
    /// How many tries are free: the wait begins with the failure of the last of them.
    pub const FREE: u32 = 5;
    /// How many failures in a row stop the account.
    pub const LOCKOUT_AFTER: u32 = 100;
    /// The failure after which a mail is sent to the account's owner.
    pub const MAIL_AFTER: u32 = 3;
    const FIRST_DELAY: u64 = 30;
    const LONGEST_DELAY: u64 = 3600;

    /// Whether a time-based code may be tried.
    pub fn attempt(&self, now: Timestamp) -> Attempt {
        if self.failures >= Self::LOCKOUT_AFTER { Attempt::Stopped } else { self.recovery_attempt(now) }
    }

    /// Whether a recovery code may be tried. It has the same waits, but is not stopped.
    pub fn recovery_attempt(&self, now: Timestamp) -> Attempt {
        let until = self.last_failure.unwrap_or_default() + self.delay();
        if now < until { Attempt::Wait { until } } else { Attempt::Allowed }
    }

    /// The count after one more failure.
    #[must_use]
    pub const fn after_failure(&self, now: Timestamp) -> Self {
        Self { failures: self.failures.saturating_add(1), last_failure: Some(now) }
    }

    /// Whether this failure is the one that causes a mail.
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
