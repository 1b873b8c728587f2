//! What each kind of event is called in the logs that users and owners read.

use twinlock_domain::AuditKind;

/// In a few words.
pub(crate) const fn words(kind: AuditKind) -> &'static str {
    match kind {
        AuditKind::SignedUp => "Account made",
        AuditKind::SignedIn => "Signed in",
        AuditKind::SignInFailed => "Wrong password at sign-in",
        AuditKind::SignedOut => "Signed out",
        AuditKind::SessionEnded => "Session ended",
        AuditKind::SecondFactorPassed => "Second factor passed",
        AuditKind::SecondFactorFailed => "Code refused",
        AuditKind::DeviceTrusted => "Device trusted",
        AuditKind::DeviceForgotten => "Device no longer trusted",
        AuditKind::EmailVerified => "E-mail address verified",
        AuditKind::LinkRequested => "Link asked for by mail",
        AuditKind::PasswordReset => "Password set by a mailed link",
        AuditKind::EnrolmentStarted => "Two-factor set-up started",
        AuditKind::Enrolled => "Two-factor authentication turned on",
        AuditKind::RecoveryCodesReplaced => "Recovery codes replaced",
        AuditKind::TwoFactorDisabled => "Two-factor authentication turned off",
        AuditKind::TwoFactorReset => "Two-factor authentication reset",
        AuditKind::AccountDisabled => "Account disabled",
        AuditKind::AccountEnabled => "Account enabled again",
        AuditKind::AccountDeleted => "Account deleted",
        AuditKind::AppRegistered => "App registered",
        AuditKind::AppChanged => "App changed",
        AuditKind::AppDeleted => "App deleted",
        AuditKind::AppSecretAdded => "Client secret added",
        AuditKind::AppSecretRemoved => "Client secret removed",
        AuditKind::RequirementOn => "2FA required",
        AuditKind::RequirementOff => "2FA no longer required",
        AuditKind::EnrolmentAgeChanged => "Enrolment age changed",
        AuditKind::ConsentsRevoked => "All consents revoked",
        AuditKind::ConsentGranted => "Access allowed",
        AuditKind::ConsentDenied => "Access denied",
        AuditKind::ConsentRevoked => "Access revoked",
        AuditKind::GateStopped => "Stopped at the 2FA gate",
        AuditKind::CodeIssued => "Signed in to an app",
        AuditKind::CodeRedeemed => "Code redeemed",
        AuditKind::CodeReplayed => "Code presented twice, grant ended",
        AuditKind::TokenRefreshed => "Token refreshed",
        AuditKind::RefreshReused => "Old refresh token presented, grant ended",
        AuditKind::TokenRevoked => "Token revoked by the app",
        AuditKind::KeysRotated => "Signing keys rotated",
    }
}
