//! The names of the transactions that write, and the port that counts their retries.

/// Declares the names with their spelling in metrics and log lines.
macro_rules! transaction_names {
    ($($name:ident => $text:literal),+ $(,)?) => {
        /// A transaction that writes, named for the use case that it belongs to. Transactions that only read have no
        /// name: they cannot conflict.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum TransactionName {
            $(#[doc = concat!("`", $text, "`")] $name),+
        }

        impl TransactionName {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The spelling in metrics and log lines.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text),+
                }
            }
        }
    };
}

transaction_names! {
    AddSecret => "add_secret",
    AnswerResetRequests => "answer_reset_requests",
    Authorize => "authorize",
    AuthorizeAgain => "authorize_again",
    BeginEnrolment => "begin_enrolment",
    ChangeApp => "change_app",
    ChooseLocale => "choose_locale",
    ConfirmEnrolment => "confirm_enrolment",
    CreateAccount => "create_account",
    DecideConsent => "decide_consent",
    DeleteAccount => "delete_account",
    DeleteApp => "delete_app",
    DisableAccount => "disable_account",
    DisableTwoFactor => "disable_two_factor",
    EnableAccount => "enable_account",
    EndOtherSessions => "end_other_sessions",
    EndSession => "end_session",
    EnsureHandleKey => "ensure_handle_key",
    EnsureSigningKey => "ensure_signing_key",
    ForgetDevice => "forget_device",
    LeaseDeliveries => "lease_deliveries",
    MakeFirstSetupLink => "make_first_setup_link",
    MakeResetLink => "make_reset_link",
    MakeSetupLink => "make_setup_link",
    NoteSecretUse => "note_secret_use",
    NoteSessionUse => "note_session_use",
    NoteWrongPassword => "note_wrong_password",
    PassSecondFactor => "pass_second_factor",
    PostponeDelivery => "postpone_delivery",
    RedeemCode => "redeem_code",
    Refresh => "refresh",
    RegisterApp => "register_app",
    RemoveDelivery => "remove_delivery",
    RemoveSecret => "remove_secret",
    ReplaceRecoveryCodes => "replace_recovery_codes",
    RequestEmailVerification => "request_email_verification",
    RequestMachineToken => "request_machine_token",
    RequestPasswordReset => "request_password_reset",
    RequireTwoFactor => "require_two_factor",
    ResetPassword => "reset_password",
    ResetTwoFactor => "reset_two_factor",
    RevokeConnectedApp => "revoke_connected_app",
    RevokeConsents => "revoke_consents",
    RevokeOneUser => "revoke_one_user",
    RevokeToken => "revoke_token",
    RotateKeys => "rotate_keys",
    RotateSecret => "rotate_secret",
    SetEnrolmentAge => "set_enrolment_age",
    SetUpAdmin => "set_up_admin",
    SignIn => "sign_in",
    SignOut => "sign_out",
    SignUp => "sign_up",
    StoreRequest => "store_request",
    Sweep => "sweep",
    TrimAuditLog => "trim_audit_log",
    TryKeptAnswer => "try_kept_answer",
    TryToWrite => "try_to_write",
    UndoEnrolment => "undo_enrolment",
    VerifyEmail => "verify_email",
}

/// Is notified when a transaction is retried. If that happens often for one use case, many requests change the same
/// rows.
pub trait RetryObserver: Send + Sync {
    /// A transaction conflicted with another and is run again now.
    fn transaction_retried(&self, name: TransactionName);
}
