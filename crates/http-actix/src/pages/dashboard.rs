//! `/dashboard`: an overview of the account. Users who are not signed in are redirected to the sign-in page.

use std::ops::ControlFlow;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::http_error::HttpError;
use crate::paths;
use crate::request::caller::{Anyone, SignedIn};
use crate::response::{html, see_other};
use crate::text::Language;
use crate::views::{OverviewPage, Section};

/// `GET /`
pub(crate) async fn front(_: Anyone) -> HttpResponse {
    see_other(paths::DASHBOARD)
}

/// `GET`
pub(crate) async fn show(context: SignedIn) -> Result<HttpResponse, HttpError> {
    let read = context.state.twinlock.dashboard(context.session.as_deref()).await;
    let dashboard = match context.shown(read, "dashboard").await? {
        ControlFlow::Continue(dashboard) => dashboard,
        ControlFlow::Break(to_sign_in) => return Ok(to_sign_in),
    };
    let account = &dashboard.principal.account;
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let page = OverviewPage {
        two_factor: dashboard.enrolment.is_enrolled(),
        recovery_codes_left: dashboard.recovery_codes_left,
        email_verified: account.email_verified_at.is_some(),
        sessions: count(dashboard.sessions),
        connected_apps: count(dashboard.connected_apps),
        paused_apps: count(dashboard.paused_apps),
        own_apps: count(dashboard.own_apps),
        language: account.locale.as_ref().and_then(Language::of_locale),
    };
    Ok(html(StatusCode::OK, page.render(&context.chrome_of(account, Some(Section::Overview)))))
}
