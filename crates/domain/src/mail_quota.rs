//! The quota of links per mailbox, whoever requests them (R33): no two within a minute, and few in an hour.

use core::time::Duration;

use crate::Timestamp;

/// The links of one kind that were recently mailed to one mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailQuota {
    /// How many were sent in the hour that began at `began_at`.
    pub sent: u32,
    /// When the first of them was sent.
    pub began_at: Timestamp,
    /// When the last of them was sent.
    pub last_at: Timestamp,
}

impl MailQuota {
    /// How many links of one kind a mailbox gets in an hour.
    pub const PER_HOUR: u32 = 5;
    /// The least time between two links of one kind.
    pub const APART: Duration = Duration::from_mins(1);
    const HOUR: Duration = Duration::from_hours(1);

    /// The quota after one more mail, or `None` if it must not be sent now. `so_far` is the stored quota of the
    /// mailbox.
    pub fn after_one_more(so_far: Option<Self>, now: Timestamp) -> Option<Self> {
        let fresh = Self { sent: 1, began_at: now, last_at: now };
        let Some(so_far) = so_far else { return Some(fresh) };
        if now < so_far.last_at + Self::APART {
            None
        } else if now >= so_far.began_at + Self::HOUR {
            Some(fresh)
        } else if so_far.sent >= Self::PER_HOUR {
            None
        } else {
            Some(Self { sent: so_far.sent.saturating_add(1), last_at: now, ..so_far })
        }
    }
}
