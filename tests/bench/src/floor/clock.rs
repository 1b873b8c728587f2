//! The time.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;

/// Milliseconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the floor is a program of its own, without a Clock port")]
pub(crate) fn now() -> Result<i64> {
    Ok(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?)
}
