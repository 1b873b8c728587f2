//! Unique numbers, for keys and hashes of the load. They need not be secret, because nobody attacks the load.

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

static NEXT: AtomicU64 = AtomicU64::new(1);

/// The next number, never returned before in this run.
pub(crate) fn next() -> u64 {
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Scatters a number over all 64 bits, deterministically (splitmix64).
pub(crate) fn scatter(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The bytes of a hash that was not used before.
pub(crate) fn hash() -> Vec<u8> {
    let seed = next();
    (0..4_u64).flat_map(|word| scatter(seed.wrapping_mul(4).wrapping_add(word)).to_be_bytes()).collect()
}

/// An id that sorts by creation, like those of the product, so that index pages fill up at their end.
pub(crate) fn id() -> Uuid {
    let number = next();
    Uuid::from_u64_pair(0x01a2_0000_0000_7000 | (number >> 20 << 16), scatter(number))
}
