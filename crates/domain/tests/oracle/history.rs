//! What an owner did to an app, in order, and what that says of a thing made somewhere along the way.

use twinlock_domain::{AppPolicy, PolicyEpoch, Timestamp};

/// One thing an owner can do.
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

/// Whether the requirement is on after these events: what was said last counts, and an app starts without.
pub(crate) fn is_on(events: &[Event]) -> bool {
    events.iter().rev().find(|event| **event != Event::RevokeAll) == Some(&Event::On)
}

/// Whether the requirement was turned on after the thing was made. Turning on what is on is no turning on.
pub(crate) fn turned_on_since(events: &[Event], made_after: usize) -> bool {
    (made_after..events.len()).any(|at| events[at] == Event::On && !is_on(&events[..at]))
}

/// Whether everything was revoked after the thing was made.
pub(crate) fn revoked_since(events: &[Event], made_after: usize) -> bool {
    events[made_after..].contains(&Event::RevokeAll)
}

/// The code under test lives through the same events: the epoch that a thing made after `made_after` of them
/// keeps, and the policy at the end.
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
