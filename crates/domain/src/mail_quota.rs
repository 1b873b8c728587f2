//! How many links a mailbox gets, no matter who asks for them (R33): no two within a minute, and few in an hour.

use core::time::Duration;

use crate::Timestamp;

/// The links of one kind that were mailed to one mailbox lately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailQuota {
    /// How many went out in the hour that began at `began_at`.
    pub sent: u32,
    /// When the first of them did.
    pub began_at: Timestamp,
    /// When the last of them did.
    pub last_at: Timestamp,
}

impl MailQuota {
    /// How many of one kind a mailbox gets in an hour.
    pub const PER_HOUR: u32 = 5;
    /// How far apart two of one kind are.
    pub const APART: Duration = Duration::from_mins(1);
    const HOUR: Duration = Duration::from_hours(1);

    /// The quota after one more mail, or `None` where that is one too many now. `so_far` is what is known of the mailbox.
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
