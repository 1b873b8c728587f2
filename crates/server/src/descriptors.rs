//! The limit on open connections: lower than the limit on file descriptors, because the database, mail and the log need
//! descriptors too.

use twinlock_http_actix::bounds;

/// Descriptors that are left for everything but connections.
const RESERVED: u64 = 256;

/// Raises the limit on file descriptors as far as needed and allowed, and returns the number of connections to accept.
pub(crate) fn connections() -> usize {
    let most = u64::try_from(bounds::CONNECTIONS).unwrap_or(u64::MAX);
    match rlimit::increase_nofile_limit(most.saturating_add(RESERVED)) {
        Ok(descriptors) => within(descriptors, most),
        Err(error) => {
            tracing::warn!(%error, "the limit on open files cannot be read; a default is used");
            within(RESERVED, most)
        }
    }
}

/// If there are very few descriptors, at least a quarter of them is reserved.
fn within(descriptors: u64, most: u64) -> usize {
    let left = descriptors.saturating_sub(RESERVED.min(descriptors / 4));
    usize::try_from(left.min(most)).unwrap_or(bounds::CONNECTIONS).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m2_connections_stay_below_the_descriptors_whatever_the_limit_is() {
        for (descriptors, connections) in [
            (0, 1),
            (16, 12),
            (256, 192),
            (1024, 768),
            (4096, 3840),
            (16_640, 16_384),
            (1 << 20, 16_384),
            (u64::MAX, 16_384),
        ] {
            assert_eq!(within(descriptors, 16_384), connections, "{descriptors}");
        }
        assert!(connections() <= bounds::CONNECTIONS);
    }
}
