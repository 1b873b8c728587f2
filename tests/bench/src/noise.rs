//! Numbers that never repeat in a run: keys and hashes of the load, which no one has to guess, so they need no secrecy.

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

static NEXT: AtomicU64 = AtomicU64::new(1);

/// The next number; two calls never get the same.
pub(crate) fn next() -> u64 {
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Scatters a number over all 64 bits, always the same way (splitmix64).
pub(crate) fn scatter(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The bytes of a hash that was not seen before.
pub(crate) fn hash() -> Vec<u8> {
    let seed = next();
    (0..4_u64).flat_map(|word| scatter(seed.wrapping_mul(4).wrapping_add(word)).to_be_bytes()).collect()
}

/// An id in the order of its making, like those of the product: index pages fill up at their end.
pub(crate) fn id() -> Uuid {
    let number = next();
    Uuid::from_u64_pair(0x01a2_0000_0000_7000 | (number >> 20 << 16), scatter(number))
}
