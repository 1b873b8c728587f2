//! The bare password hash: argon2id with the product's parameters, in memory that the thread keeps.

use std::cell::RefCell;

use anyhow::{Result, anyhow};
use argon2::{Algorithm, Argon2, Block, Params, Version};

/// 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

thread_local! {
    static MEMORY: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn hash(password: &[u8], salt: &[u8]) -> Result<Vec<u8>> {
    let wrong = |error| anyhow!("argon2id: {error}");
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(wrong)?;
    let mut output = vec![0; Params::DEFAULT_OUTPUT_LEN];
    MEMORY.with_borrow_mut(|memory| {
        memory.resize(params.block_count(), Block::new());
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon2.hash_password_into_with_memory(password, salt, &mut output, memory).map_err(wrong)
    })?;
    Ok(output)
}
