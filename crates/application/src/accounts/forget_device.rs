//! Forgetting a trusted device: the next sign-in on it needs a code again (R2).

use twinlock_domain::{AuditKind, TrustedDeviceId};

use crate::redacted_debug::redacted_debug;
use crate::{RequestOrigin, SessionError, TransactionName, Twinlock};

/// Forget one of the account's trusted devices.
pub struct ForgetDevice<'a> {
    /// The session cookie.
    pub session: Option<&'a str>,
    /// The device to forget.
    pub device: TrustedDeviceId,
}

redacted_debug!(ForgetDevice);

/// The outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForgetDeviceOutcome {
    /// The device is not trusted any more.
    Forgotten,
    /// The account has no such trusted device.
    NoSuchDevice,
}

impl Twinlock {
    /// Forgets a device.
    ///
    /// # Errors
    /// [`SessionError::NotSignedIn`] if nobody is signed in; [`SessionError::Failure`] if a port fails.
    pub async fn forget_device(
        &self,
        command: ForgetDevice<'_>,
        origin: &RequestOrigin,
    ) -> Result<ForgetDeviceOutcome, SessionError> {
        self.write(TransactionName::ForgetDevice, origin, async |work| {
            let who = work.signed_in(command.session).await?;
            if !work.tx.forget_device(who.account.id, command.device).await? {
                return Ok(ForgetDeviceOutcome::NoSuchDevice);
            }
            work.record(AuditKind::DeviceForgotten).by(who.account.id).await?;
            Ok(ForgetDeviceOutcome::Forgotten)
        })
        .await
    }
}
