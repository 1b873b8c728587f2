//! Forgetting a trusted device: the next sign-in there owes a code again (R2).

use twinlock_domain::{AuditKind, TrustedDeviceId};

use crate::failure::fails_with;
use crate::redacted_debug::redacted_debug;
use crate::{Failure, RequestOrigin, Twinlock};

/// Forget one of the account's trusted devices.
pub struct ForgetDevice<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// Which one.
    pub device: TrustedDeviceId,
}

redacted_debug!(ForgetDevice);

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForgetDeviceOutcome {
    /// It is not trusted any more.
    Forgotten,
    /// The account trusts no such device.
    NoSuchDevice,
}

/// Why nothing was forgotten.
#[derive(Debug, thiserror::Error)]
pub enum ForgetDeviceError {
    /// Nobody is signed in.
    #[error("sign in first")]
    NotSignedIn,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(ForgetDeviceError);

impl Twinlock {
    /// Forgets a device.
    ///
    /// # Errors
    /// When nobody is signed in, or a port fails.
    pub async fn forget_device(
        &self,
        command: ForgetDevice<'_>,
        origin: &RequestOrigin,
    ) -> Result<ForgetDeviceOutcome, ForgetDeviceError> {
        let now = self.now();
        self.write(async |tx| {
            let who = self.session_state_in(tx, command.session, now).await?.signed_in();
            let who = who.ok_or(ForgetDeviceError::NotSignedIn)?;
            if !tx.forget_device(who.account.id, command.device).await? {
                return Ok(ForgetDeviceOutcome::NoSuchDevice);
            }
            tx.record(self.event(AuditKind::DeviceForgotten, now, origin).by(who.account.id).row()).await?;
            Ok(ForgetDeviceOutcome::Forgotten)
        })
        .await
    }
}
