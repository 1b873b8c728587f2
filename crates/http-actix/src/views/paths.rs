//! Where links and forms lead: one place that the routes can be compared with.

use twinlock_domain::{AppId, AppSecretId, SessionId, TrustedDeviceId};

pub(crate) const SIGN_IN: &str = "/sign-in";
pub(crate) const SIGN_UP: &str = "/sign-up";
pub(crate) const SIGN_OUT: &str = "/sign-out";
pub(crate) const TWO_FACTOR: &str = "/two-factor";
pub(crate) const SET_UP: &str = "/set-up";
pub(crate) const AUTHORIZE: &str = "/oauth2/authorize";
pub(crate) const CONSENT_DECISION: &str = "/api/oauth/consent";
pub(crate) const PASSWORD_FORGOT: &str = "/password/forgot";
pub(crate) const PASSWORD_RESET: &str = "/password/reset";
pub(crate) const EMAIL_VERIFY: &str = "/email/verify";
pub(crate) const EMAIL_RESEND: &str = "/email/resend";
pub(crate) const UNDO_ENROLMENT: &str = "/undo-enrolment";
pub(crate) const DASHBOARD: &str = "/dashboard";
pub(crate) const SECURITY: &str = "/dashboard/security";
pub(crate) const APPS: &str = "/dashboard/apps";
pub(crate) const DEVELOPER: &str = "/dashboard/developer";
/// Changes what the account's owner chooses: `locale`.
pub(crate) const ACCOUNT: &str = "/dashboard/account";
/// Begins an enrolment: `password` when it is asked for, `continue`.
pub(crate) const ENROL: &str = "/dashboard/security/enrol";
/// Confirms it: `code`, `end_other_sessions`, `continue`.
pub(crate) const ENROL_CONFIRM: &str = "/dashboard/security/confirm";
/// New recovery codes: `password`, `code`.
pub(crate) const RECOVERY_CODES: &str = "/dashboard/security/recovery-codes";
/// Disables the second factor: `password`, `code`.
pub(crate) const DISABLE: &str = "/dashboard/security/disable";
pub(crate) const END_OTHER_SESSIONS: &str = "/dashboard/security/sessions/end-others";
/// Registers an app.
pub(crate) const NEW_APP: &str = "/dashboard/developer/apps";

/// Goes on with an authorization request.
pub(crate) fn go_on(request: &str) -> String {
    format!("{AUTHORIZE}?continue={request}")
}

/// Starts a request anew that was decided.
pub(crate) fn again(request: &str) -> String {
    format!("{AUTHORIZE}?again={request}")
}

/// The call to action of the panel.
pub(crate) fn set_up_two_factor(request: &str) -> String {
    format!("{SECURITY}?continue={request}")
}

pub(crate) fn sign_in_towards(return_to: &str) -> String {
    format!("{SIGN_IN}?continue={return_to}")
}

pub(crate) fn password_forgot_towards(return_to: &str) -> String {
    format!("{PASSWORD_FORGOT}?continue={return_to}")
}

pub(crate) fn end_session(id: SessionId) -> String {
    format!("{SECURITY}/sessions/{id}/end")
}

pub(crate) fn forget_device(id: TrustedDeviceId) -> String {
    format!("{SECURITY}/devices/{id}/forget")
}

pub(crate) fn disconnect(id: AppId) -> String {
    format!("{APPS}/{id}/revoke")
}

pub(crate) fn app(id: AppId) -> String {
    format!("{NEW_APP}/{id}")
}

pub(crate) fn delete_app(id: AppId) -> String {
    format!("{NEW_APP}/{id}/delete")
}

/// The panel as a user without a second factor sees it.
pub(crate) fn app_panel(id: AppId) -> String {
    format!("{NEW_APP}/{id}/panel")
}

pub(crate) fn add_secret(id: AppId) -> String {
    format!("{NEW_APP}/{id}/secrets")
}

pub(crate) fn remove_secret(id: AppId, secret: AppSecretId) -> String {
    format!("{NEW_APP}/{id}/secrets/{secret}/remove")
}

pub(crate) fn require_2fa(id: AppId) -> String {
    format!("{NEW_APP}/{id}/require-2fa")
}

pub(crate) fn enrolment_age(id: AppId) -> String {
    format!("{NEW_APP}/{id}/enrolment-age")
}

pub(crate) fn revoke_consents(id: AppId) -> String {
    format!("{NEW_APP}/{id}/revoke-consents")
}

/// Where a signed-out browser goes.
pub(crate) const SIGNED_OUT: &str = "/signed-out";

/// Asks for a code before going on.
pub(crate) fn two_factor_towards(return_to: &str) -> String {
    format!("{TWO_FACTOR}?continue={return_to}")
}

/// The consent page of a pending request.
pub(crate) fn consent(request: &str) -> String {
    format!("/consent?request={request}")
}

/// Ends one user's access.
pub(crate) fn revoke_user(id: AppId) -> String {
    format!("{NEW_APP}/{id}/revoke-user")
}

/// The developer page with the row of an app open.
pub(crate) fn open_app(id: AppId) -> String {
    format!("{DEVELOPER}?open={id}#app-{id}")
}

/// The same with more of what happened to it.
pub(crate) fn more_events(id: AppId) -> String {
    format!("{DEVELOPER}?open={id}&events=more#events-{id}")
}

/// Sets a new password, by the token of a mailed link.
pub(crate) fn reset_password(token: &str) -> String {
    format!("{PASSWORD_RESET}?token={token}")
}
