//! Passwords: argon2id on threads of its own, a few hashes at a time, with a queue of limited length.

mod kept_memory;
mod strength;
mod threads;

use std::sync::Arc;

use argon2::Params;
use argon2::password_hash::phc;
use argon2::password_hash::{CustomizedPasswordHasher as _, PasswordVerifier as _};
use async_trait::async_trait;
use kept_memory::KeptMemory;
use threads::Threads;
use tokio::sync::Semaphore;
use twinlock_domain::{Password, PasswordHash};
use twinlock_ports::{Entropy, PasswordHasher, PasswordStrength};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// Bytes of a salt (RFC 9106 3.1).
const SALT_BYTES: usize = 16;
/// How many calls may wait for each one that runs. At 45 ms each, the last of them waits three seconds.
const WAITING_PER_PERMIT: usize = 64;

/// The cost parameters of a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Cost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl Argon2Cost {
    /// What OWASP recommends first for argon2id: 19 MiB, two passes, one lane.
    pub const STANDARD: Self = Self { memory_kib: 19_456, passes: 2 };
    /// The least that the algorithm accepts. For tests only: such hashes are cracked at once.
    pub const FOR_TESTS: Self = Self { memory_kib: 8, passes: 1 };
}

/// Hashes passwords with argon2id, and estimates their strength with zxcvbn.
#[derive(Clone)]
pub struct Argon2Passwords {
    entropy: Arc<dyn Entropy>,
    params: Params,
    /// A well-formed hash of no password. Verification against it takes as long as against any other.
    nobodys_hash: PasswordHash,
    /// The threads that compute hashes.
    threads: Arc<Threads>,
    /// A permit for each call that runs.
    permits: Arc<Semaphore>,
    /// A permit for each call that runs or waits.
    seats: Arc<Semaphore>,
}

impl Argon2Passwords {
    /// Hashes two passwords at a time, at [`Argon2Cost::STANDARD`].
    pub fn new(entropy: Arc<dyn Entropy>) -> Self {
        Self::with_params(entropy, Argon2Cost::STANDARD, 2)
    }

    /// Hashes `at_once` passwords at a time, at the given cost. Parameters below the algorithm's minimum are raised to
    /// it.
    pub fn with_params(entropy: Arc<dyn Entropy>, cost: Argon2Cost, at_once: usize) -> Self {
        let at_once = at_once.max(1);
        let memory_kib = cost.memory_kib.max(Params::MIN_M_COST);
        let passes = cost.passes.max(Params::MIN_T_COST);
        let params = Params::new(memory_kib, passes, 1, None).unwrap_or(Params::DEFAULT);
        let nobodys_hash = PasswordHash::new(format!(
            "$argon2id$v=19$m={},t={},p={}$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            params.m_cost(),
            params.t_cost(),
            params.p_cost(),
        ));
        Self {
            entropy,
            params,
            nobodys_hash,
            threads: Arc::new(Threads::new(at_once)),
            permits: Arc::new(Semaphore::new(at_once)),
            seats: Arc::new(Semaphore::new(at_once.saturating_mul(1 + WAITING_PER_PERMIT))),
        }
    }

    /// Runs `work` on a blocking thread when a permit is free; `None` if too many calls wait already. The work holds
    /// seat and permit, so that a caller that is dropped frees neither before the work is done.
    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let seat = Arc::clone(&self.seats).try_acquire_owned().ok()?;
        let permit = Arc::clone(&self.permits).acquire_owned().await.ok()?;
        let run = move || {
            let _held = (permit, seat);
            work()
        };
        self.threads.run(run).await
    }
}

impl std::fmt::Debug for Argon2Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Argon2Passwords").field("params", &self.params).finish_non_exhaustive()
    }
}

/// A password in NFKC. Systems differ in whether "ü" is one character or two, and in the width of letters; the person
/// who types it cannot see that (NIST SP 800-63B-4 3.1.1.2).
fn one_spelling(password: &Password) -> Zeroizing<String> {
    Zeroizing::new(password.expose().nfkc().collect())
}

#[async_trait]
impl PasswordHasher for Argon2Passwords {
    async fn hash(&self, password: &Password) -> Option<PasswordHash> {
        let mut salt = [0; SALT_BYTES];
        self.entropy.fill(&mut salt);
        let (params, password) = (self.params.clone(), password.clone());
        let hash = move || {
            let password = one_spelling(&password);
            KeptMemory.hash_password_with_params(password.as_bytes(), &salt, params).ok()
        };
        self.in_turn(hash).await?.map(|hash| PasswordHash::new(hash.to_string()))
    }

    async fn verify(&self, password: &Password, hash: Option<PasswordHash>) -> Option<bool> {
        let password = password.clone();
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobodys_hash.clone());
        // The cost is read from the hash, so hashes of an older, lower cost can still be verified.
        let opens = move || {
            let hash = phc::PasswordHash::new(hash.expose())?;
            KeptMemory.verify_password(one_spelling(&password).as_bytes(), &hash)
        };
        self.in_turn(move || opens().is_ok() && known).await
    }

    async fn strength(&self, password: &Password, known: Vec<String>) -> Option<PasswordStrength> {
        let password = password.clone();
        self.in_turn(move || strength::judge(&password, &known)).await
    }
}

#[cfg(test)]
mod tests;
