//! Accounts: signing up and in, second factors, sessions, devices, mailed links.

mod apps_at_stake;
mod begin_enrolment;
mod check_code;
mod confirm_enrolment;
mod create_account;
mod deliver_mail;
mod disable_account;
mod disable_two_factor;
mod end_sessions;
mod forget_device;
mod links;
mod occasion;
mod operator_links;
mod particulars;
mod pass_second_factor;
mod pending_enrolment;
mod reauthenticate;
mod renew_session;
mod replace_recovery_codes;
mod request_password_reset;
mod reset_password;
mod reset_two_factor;
mod same_form;
mod security_overview;
mod set_up_admin;
mod sign_in;
mod sign_out;
mod sign_up;
mod sweep;
mod undo_enrolment;
mod verify_email;

pub use apps_at_stake::AppsAtStakeError;
pub use begin_enrolment::{BeginEnrolment, BeginEnrolmentError, BeginEnrolmentOutcome};
pub use check_code::CodeRefusal;
pub use confirm_enrolment::{ConfirmEnrolment, ConfirmEnrolmentError, ConfirmEnrolmentOutcome};
pub use create_account::{CreateAccount, CreateAccountError, CreateAccountOutcome};
pub use deliver_mail::Delivery;
pub use disable_account::DisableAccountOutcome;
pub use disable_two_factor::{DisableTwoFactor, DisableTwoFactorError, DisableTwoFactorOutcome};
pub use end_sessions::{EndOtherSessions, EndOtherSessionsOutcome, EndSession, EndSessionError, EndSessionOutcome};
pub use forget_device::{ForgetDevice, ForgetDeviceError, ForgetDeviceOutcome};
pub use links::LinkView;
pub use operator_links::OperatorError;
pub use particulars::{FieldProblem, PasswordProblem};
pub use pass_second_factor::{PassSecondFactor, PassSecondFactorError, PassSecondFactorOutcome};
pub use pending_enrolment::EnrolmentView;
pub use reauthenticate::ReauthenticationRefusal;
pub use replace_recovery_codes::{ReplaceRecoveryCodes, ReplaceRecoveryCodesError, ReplaceRecoveryCodesOutcome};
pub use request_password_reset::{RequestPasswordReset, RequestPasswordResetError, RequestPasswordResetOutcome};
pub use reset_password::{ResetPassword, ResetPasswordError, ResetPasswordOutcome};
pub use reset_two_factor::ResetTwoFactorOutcome;
pub use same_form::SentForm;
pub use security_overview::{Dashboard, SecurityOverview, SecurityOverviewError};
pub use set_up_admin::{SetUpAdmin, SetUpAdminError, SetUpAdminOutcome};
pub use sign_in::{SignIn, SignInError, SignInOutcome};
pub use sign_out::{SignOut, SignOutError, SignOutOutcome};
pub use sign_up::{SignUp, SignUpError, SignUpOutcome};
pub use undo_enrolment::{UndoEnrolment, UndoEnrolmentError, UndoEnrolmentOutcome};
pub use verify_email::{
    RequestEmailVerification, RequestEmailVerificationOutcome, VerifyEmail, VerifyEmailError, VerifyEmailOutcome,
};

pub(crate) use check_code::CodeVerdict;
pub(crate) use occasion::Occasion;
pub(crate) use reauthenticate::{CheckedPassword, Confirmation, Demand, Proof};
pub(crate) use same_form::{Kept, Repeatable};
