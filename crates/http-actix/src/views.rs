//! Every page, as a struct that renders itself: plain values in, HTML out; no store, no clock, no framework.

mod app_summary;
mod audit_words;
mod connected_apps;
mod consent;
mod developer;
mod fields;
mod form_post;
mod format;
mod identicon;
mod illustrations;
mod layout;
mod messages;
mod overview;
mod panel;
mod password;
mod qr;
mod redirect_mismatch;
mod scopes;
mod security;
mod sign_in;
mod two_factor;

#[cfg(test)]
mod gallery;

pub(crate) use app_summary::{AppSummary, PendingApp};
pub(crate) use connected_apps::{ConnectedApp, ConnectedAppsPage, Connection};
pub(crate) use consent::ConsentPage;
pub(crate) use developer::{
    AppDraft, AppEntry, AppEventRow, AppLine, AppRow, CountState, Counts, DeveloperPage, FlipRow, Flipper,
    NewSecretPage, RequirementState, SecretRow, Typed,
};
pub(crate) use fields::Proof;
pub(crate) use form_post::FormPostPage;
pub(crate) use layout::{Chrome, Page, Person, Problem, Section};
pub(crate) use messages::{End, ErrorPage, MessagePage, RequestOver, WrongHostPage};
pub(crate) use overview::OverviewPage;
pub(crate) use panel::{PanelPage, Stopped};
pub(crate) use password::{ForgotPasswordPage, ResetPasswordPage, UndoEnrolmentPage, VerifyEmailPage};
pub(crate) use redirect_mismatch::RedirectMismatchPage;
pub(crate) use security::{
    ActivityRow, DeviceRow, Enrolled, EnrolmentPage, RecoveryCodesPage, SecondFactorState, SecurityPage, SessionRow,
};
pub(crate) use sign_in::{SetUpPage, SignInPage, SignUpPage};
pub(crate) use two_factor::{CodePurpose, TwoFactorPage};
