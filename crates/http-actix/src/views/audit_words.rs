//! What each kind of event is called in the logs that users and owners read.

use twinlock_domain::AuditKind;

use crate::text::{Message, message};

/// The name of an event, in a few words.
pub(super) fn words(kind: AuditKind) -> Message {
    match kind {
        AuditKind::SignedUp => message::audit_signed_up(),
        AuditKind::SignedIn => message::audit_signed_in(),
        AuditKind::SignInFailed => message::audit_sign_in_failed(),
        AuditKind::SignedOut => message::audit_signed_out(),
        AuditKind::SessionEnded => message::audit_session_ended(),
        AuditKind::SecondFactorPassed => message::audit_second_factor_passed(),
        AuditKind::SecondFactorFailed => message::audit_second_factor_failed(),
        AuditKind::DeviceTrusted => message::audit_device_trusted(),
        AuditKind::DeviceForgotten => message::audit_device_forgotten(),
        AuditKind::EmailVerified => message::audit_email_verified(),
        AuditKind::LinkRequested => message::audit_link_requested(),
        AuditKind::PasswordReset => message::audit_password_reset(),
        AuditKind::EnrolmentStarted => message::audit_enrolment_started(),
        AuditKind::Enrolled => message::audit_enrolled(),
        AuditKind::RecoveryCodesReplaced => message::audit_recovery_codes_replaced(),
        AuditKind::TwoFactorDisabled => message::audit_two_factor_disabled(),
        AuditKind::TwoFactorReset => message::audit_two_factor_reset(),
        AuditKind::AccountDisabled => message::audit_account_disabled(),
        AuditKind::AccountEnabled => message::audit_account_enabled(),
        AuditKind::AccountDeleted => message::audit_account_deleted(),
        AuditKind::AppRegistered => message::audit_app_registered(),
        AuditKind::AppChanged => message::audit_app_changed(),
        AuditKind::AppDeleted => message::audit_app_deleted(),
        AuditKind::AppSecretAdded => message::audit_app_secret_added(),
        AuditKind::AppSecretRemoved => message::audit_app_secret_removed(),
        AuditKind::RequirementOn => message::audit_requirement_on(),
        AuditKind::RequirementOff => message::audit_requirement_off(),
        AuditKind::EnrolmentAgeChanged => message::audit_enrolment_age_changed(),
        AuditKind::ConsentsRevoked => message::audit_consents_revoked(),
        AuditKind::ConsentGranted => message::audit_consent_granted(),
        AuditKind::ConsentDenied => message::audit_consent_denied(),
        AuditKind::ConsentRevoked => message::audit_consent_revoked(),
        AuditKind::GateStopped => message::audit_gate_stopped(),
        AuditKind::CodeIssued => message::audit_code_issued(),
        AuditKind::CodeRedeemed => message::audit_code_redeemed(),
        AuditKind::CodeReplayed => message::audit_code_replayed(),
        AuditKind::TokenRefreshed => message::audit_token_refreshed(),
        AuditKind::RefreshAnswerRepeated => message::audit_refresh_answer_repeated(),
        AuditKind::RefreshReused => message::audit_refresh_reused(),
        AuditKind::TokenRevoked => message::audit_token_revoked(),
        AuditKind::KeysRotated => message::audit_keys_rotated(),
    }
}
