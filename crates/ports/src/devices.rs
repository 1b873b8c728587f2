//! Devices that skip the second factor at sign-in.

use async_trait::async_trait;
use twinlock_domain::{AccountId, SecretHash, Timestamp, TrustedDeviceId};

use crate::error::Stored;
use crate::sessions::Device;

/// A device that skips the second factor at sign-in, and gets a single-factor session for it (R2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedDevice {
    /// Its id.
    pub id: TrustedDeviceId,
    /// The account that trusts it.
    pub account: AccountId,
    /// The hash of its cookie.
    pub token: SecretHash,
    /// Its browser and address.
    pub device: Device,
    /// When it was trusted.
    pub created_at: Timestamp,
    /// When the trust expires.
    pub expires_at: Timestamp,
}

/// Trusted devices.
#[async_trait]
pub trait Devices {
    /// Adds a device.
    async fn add_device(&mut self, device: &TrustedDevice) -> Stored<()>;
    /// Finds a device by the token of its cookie.
    async fn device(&mut self, token: SecretHash) -> Stored<Option<TrustedDevice>>;
    /// The account's devices, newest first.
    async fn devices(&mut self, account: AccountId) -> Stored<Vec<TrustedDevice>>;
    /// Deletes one of the account's devices. `false` if the account has no such device.
    async fn forget_device(&mut self, account: AccountId, id: TrustedDeviceId) -> Stored<bool>;
    /// Deletes all of the account's devices.
    async fn forget_devices(&mut self, account: AccountId) -> Stored<()>;
}
