//! All URL paths. The routes, the links and forms of pages, discovery and the links in mails are made from them.

use std::fmt::Display;

use twinlock_domain::{AppId, AppSecretId, SessionId, TrustedDeviceId};

pub(crate) const FRONT: &str = "/";
pub(crate) const ASSETS: &str = "/assets/";
pub(crate) const ASSET: &str = "/assets/{name}";

// For apps.

pub(crate) const WELL_KNOWN: &str = "/.well-known/";
pub(crate) const OPENID_METADATA: &str = "/.well-known/openid-configuration";
pub(crate) const OAUTH_METADATA: &str = "/.well-known/oauth-authorization-server";
pub(crate) const PROTOCOL: &str = "/oauth2/";
pub(crate) const JWKS: &str = "/oauth2/jwks";
pub(crate) const AUTHORIZE: &str = "/oauth2/authorize";
pub(crate) const TOKEN: &str = "/oauth2/token";
pub(crate) const USERINFO: &str = "/oauth2/userinfo";
pub(crate) const INTROSPECT: &str = "/oauth2/introspect";
pub(crate) const REVOKE: &str = "/oauth2/revoke";

// Sign-up, sign-in, sign-out and consent.

pub(crate) const SIGN_UP: &str = "/sign-up";
pub(crate) const SIGN_IN: &str = "/sign-in";
pub(crate) const TWO_FACTOR: &str = "/two-factor";
pub(crate) const SIGN_OUT: &str = "/sign-out";
/// Where a signed-out browser goes.
pub(crate) const SIGNED_OUT: &str = "/signed-out";
pub(crate) const CONSENT: &str = "/consent";

// Opened by mailed or printed links.

pub(crate) const PASSWORD_FORGOT: &str = "/password/forgot";
pub(crate) const PASSWORD_RESET: &str = "/password/reset";
pub(crate) const EMAIL_VERIFY: &str = "/email/verify";
pub(crate) const EMAIL_RESEND: &str = "/email/resend";
pub(crate) const UNDO_ENROLMENT: &str = "/undo-enrolment";
pub(crate) const SET_UP: &str = "/set-up";

// For signed-in users.

pub(crate) const DASHBOARD: &str = "/dashboard";
/// Changes the settings of the account: `locale`.
pub(crate) const ACCOUNT: &str = "/dashboard/account";
pub(crate) const SECURITY: &str = "/dashboard/security";
/// Begins an enrolment: `password` if it is required, `continue`.
pub(crate) const ENROL: &str = "/dashboard/security/enrol";
/// Confirms the enrolment: `code`, `end_other_sessions`, `continue`.
pub(crate) const ENROL_CONFIRM: &str = "/dashboard/security/confirm";
/// New recovery codes: `password`, `code`.
pub(crate) const RECOVERY_CODES: &str = "/dashboard/security/recovery-codes";
/// Disables the second factor: `password`, `code`.
pub(crate) const DISABLE: &str = "/dashboard/security/disable";
pub(crate) const END_OTHER_SESSIONS: &str = "/dashboard/security/sessions/end-others";
pub(crate) const END_SESSION: &str = "/dashboard/security/sessions/{id}/end";
pub(crate) const FORGET_DEVICE: &str = "/dashboard/security/devices/{id}/forget";
pub(crate) const APPS: &str = "/dashboard/apps";
pub(crate) const DISCONNECT: &str = "/dashboard/apps/{id}/revoke";

// For owners of apps.

pub(crate) const DEVELOPER: &str = "/dashboard/developer";
/// Registers an app.
pub(crate) const NEW_APP: &str = "/dashboard/developer/apps";
pub(crate) const APP: &str = "/dashboard/developer/apps/{id}";
pub(crate) const DELETE_APP: &str = "/dashboard/developer/apps/{id}/delete";
pub(crate) const APP_PANEL: &str = "/dashboard/developer/apps/{id}/panel";
pub(crate) const ADD_SECRET: &str = "/dashboard/developer/apps/{id}/secrets";
pub(crate) const REMOVE_SECRET: &str = "/dashboard/developer/apps/{id}/secrets/{secret}/remove";
pub(crate) const REQUIRE_2FA: &str = "/dashboard/developer/apps/{id}/require-2fa";
pub(crate) const ENROLMENT_AGE: &str = "/dashboard/developer/apps/{id}/enrolment-age";
pub(crate) const REVOKE_CONSENTS: &str = "/dashboard/developer/apps/{id}/revoke-consents";
pub(crate) const REVOKE_USER: &str = "/dashboard/developer/apps/{id}/revoke-user";

// The JSON API.

pub(crate) const API: &str = "/api/";
pub(crate) const API_SESSION: &str = "/api/session";
pub(crate) const CONSENT_DECISION: &str = "/api/oauth/consent";
pub(crate) const API_APPS: &str = "/api/developer/apps";
pub(crate) const API_APP: &str = "/api/developer/apps/{client_id}";
pub(crate) const API_REQUIRE_2FA: &str = "/api/developer/apps/{client_id}/require-2fa";
pub(crate) const API_REQUIRE_2FA_PREVIEW: &str = "/api/developer/apps/{client_id}/require-2fa/preview";
pub(crate) const API_REVOKE_CONSENTS: &str = "/api/developer/apps/{client_id}/revoke-consents";

/// A path with its `{id}` filled in.
fn of(path: &str, id: impl Display) -> String {
    path.replace("{id}", &id.to_string())
}

/// Continues a pending request.
pub(crate) fn go_on(request: &str) -> String {
    format!("{AUTHORIZE}?continue={request}")
}

/// Starts a request that was decided again.
pub(crate) fn again(request: &str) -> String {
    format!("{AUTHORIZE}?again={request}")
}

/// The page to which the panel links for setting up a second factor.
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
    of(END_SESSION, id)
}

pub(crate) fn forget_device(id: TrustedDeviceId) -> String {
    of(FORGET_DEVICE, id)
}

pub(crate) fn disconnect(id: AppId) -> String {
    of(DISCONNECT, id)
}

pub(crate) fn app(id: AppId) -> String {
    of(APP, id)
}

pub(crate) fn delete_app(id: AppId) -> String {
    of(DELETE_APP, id)
}

/// The panel as a user without a second factor sees it.
pub(crate) fn app_panel(id: AppId) -> String {
    of(APP_PANEL, id)
}

pub(crate) fn add_secret(id: AppId) -> String {
    of(ADD_SECRET, id)
}

pub(crate) fn remove_secret(id: AppId, secret: AppSecretId) -> String {
    of(REMOVE_SECRET, id).replace("{secret}", &secret.to_string())
}

pub(crate) fn require_2fa(id: AppId) -> String {
    of(REQUIRE_2FA, id)
}

pub(crate) fn enrolment_age(id: AppId) -> String {
    of(ENROLMENT_AGE, id)
}

pub(crate) fn revoke_consents(id: AppId) -> String {
    of(REVOKE_CONSENTS, id)
}

/// Asks for a code before going on.
pub(crate) fn two_factor_towards(return_to: &str) -> String {
    format!("{TWO_FACTOR}?continue={return_to}")
}

/// The consent page of a pending request.
pub(crate) fn consent(request: &str) -> String {
    format!("{CONSENT}?request={request}")
}

/// Ends one user's access.
pub(crate) fn revoke_user(id: AppId) -> String {
    of(REVOKE_USER, id)
}

/// The developer page with the row of an app open.
pub(crate) fn open_app(id: AppId) -> String {
    format!("{DEVELOPER}?open={id}#app-{id}")
}

/// The developer page with the row of an app open, and older events of the app shown too.
pub(crate) fn more_events(id: AppId) -> String {
    format!("{DEVELOPER}?open={id}&events=more#events-{id}")
}

/// The page that a mailed or printed link opens.
pub(crate) fn by_link(page: &str, token: &str) -> String {
    format!("{page}?token={token}")
}
