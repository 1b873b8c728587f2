//! The kinds of audit events: one for each thing that happens to an account or an app.

macro_rules! audit_kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// A kind of audit event, with a stable snake-case name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum AuditKind { $($(#[$doc])* $name),+ }

        impl AuditKind {
            /// Every kind there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The kind with this name.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
            }
        }
    };
}

audit_kinds! {
    /// An account was made.
    SignedUp = "signed_up",
    /// A session began, or its password was given again.
    SignedIn = "signed_in",
    /// A password was wrong.
    SignInFailed = "sign_in_failed",
    /// A user ended the current session.
    SignedOut = "signed_out",
    /// Another session was ended.
    SessionEnded = "session_ended",
    /// A code was right.
    SecondFactorPassed = "second_factor_passed",
    /// A code was refused.
    SecondFactorFailed = "second_factor_failed",
    /// A device was trusted.
    DeviceTrusted = "device_trusted",
    /// A device's trust was removed.
    DeviceForgotten = "device_forgotten",
    /// An e-mail address was verified.
    EmailVerified = "email_verified",
    /// A mailed link was requested.
    LinkRequested = "link_requested",
    /// A password was set by a mailed link.
    PasswordReset = "password_reset",
    /// A seed was shown, so enrolment began.
    EnrolmentStarted = "enrolment_started",
    /// A factor was confirmed.
    Enrolled = "enrolled",
    /// The recovery codes were replaced.
    RecoveryCodesReplaced = "recovery_codes_replaced",
    /// The account disabled its second factor.
    TwoFactorDisabled = "two_factor_disabled",
    /// An administrator, or the link in the mail about the enrolment, removed the second factor.
    TwoFactorReset = "two_factor_reset",
    /// An administrator disabled an account.
    AccountDisabled = "account_disabled",
    /// An administrator enabled an account again.
    AccountEnabled = "account_enabled",
    /// An administrator deleted an account.
    AccountDeleted = "account_deleted",
    /// An app was registered.
    AppRegistered = "app_registered",
    /// An app's settings were changed.
    AppChanged = "app_changed",
    /// An app was deleted.
    AppDeleted = "app_deleted",
    /// A client secret was added.
    AppSecretAdded = "app_secret_added",
    /// A client secret was removed.
    AppSecretRemoved = "app_secret_removed",
    /// The requirement was turned on.
    RequirementOn = "requirement_on",
    /// The requirement was turned off.
    RequirementOff = "requirement_off",
    /// The enrolment age was changed.
    EnrolmentAgeChanged = "enrolment_age_changed",
    /// All consents of an app were revoked.
    ConsentsRevoked = "consents_revoked",
    /// A user approved a consent.
    ConsentGranted = "consent_granted",
    /// A user denied a consent.
    ConsentDenied = "consent_denied",
    /// One consent was revoked.
    ConsentRevoked = "consent_revoked",
    /// The gate stopped an authorization, a code or a refresh; the reason says why.
    GateStopped = "gate_stopped",
    /// A code was issued; the reason says why the gate passed.
    CodeIssued = "code_issued",
    /// A code was redeemed.
    CodeRedeemed = "code_redeemed",
    /// A code was presented again, which ended its grant.
    CodeReplayed = "code_replayed",
    /// A refresh token was exchanged.
    TokenRefreshed = "token_refreshed",
    /// A rotated refresh token was presented again within seconds, as a retry, and got the same response.
    RefreshAnswerRepeated = "refresh_answer_repeated",
    /// A rotated refresh token was presented again later, which ended its grant.
    RefreshReused = "refresh_reused",
    /// A token was revoked by its client.
    TokenRevoked = "token_revoked",
    /// The signing keys were rotated.
    KeysRotated = "keys_rotated",
}

impl AuditKind {
    /// The changes of an app's policy, such as turning the requirement on (R24).
    pub const POLICY: [Self; 4] =
        [Self::RequirementOn, Self::RequirementOff, Self::EnrolmentAgeChanged, Self::ConsentsRevoked];
}

/// How an audited action ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AuditOutcome {
    /// The action was done.
    Done,
    /// The action was refused.
    Refused,
}
