//! argon2id in memory that each thread keeps. The library allocates and frees 19 MiB for each hash, and repeated
//! allocations of that size make the allocator keep several times as much.

use std::cell::RefCell;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{CustomizedPasswordHasher, Error, Result};
use argon2::{Algorithm, Argon2, Block, Params, Version};

thread_local! {
    /// As much as this thread's most expensive hash needed. It is freed when the thread ends, after some seconds
    /// without work.
    static MEMORY: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

/// Computes hashes in kept memory. The library's traits for hashing and verification are both built on this one.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeptMemory;

impl CustomizedPasswordHasher<PasswordHash> for KeptMemory {
    type Params = Params;

    fn hash_password_customized(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Option<&str>,
        version: Option<u32>,
        params: Params,
    ) -> Result<PasswordHash> {
        let algorithm = algorithm.map(Algorithm::try_from).transpose()?.unwrap_or_default();
        let version = version.map(Version::try_from).transpose()?.unwrap_or_default();
        let mut output = [0; Output::MAX_LENGTH];
        let length = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
        let output = output.get_mut(..length).ok_or(Error::OutputSize)?;
        let argon2 = Argon2::new(algorithm, version, params.clone());
        MEMORY.with_borrow_mut(|memory| {
            let blocks = params.block_count();
            if memory.len() < blocks {
                memory.resize(blocks, Block::new());
            }
            let memory = memory.get_mut(..blocks).unwrap_or_default();
            argon2.hash_password_into_with_memory(password, salt, output, memory)
        })?;
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: ParamsString::try_from(&params)?,
            salt: Some(Salt::new(salt)?),
            hash: Some(Output::new(output)?),
        })
    }
}
