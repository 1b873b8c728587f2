//! `/dashboard/security`: the second factor, sessions, devices, and what happened.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use twinlock_application::accounts::{
    DisableTwoFactor, DisableTwoFactorOutcome, EndOtherSessions, EndSession, EndSessionOutcome, ForgetDevice,
    ForgetDeviceOutcome, ReauthenticationRefusal, SecurityOverview,
};
use twinlock_application::domain::{Enrolment, Outcome};
use twinlock_application::{AuditEvent, Principal, Session, TrustedDevice, browser};

use super::dashboard::person;

use crate::continue_to::ContinueTo;
use crate::cookies::{self, Kind};
use crate::forms::SafeForm;
use crate::here::Here;
use crate::parameters::Parameters;
use crate::refused::Refused;
use crate::respond::{begin_see_other, html, see_other};
use crate::views::{
    ActivityRow, Chrome, DeviceRow, Enrolled, Journey, Problem, SecondFactorState, Section, SecurityPage, SessionRow,
    paths,
};
use crate::words::reauthentication_refusal;

/// `GET`; `?continue=` says where the user was going.
pub(crate) async fn show(here: Here, request: HttpRequest) -> Result<HttpResponse, Refused> {
    let parameters = Parameters::of_page(request.query_string().as_bytes())?;
    let continue_to = parameters.one("continue")?;
    let towards = match ContinueTo::parse(continue_to) {
        request @ ContinueTo::Request(_) => request,
        _ => ContinueTo::Security,
    };
    let who = match person(&here, &towards.to_string()).await? {
        Ok(who) => who,
        Err(to_sign_in) => return Ok(to_sign_in),
    };
    page(&here, &who, continue_to, (StatusCode::OK, None)).await
}

/// `POST …/disable`
pub(crate) async fn disable(here: Here, SafeForm(form): SafeForm) -> Result<HttpResponse, Refused> {
    here.web.rates.password_again(here.address(), here.session.as_deref())?;
    let password = form.password("password")?.ok_or_else(|| Refused::invalid("password is missing"))?;
    let code = form.second_factor()?.unwrap_or_default();
    let command = DisableTwoFactor { session: here.session.as_deref(), password, code };
    match here.web.twinlock.disable_two_factor(command, &here.sent(paths::DISABLE, &form)?).await? {
        DisableTwoFactorOutcome::Disabled { token, disconnected: _ } => {
            let mut response = begin_see_other(paths::SECURITY);
            cookies::set(&mut response, &here.web, Kind::Session, &token);
            cookies::clear(&mut response, &here.web, Kind::Device);
            Ok(response.finish())
        }
        DisableTwoFactorOutcome::Refused(refusal) => {
            let field = code_field(&form, "disable")?;
            refused(&here, &form, reauthentication_problem(refusal, "disable-password", &field)).await
        }
    }
}

/// `POST …/sessions/{id}/end`
pub(crate) async fn end_session(here: Here, id: web::Path<String>, _: SafeForm) -> Result<HttpResponse, Refused> {
    let id = id.parse().map_err(|_| Refused::not_found())?;
    let command = EndSession { session: here.session.as_deref(), ended: id };
    match here.web.twinlock.end_session(command, &here.trace).await? {
        EndSessionOutcome::Ended | EndSessionOutcome::SignedOut => Ok(see_other(paths::SECURITY)),
        EndSessionOutcome::NoSuchSession => Err(Refused::not_found()),
    }
}

/// `POST …/sessions/end-others`
pub(crate) async fn end_others(here: Here, _: SafeForm) -> Result<HttpResponse, Refused> {
    here.web.twinlock.end_other_sessions(EndOtherSessions { session: here.session.as_deref() }, &here.trace).await?;
    Ok(see_other(paths::SECURITY))
}

/// `POST …/devices/{id}/forget`
pub(crate) async fn forget_device(here: Here, id: web::Path<String>, _: SafeForm) -> Result<HttpResponse, Refused> {
    let id = id.parse().map_err(|_| Refused::not_found())?;
    let command = ForgetDevice { session: here.session.as_deref(), device: id };
    match here.web.twinlock.forget_device(command, &here.trace).await? {
        ForgetDeviceOutcome::Forgotten => Ok(see_other(paths::SECURITY)),
        ForgetDeviceOutcome::NoSuchDevice => Err(Refused::not_found()),
    }
}

/// The page again, with what was wrong.
pub(crate) async fn refused(here: &Here, form: &Parameters, problem: Problem) -> Result<HttpResponse, Refused> {
    let who = here.visit().await?.signed_in().ok_or_else(Refused::sign_in_first)?;
    page(here, &who, form.filled("continue")?, (StatusCode::FORBIDDEN, Some(problem))).await
}

/// The `id` of the input that a code was typed into: recovery codes have one of their own.
pub(crate) fn code_field(form: &Parameters, scope: &str) -> Result<String, Refused> {
    let kind = if form.filled("recovery_code")?.is_some() { "recovery-code" } else { "code" };
    Ok(format!("{scope}-{kind}"))
}

/// What was wrong with a password or a code that was given again, beside its input.
pub(crate) fn reauthentication_problem(refusal: ReauthenticationRefusal, password: &str, code: &str) -> Problem {
    let field = match refusal {
        ReauthenticationRefusal::PasswordNeeded | ReauthenticationRefusal::WrongPassword => password,
        ReauthenticationRefusal::CodeNeeded | ReauthenticationRefusal::Code(_) => code,
    };
    Problem::at(field, reauthentication_refusal(refusal))
}

/// Where the user was going, if that is still there to go to.
pub(crate) async fn journey(here: &Here, continue_to: Option<&str>) -> Result<Option<Journey>, Refused> {
    let Some(id) = ContinueTo::parse(continue_to).request() else { return Ok(None) };
    let hint = here.web.twinlock.request_hint(here.visitor_of(id).await?, id).await?;
    Ok(hint.map(|hint| Journey { request: id.to_string(), app: hint.app.metadata.name }))
}

async fn page(
    here: &Here,
    who: &Principal,
    continue_to: Option<&str>,
    answer: (StatusCode, Option<Problem>),
) -> Result<HttpResponse, Refused> {
    let (status, problem) = answer;
    let overview = here.web.twinlock.security_overview(here.session.as_deref()).await?;
    let page = SecurityPage {
        second_factor: second_factor(&overview),
        journey: journey(here, continue_to).await?,
        devices: overview.devices.iter().map(device).collect(),
        sessions: overview.sessions.iter().map(|session| row(session, who)).collect(),
        activity: overview.events.iter().map(activity).collect(),
    };
    let chrome = Chrome { problems: problem.into_iter().collect(), ..here.chrome_of(who, Some(Section::Security)) };
    Ok(html(status, page.render(&chrome)))
}

fn second_factor(overview: &SecurityOverview) -> SecondFactorState {
    match overview.enrolment {
        Enrolment::NotEnrolled => SecondFactorState::Off { ask_password: overview.needs_password },
        Enrolment::Enrolled { since } => SecondFactorState::On(Enrolled {
            since,
            recovery_codes_left: overview.recovery_codes_left,
            apps_that_require_it: overview.apps_at_stake.iter().map(|app| app.metadata.name.clone()).collect(),
        }),
    }
}

fn row(session: &Session, who: &Principal) -> SessionRow {
    SessionRow {
        id: session.id,
        device: browser::described(&session.device.user_agent),
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
        device: browser::described(&device.device.user_agent),
        address: device.device.address.clone(),
        expires_at: device.expires_at,
    }
}

fn activity(event: &AuditEvent) -> ActivityRow {
    ActivityRow {
        at: event.at,
        kind: event.kind,
        refused: event.outcome == Outcome::Refused,
        detail: event.detail.clone().unwrap_or_default(),
        address: event.address.clone(),
    }
}
