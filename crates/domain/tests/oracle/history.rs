//! The changes of an app's policy in order, and how they affect a consent or grant that was made between two of them.

use twinlock_domain::{AppPolicy, PolicyEpoch, Timestamp};

/// One change of an app's policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    On,
    Off,
    RevokeAll,
}

/// Every sequence of at most `longest` events, the empty one too.
pub(crate) fn all_up_to(longest: usize) -> Vec<Vec<Event>> {
    let mut all = vec![Vec::new()];
    let mut latest = all.clone();
    for _ in 0..longest {
        latest = latest
            .iter()
            .flat_map(|start| {
                [Event::On, Event::Off, Event::RevokeAll].map(|event| [start.as_slice(), &[event]].concat())
            })
            .collect();
        all.extend(latest.iter().cloned());
    }
    all
}

/// Whether the requirement is on after these events: the last switch counts, and an app starts without it.
pub(crate) fn is_on(events: &[Event]) -> bool {
    events.iter().rev().find(|event| **event != Event::RevokeAll) == Some(&Event::On)
}

/// Whether the requirement was turned on after the consent or grant was made. Turning it on again while it is on does
/// not count.
pub(crate) fn turned_on_since(events: &[Event], made_after: usize) -> bool {
    (made_after..events.len()).any(|at| events[at] == Event::On && !is_on(&events[..at]))
}

/// Whether everything was revoked after the consent or grant was made.
pub(crate) fn revoked_since(events: &[Event], made_after: usize) -> bool {
    events[made_after..].contains(&Event::RevokeAll)
}

/// Applies the events to the code under test. Returns the epoch of a consent or grant that is made after `made_after`
/// of them, and the policy at the end.
pub(crate) fn live_through(events: &[Event], made_after: usize, start: Timestamp) -> (PolicyEpoch, AppPolicy) {
    let mut policy = AppPolicy::default();
    let mut kept = policy.epoch;
    for (index, event) in events.iter().enumerate() {
        match event {
            Event::On => _ = policy.require_2fa(start),
            Event::Off => _ = policy.lift_2fa(),
            Event::RevokeAll => policy.revoke_all(start),
        }
        if index + 1 == made_after {
            kept = policy.epoch;
        }
    }
    (kept, policy)
}
