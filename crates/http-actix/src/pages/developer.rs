//! `/dashboard/developer`: an owner's apps and their settings, among them *Require 2FA*.

mod invalid_member;
mod refusal;
mod settings;
mod switch;

use std::ops::ControlFlow;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use twinlock_application::developer::{AppDetails, AppError, DeveloperOverview, SUMMARY_LIMIT};
use twinlock_application::domain::AppId;
use twinlock_application::{Actor, App, AppSecret, AuditEvent, CountLimit, Principal};

pub(crate) use settings::{add_secret, change, register, remove_secret};
pub(crate) use switch::{delete, require_2fa, revoke_consents, revoke_user, set_enrolment_age};

use crate::http_error::HttpError;
use crate::paths;
use crate::request::caller::SignedIn;
use crate::request::context::RequestContext;
use crate::request::parameters::Parameters;
use crate::response::{html, see_other};
use crate::views::{
    AppDraft, AppEntry, AppEventRow, AppLine, AppRow, AppSummary, Chrome, CountState, Counts, DeveloperPage, FlipRow,
    Flipper, PanelPage, Problem, Proof, RequirementState, SecretRow, Section, Stopped, Typed,
};

/// What the page shows.
#[derive(Default)]
struct Shown {
    status: StatusCode,
    /// What was wrong with the form that was sent.
    problems: Vec<Problem>,
    /// The app whose row is open.
    open: Option<AppId>,
    /// Whether its older events are shown too.
    more_events: bool,
    /// What was typed into a refused form of that row.
    typed: Typed,
    /// What was typed into the form for a new app.
    draft: Option<AppDraft>,
}

/// `GET`; `?open=` opens a row (so does `?app=`), `&events=more` shows more of its events.
pub(crate) async fn show(context: SignedIn, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let query = Parameters::of_page(request.query_string().as_bytes())?;
    let open = query.one("open")?.or(query.one("app")?).and_then(|id| id.parse().ok());
    let more_events = query.one("events")? == Some("more");
    let read = context.state.twinlock.developer_overview(context.session.as_deref(), open).await;
    match context.shown(read, "developer").await? {
        ControlFlow::Continue(overview) => {
            Ok(page(&context, overview, Shown { open, more_events, ..Shown::default() }).await)
        }
        ControlFlow::Break(to_sign_in) => Ok(to_sign_in),
    }
}

/// `GET …/{id}/panel`: what a user without a second factor would see.
pub(crate) async fn panel(context: SignedIn, id: web::Path<String>) -> Result<HttpResponse, HttpError> {
    let who = match context.person("developer").await? {
        ControlFlow::Continue(who) => who,
        ControlFlow::Break(to_sign_in) => return Ok(to_sign_in),
    };
    let app = context.state.twinlock.app_of(by(&context), app_id(&id)?).await?;
    let panel = PanelPage { request: None, app: AppSummary::of(&app), stopped: Stopped::NotEnrolled };
    Ok(html(StatusCode::OK, panel.render(&context.chrome_of(&who.account, None))))
}

/// The page: a line for each app, and the details of the one that was loaded: the open one, or the only one.
async fn page(context: &RequestContext, overview: DeveloperOverview, mut shown: Shown) -> HttpResponse {
    let DeveloperOverview { principal: who, apps: own, details, may_register, needs_password } = overview;
    let proof = Proof { password: needs_password, code: who.factors.is_enrolled() };
    let chrome = Chrome {
        problems: std::mem::take(&mut shown.problems),
        ..context.chrome_of(&who.account, Some(Section::Developer))
    };
    let draft_open = shown.draft.is_some();
    let draft = may_register.then(|| shown.draft.take().unwrap_or_default());
    let mut apps: Vec<AppEntry> = own.iter().map(|app| AppEntry::Closed(line(app))).collect();
    if let Some(details) = details
        && let Some(entry) = own.iter().position(|app| app.id == details.app.id).and_then(|at| apps.get_mut(at))
    {
        *entry = AppEntry::Loaded(Box::new(row(context, &who, details, proof, &mut shown).await));
    }
    html(shown.status, DeveloperPage { apps, draft, draft_open }.render(&chrome))
}

fn line(app: &App) -> AppLine {
    AppLine {
        id: app.id,
        name: app.metadata.client_name.clone(),
        host: app.metadata.redirect_uris.first().map_or_else(String::new, |uri| uri.host().to_owned()),
        required: app.policy.two_factor_required,
    }
}

/// How many events of an app are shown before somebody asks for more.
const EVENTS_AT_FIRST: usize = 20;

async fn row(context: &RequestContext, who: &Principal, page: AppDetails, proof: Proof, shown: &mut Shown) -> AppRow {
    let AppDetails { app, secrets, events, policy_history } = page;
    let open = shown.open == Some(app.id);
    let all_events = open && shown.more_events;
    let most = if all_events { usize::MAX } else { EVENTS_AT_FIRST };
    AppRow {
        line: line(&app),
        metadata: app.metadata.clone(),
        created_at: app.created_at,
        secrets: secrets.iter().map(secret).collect(),
        requirement: RequirementState {
            required: app.policy.two_factor_required,
            since: app.policy.required_since,
            counts: counts(context, &app, open).await,
        },
        enrolment_age_days: app.policy.enrolment_age.as_secs().div_ceil(24 * 60 * 60),
        proof,
        history: policy_history.iter().map(|event| flip(who, event)).collect(),
        events: events.iter().take(most).map(event_row).collect(),
        all_events,
        more_events: events.len() > most,
        typed: if open { std::mem::take(&mut shown.typed) } else { Typed::default() },
        open,
    }
}

fn secret(secret: &AppSecret) -> SecretRow {
    SecretRow {
        id: secret.id,
        label: secret.label.clone(),
        created_at: secret.created_at,
        last_used_at: secret.last_used_at,
    }
}

/// Counts without a limit only for the app that is looked at: counting for a list of large apps would take too long.
async fn counts(context: &RequestContext, app: &App, looked_at: bool) -> CountState {
    let counting = if looked_at { CountLimit::All } else { SUMMARY_LIMIT };
    match context.state.twinlock.affected(app, counting).await {
        Some(census) => CountState::Counted(Counts {
            consented: census.consented,
            without_2fa: census.without_2fa,
            grandfathered_grants: census.grandfathered_grants,
            last_grandfathered_expiry: census.last_grandfathered_expiry,
        }),
        None if looked_at => CountState::TooMany,
        None => CountState::NotYet,
    }
}

/// The requirement can be changed only by the owner or the operator.
fn flip(who: &Principal, event: &AuditEvent) -> FlipRow {
    let by_owner = event.actor == Some(who.account.id);
    let who = if by_owner { Flipper::Owner(who.account.display_name.clone()) } else { Flipper::Operator };
    FlipRow { at: event.at, kind: event.kind, who }
}

fn event_row(event: &AuditEvent) -> AppEventRow {
    AppEventRow {
        at: event.at,
        kind: event.kind,
        refused: event.outcome == twinlock_application::domain::AuditOutcome::Refused,
        reason: event.reason.clone().unwrap_or_default(),
    }
}

fn by(context: &RequestContext) -> Actor<'_> {
    Actor::Session(context.session.as_deref())
}

fn app_id(text: &str) -> Result<AppId, HttpError> {
    text.parse().map_err(|_| AppError::NotFound.into())
}

/// Redirects to the row of an app.
fn back_to(app: AppId) -> HttpResponse {
    see_other(&paths::open_app(app))
}
