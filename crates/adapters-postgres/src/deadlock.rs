//! How a deadlock is told from other errors.

/// diesel has no kind for a deadlock and does not expose the SQLSTATE, and the message is in the server's language. The
/// details have a line for each process of the cycle, and the names of lock modes in them are the same in every
/// language. No other error has such details.
pub(crate) fn is_deadlock(details: Option<&str>) -> bool {
    const MODES: [&str; 2] = ["ShareLock", "ExclusiveLock"];
    let waits = |line: &&str| MODES.iter().any(|mode| line.contains(mode));
    details.is_some_and(|details| details.lines().filter(waits).count() >= 2)
}
