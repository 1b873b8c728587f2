//! `/dashboard`: where an account stands at a glance; and the way in for those who are not signed in.

use std::ops::ControlFlow;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use twinlock_application::{Principal, SessionError, SessionState};

use crate::http_error::HttpError;
use crate::paths;
use crate::request::context::RequestContext;
use crate::response::{html, see_other};
use crate::text::Language;
use crate::views::{OverviewPage, Section};

/// `GET /`
pub(crate) async fn front() -> HttpResponse {
    see_other(paths::DASHBOARD)
}

/// `GET`
pub(crate) async fn show(context: RequestContext) -> Result<HttpResponse, HttpError> {
    let who = match person(&context, "dashboard").await? {
        ControlFlow::Continue(who) => who,
        ControlFlow::Break(to_sign_in) => return Ok(to_sign_in),
    };
    let dashboard = context.state.twinlock.dashboard(context.session.as_deref()).await?;
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let page = OverviewPage {
        two_factor: dashboard.enrolment.is_enrolled(),
        recovery_codes_left: dashboard.recovery_codes_left,
        email_verified: who.account.email_verified_at.is_some(),
        sessions: count(dashboard.sessions),
        connected_apps: count(dashboard.connected_apps),
        paused_apps: count(dashboard.paused_apps),
        own_apps: count(dashboard.own_apps),
        language: who.account.locale.as_ref().and_then(Language::of_locale),
    };
    Ok(html(StatusCode::OK, page.render(&context.chrome_of(&who.account, Some(Section::Overview)))))
}

/// Who is signed in; if nobody is, the redirect to the sign-in page. `name` is the page's value of `continue`.
pub(crate) async fn person(
    context: &RequestContext,
    name: &str,
) -> Result<ControlFlow<HttpResponse, Principal>, HttpError> {
    Ok(match context.session_state().await? {
        SessionState::SignedIn(who) => ControlFlow::Continue(*who),
        SessionState::Pending(_) => ControlFlow::Break(see_other(&paths::two_factor_towards(name))),
        SessionState::Anonymous => ControlFlow::Break(see_other(&paths::sign_in_towards(name))),
    })
}

/// What a page shows, as its use case read it; if nobody is signed in, the redirect to the sign-in page, as [`person`].
pub(crate) async fn shown<T>(
    context: &RequestContext,
    read: Result<T, SessionError>,
    name: &str,
) -> Result<ControlFlow<HttpResponse, T>, HttpError> {
    match read {
        Ok(shown) => Ok(ControlFlow::Continue(shown)),
        Err(SessionError::NotSignedIn) => match person(context, name).await? {
            ControlFlow::Break(to_sign_in) => Ok(ControlFlow::Break(to_sign_in)),
            // Another tab finished signing in between the two reads: the page can be loaded again.
            ControlFlow::Continue(_) => Err(HttpError::sign_in_first()),
        },
        Err(failed @ SessionError::Failure(_)) => Err(failed.into()),
    }
}
