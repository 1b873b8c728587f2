//! `/dashboard/developer`: an owner's apps, and the switch among their settings.

mod settings;
mod switch;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use twinlock_application::Principal;
use twinlock_application::developer::{AT_A_GLANCE, AppError, AppPage, By};
use twinlock_application::domain::AppId;
use twinlock_application::{App, AppSecret, AuditEvent, ClientKind, Counting};

pub(crate) use settings::{add_secret, change, register, remove_secret};
pub(crate) use switch::{delete, require_2fa, revoke_consents, revoke_user, set_enrolment_age};

use super::dashboard::person;
use crate::forms::Parameters;
use crate::here::Here;
use crate::refused::Refused;
use crate::respond::{html, see_other};
use crate::views::{
    AppDraft, AppEventRow, AppFace, AppRow, Chrome, Counts, DeveloperPage, FlipRow, Known, PanelPage, Problem, Proof,
    RequirementState, SecretRow, Section, Stopped, paths,
};

/// `GET`; `?app=` opens a row.
pub(crate) async fn show(here: Here, request: HttpRequest) -> Result<HttpResponse, Refused> {
    let who = match person(&here, "developer").await? {
        Ok(who) => who,
        Err(to_sign_in) => return Ok(to_sign_in),
    };
    let open = Parameters::parse(request.query_string().as_bytes()).one("app")?.and_then(|id| id.parse().ok());
    let chrome = here.chrome_of(&who, Some(Section::Developer));
    page(&here, &who, (StatusCode::OK, chrome), (open, None)).await
}

/// `GET …/{id}/panel`: what a user without a second factor would see.
pub(crate) async fn panel(here: Here, id: web::Path<String>) -> Result<HttpResponse, Refused> {
    let who = match person(&here, "developer").await? {
        Ok(who) => who,
        Err(to_sign_in) => return Ok(to_sign_in),
    };
    let page = here.web.twinlock.app_page(by(&here), app_id(&id)?).await?;
    let panel = PanelPage { request: None, app: AppFace::of(&page.app), stopped: Stopped::NotEnrolled };
    Ok(html(StatusCode::OK, panel.render(&here.chrome_of(&who, None))))
}

/// The page again, with what was wrong: nothing that was typed is lost.
async fn again(
    here: &Here,
    refused: Refused,
    typed: (Option<AppId>, Option<AppDraft>),
) -> Result<HttpResponse, Refused> {
    if refused.status.is_server_error() || refused.status == StatusCode::NOT_FOUND {
        return Err(refused);
    }
    let Some(who) = here.visit().await?.signed_in() else { return Err(Refused::sign_in_first()) };
    let problems = vec![Problem::general(refused.sentence.clone())];
    let chrome = Chrome { problems, ..here.chrome_of(&who, Some(Section::Developer)) };
    page(here, &who, (refused.status, chrome), typed).await
}

async fn page(
    here: &Here,
    who: &Principal,
    frame: (StatusCode, Chrome),
    typed: (Option<AppId>, Option<AppDraft>),
) -> Result<HttpResponse, Refused> {
    let (status, chrome) = frame;
    let (open, draft) = typed;
    let pages = here.web.twinlock.app_pages(by(here)).await?;
    let may_register = here.web.twinlock.settings().apps_open || who.account.is_admin;
    let draft_open = draft.is_some();
    let mut apps = Vec::with_capacity(pages.len());
    for page in &pages {
        apps.push(row(here, who, page, open == Some(page.app.id)).await);
    }
    let page = DeveloperPage { apps, draft: may_register.then(|| draft.unwrap_or_default()), draft_open };
    Ok(html(status, page.render(&chrome)))
}

async fn row(here: &Here, who: &Principal, page: &AppPage, open: bool) -> AppRow {
    let AppPage { app, secrets, events, policy_history } = page;
    AppRow {
        id: app.id,
        name: app.metadata.name.clone(),
        public: app.kind == ClientKind::Public,
        redirect_uris: app.metadata.redirect_uris.iter().map(|uri| uri.as_str().to_owned()).collect(),
        scope: app.metadata.scope,
        optional_scope: app.metadata.optional_scope,
        id_token_alg: app.metadata.id_token_algorithm.as_str().to_owned(),
        pkce_required: app.metadata.pkce_required,
        machine_access: app.metadata.machine_access,
        id_token_claims: app.metadata.id_token_claims,
        created_at: app.created_at,
        secrets: secrets.iter().map(secret).collect(),
        requirement: RequirementState {
            required: app.policy.two_factor_required,
            since: app.policy.required_since,
            counts: counts(here, app, open).await,
        },
        enrolment_age_days: app.policy.enrolment_age.as_secs().div_ceil(24 * 60 * 60),
        proof: Proof {
            password: !here.web.twinlock.password_is_fresh(who),
            code: who.factors.iter().any(|factor| factor.confirmed_at.is_some()),
        },
        history: policy_history.iter().map(|event| flip(who, event)).collect(),
        events: events.iter().map(event_row).collect(),
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

/// Many people are counted for the app that is looked at alone: a list of such apps would take its time.
async fn counts(here: &Here, app: &App, looked_at: bool) -> Known {
    let counting = if looked_at { Counting::All } else { AT_A_GLANCE };
    match here.web.twinlock.affected(app, counting).await {
        Some(census) => Known::Counted(Counts {
            consented: census.consented,
            without_2fa: census.without_2fa,
            grandfathered_grants: census.grandfathered_grants,
            last_grandfathered_expiry: census.last_grandfathered_expiry,
        }),
        None if looked_at => Known::TooMany,
        None => Known::NotYet,
    }
}

/// Only the owner flips, or whoever runs the server.
fn flip(who: &Principal, event: &AuditEvent) -> FlipRow {
    let by_owner = event.actor == Some(who.account.id);
    let name = if by_owner { who.account.display_name.clone() } else { "the operator of this server".into() };
    FlipRow { at: event.at, kind: event.kind, who: name }
}

fn event_row(event: &AuditEvent) -> AppEventRow {
    AppEventRow {
        at: event.at,
        kind: event.kind,
        refused: event.outcome == twinlock_application::domain::Outcome::Refused,
        reason: event.reason.clone().unwrap_or_default(),
    }
}

fn by(here: &Here) -> By<'_> {
    By::Session(here.session.as_deref())
}

fn app_id(text: &str) -> Result<AppId, Refused> {
    text.parse().map_err(|_| AppError::NotFound.into())
}

/// Back to the row of an app.
fn back_to(app: AppId) -> HttpResponse {
    see_other(&paths::open_app(app))
}
