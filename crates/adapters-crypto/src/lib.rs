//! Implementations of the cryptographic ports: argon2id, TOTP, `id_token` signing, encryption at rest, randomness and
//! the system clock. No algorithm is written here; libraries are called.
#![warn(missing_docs)]

mod clock;
mod entropy;
mod master_key;
mod passwords;
mod secrets;
mod signer;
mod totp;
mod vault;

pub use clock::{ManualClock, SystemClock};
pub use entropy::OsEntropy;
pub use master_key::{InvalidMasterKey, MasterKey};
pub use passwords::{Argon2Cost, Argon2Passwords};
pub use secrets::AwsLcSecrets;
pub use signer::AwsLcSigner;
pub use totp::TotpLite;
pub use vault::AesVault;
