//! `/dashboard/security`: the second factor, sessions, trusted devices and recent activity.

use std::ops::ControlFlow;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use twinlock_application::accounts::{
    DisableTwoFactor, DisableTwoFactorOutcome, EndOtherSessions, EndSession, EndSessionOutcome, ForgetDevice,
    ForgetDeviceOutcome, ReauthenticationRefusal, SecurityOverview,
};
use twinlock_application::domain::{AuditOutcome, AuthorizationRequestId, Enrolment};
use twinlock_application::oauth::RequestHint;
use twinlock_application::{AuditEvent, Principal, Session, SessionError, TrustedDevice};

use crate::http_error::HttpError;
use crate::paths;
use crate::request::caller::SignedIn;
use crate::request::context::RequestContext;
use crate::request::cookies::{self, Kind};
use crate::request::forms::SafeForm;
use crate::request::parameters::Parameters;
use crate::request::return_to::ReturnTo;
use crate::response::{begin_see_other, html, see_other};
use crate::text::Browser;
use crate::text::refusals::reauthentication_refusal;
use crate::views::{
    ActivityRow, Chrome, DeviceRow, Enrolled, PendingApp, Problem, SecondFactorState, Section, SecurityPage, SessionRow,
};

/// `GET`; `?continue=` names where the user was going.
pub(crate) async fn show(context: SignedIn, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let parameters = Parameters::of_page(request.query_string().as_bytes())?;
    let return_to = parameters.one("continue")?;
    let towards = match ReturnTo::parse(return_to) {
        request @ ReturnTo::Request(_) => request,
        _ => ReturnTo::Security,
    };
    let read = overview(&context, return_to).await;
    match context.shown(read, &towards.to_string()).await? {
        ControlFlow::Continue(overview) => Ok(page(&context, overview, return_to, None)),
        ControlFlow::Break(to_sign_in) => Ok(to_sign_in),
    }
}

/// `POST …/disable`
pub(crate) async fn disable(context: SignedIn, SafeForm(form): SafeForm) -> Result<HttpResponse, HttpError> {
    context.state.rates.password_again(context.address(), context.session.as_deref())?;
    let password = form.password("password")?.ok_or_else(|| HttpError::invalid("password is missing"))?;
    let code = form.second_factor()?.unwrap_or_default();
    let command = DisableTwoFactor { session: context.session.as_deref(), password, code };
    match context.state.twinlock.disable_two_factor(command, &context.sent(paths::DISABLE, &form)?).await? {
        DisableTwoFactorOutcome::Disabled { token, disconnected: _ } => {
            let mut response = begin_see_other(paths::SECURITY);
            cookies::set(&mut response, &context.state, Kind::Session, &token);
            cookies::clear(&mut response, &context.state, Kind::Device);
            Ok(response.finish())
        }
        DisableTwoFactorOutcome::Refused(refusal) => {
            let field = code_field(&form, "disable")?;
            refused(&context, &form, reauthentication_problem(refusal, "disable-password", &field)).await
        }
    }
}

/// `POST …/sessions/{id}/end`
pub(crate) async fn end_session(
    context: SignedIn,
    id: web::Path<String>,
    _: SafeForm,
) -> Result<HttpResponse, HttpError> {
    let id = id.parse().map_err(|_| HttpError::not_found())?;
    let command = EndSession { session: context.session.as_deref(), ended: id };
    match context.state.twinlock.end_session(command, &context.origin).await? {
        EndSessionOutcome::Ended | EndSessionOutcome::SignedOut => Ok(see_other(paths::SECURITY)),
        EndSessionOutcome::NoSuchSession => Err(HttpError::not_found()),
    }
}

/// `POST …/sessions/end-others`
pub(crate) async fn end_others(context: SignedIn, _: SafeForm) -> Result<HttpResponse, HttpError> {
    context
        .state
        .twinlock
        .end_other_sessions(EndOtherSessions { session: context.session.as_deref() }, &context.origin)
        .await?;
    Ok(see_other(paths::SECURITY))
}

/// `POST …/devices/{id}/forget`
pub(crate) async fn forget_device(
    context: SignedIn,
    id: web::Path<String>,
    _: SafeForm,
) -> Result<HttpResponse, HttpError> {
    let id = id.parse().map_err(|_| HttpError::not_found())?;
    let command = ForgetDevice { session: context.session.as_deref(), device: id };
    match context.state.twinlock.forget_device(command, &context.origin).await? {
        ForgetDeviceOutcome::Forgotten => Ok(see_other(paths::SECURITY)),
        ForgetDeviceOutcome::NoSuchDevice => Err(HttpError::not_found()),
    }
}

/// The page again, with the problem at its input.
pub(crate) async fn refused(
    context: &RequestContext,
    form: &Parameters,
    problem: Problem,
) -> Result<HttpResponse, HttpError> {
    let return_to = form.filled("continue")?;
    Ok(page(context, overview(context, return_to).await?, return_to, Some(problem)))
}

/// The `id` of the input that a code was typed into: recovery codes have an input of their own.
pub(crate) fn code_field(form: &Parameters, scope: &str) -> Result<String, HttpError> {
    let kind = if form.filled("recovery_code")?.is_some() { "recovery-code" } else { "code" };
    Ok(format!("{scope}-{kind}"))
}

/// The problem with a password or a code that was entered again, at its input.
pub(crate) fn reauthentication_problem(refusal: ReauthenticationRefusal, password: &str, code: &str) -> Problem {
    let field = match refusal {
        ReauthenticationRefusal::PasswordNeeded | ReauthenticationRefusal::WrongPassword => password,
        ReauthenticationRefusal::CodeNeeded | ReauthenticationRefusal::Code(_) => code,
    };
    Problem::at(field, reauthentication_refusal(refusal))
}

/// The app that the user was on the way to, if that pending request is this browser's and not over.
pub(crate) async fn journey(
    context: &RequestContext,
    return_to: Option<&str>,
) -> Result<Option<PendingApp>, HttpError> {
    let Some(id) = ReturnTo::parse(return_to).request() else { return Ok(None) };
    let hint = context.state.twinlock.request_hint(context.browser_request(id)).await?;
    Ok(hint.map(|hint| pending_app(id, hint)))
}

fn pending_app(id: AuthorizationRequestId, hint: RequestHint) -> PendingApp {
    PendingApp { request: id.to_string(), app: hint.app.metadata.client_name }
}

async fn overview(context: &RequestContext, return_to: Option<&str>) -> Result<SecurityOverview, SessionError> {
    let heading_to = ReturnTo::parse(return_to).request().map(|id| context.browser_request(id));
    context.state.twinlock.security_overview(context.session.as_deref(), heading_to).await
}

fn page(
    context: &RequestContext,
    overview: SecurityOverview,
    return_to: Option<&str>,
    problem: Option<Problem>,
) -> HttpResponse {
    let who = &overview.principal;
    let status = if problem.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
    let page = SecurityPage {
        second_factor: second_factor(&overview),
        journey: ReturnTo::parse(return_to).request().zip(overview.heading_to).map(|(id, hint)| pending_app(id, hint)),
        devices: overview.devices.iter().map(device).collect(),
        sessions: overview.sessions.iter().map(|session| row(session, who)).collect(),
        activity: overview.events.iter().map(activity).collect(),
    };
    let chrome =
        Chrome { problems: problem.into_iter().collect(), ..context.chrome_of(&who.account, Some(Section::Security)) };
    html(status, page.render(&chrome))
}

fn second_factor(overview: &SecurityOverview) -> SecondFactorState {
    match overview.enrolment {
        Enrolment::NotEnrolled => SecondFactorState::Off { ask_password: overview.needs_password },
        Enrolment::Enrolled { since } => SecondFactorState::On(Enrolled {
            since,
            recovery_codes_left: overview.recovery_codes_left,
            apps_that_require_it: overview.apps_at_stake.iter().map(|app| app.metadata.client_name.clone()).collect(),
        }),
    }
}

fn row(session: &Session, who: &Principal) -> SessionRow {
    SessionRow {
        id: session.id,
        device: Browser::of(&session.device.user_agent),
        address: session.device.address.clone(),
        two_factor: session.authentication.is_two_factor(),
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
        current: session.id == who.session.id,
    }
}

fn device(device: &TrustedDevice) -> DeviceRow {
    DeviceRow {
        id: device.id,
        device: Browser::of(&device.device.user_agent),
        address: device.device.address.clone(),
        expires_at: device.expires_at,
    }
}

fn activity(event: &AuditEvent) -> ActivityRow {
    ActivityRow {
        at: event.at,
        kind: event.kind,
        refused: event.outcome == AuditOutcome::Refused,
        detail: event.detail.clone().unwrap_or_default(),
        address: event.address.clone(),
    }
}
