//! `/consent?request=…`: the question, or the panel for those whom the gate stops.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use twinlock_application::domain::{AuthorizationRequestId, Reason, Scope};
use twinlock_application::oauth::{ConsentPage as Pending, ConsentView, DecideConsentError, Panel, Stop};
use twinlock_application::{App, domain::RedirectUri};

use crate::here::Here;
use crate::observe;
use crate::parameters::Parameters;
use crate::refused::Refused;
use crate::respond::{builder_html, html, let_forms_leave, see_other};
use crate::views::{AppFace, Chrome, ConsentPage, End, PanelPage, Person, RequestOver, Stopped, paths};

/// `GET`
pub(crate) async fn show(here: Here, request: HttpRequest) -> Result<HttpResponse, Refused> {
    let parameters = Parameters::of_page(request.query_string().as_bytes())?;
    let id = parameters.required("request")?.parse().map_err(|_| Refused::from(DecideConsentError::NotFound))?;
    page(&here, id, StatusCode::OK).await
}

/// The page of a request, with a status of the caller's choice.
pub(crate) async fn page(here: &Here, id: AuthorizationRequestId, status: StatusCode) -> Result<HttpResponse, Refused> {
    match here.web.twinlock.consent_page(here.session.as_deref(), id).await {
        Ok(ConsentView::Page(pending)) => Ok(rendered(here, &pending, status)),
        Ok(ConsentView::Onwards) => Ok(see_other(&paths::go_on(&id.to_string()))),
        Err(error) => refused(here, id, error),
    }
}

/// What a person sees whose decision, or whose page, was refused.
pub(crate) fn refused(
    here: &Here,
    id: AuthorizationRequestId,
    error: DecideConsentError,
) -> Result<HttpResponse, Refused> {
    observe::not_decided(here, &error);
    match error {
        DecideConsentError::NotSignedIn => Ok(see_other(&paths::go_on(&id.to_string()))),
        DecideConsentError::AlreadyDecided(decided) => Ok(over(here, &RequestOver::of(&decided))),
        DecideConsentError::Expired { app } => Ok(over(here, &RequestOver::expired(&app))),
        other @ (DecideConsentError::NotFound | DecideConsentError::Scopes(_) | DecideConsentError::Failure(_)) => {
            Err(other.into())
        }
    }
}

/// The page of a request that is over. Where its answer has not reached the app, the browser is sent there at once.
pub(crate) fn over(here: &Here, page: &RequestOver) -> HttpResponse {
    let status = match page.end {
        End::Decided { .. } => StatusCode::CONFLICT,
        End::Expired => StatusCode::GONE,
    };
    let chrome =
        Chrome { request_id: Some(here.trace.request_id.clone()), onwards: page.onwards(), ..Chrome::default() };
    html(status, page.render(&chrome))
}

fn rendered(here: &Here, pending: &Pending, status: StatusCode) -> HttpResponse {
    let account = &pending.account;
    let chrome = Chrome {
        person: Some(Person { display_name: account.display_name.clone(), email: account.email.to_string() }),
        csrf: here.session.as_deref().map(|cookie| here.web.twinlock.csrf_token(cookie)).unwrap_or_default(),
        notice: here.notice(),
        ..Chrome::default()
    };
    let redirect_uri = &pending.request.parameters.redirect_uri;
    let app = face(&pending.app, redirect_uri);
    let markup = match &pending.stop {
        Stop::Question(question) => {
            let optional = pending.app.metadata.optional_scope;
            let lifetimes = &here.web.twinlock.settings().lifetimes;
            let offline = pending.request.parameters.scope.contains(Scope::OfflineAccess);
            ConsentPage {
                request: pending.request.id,
                app,
                owner: pending.owner.clone(),
                required: question.required(optional),
                optional: question.asked.intersection(optional),
                on_file: question.on_file,
                access_token: lifetimes.access_token,
                refresh: offline.then_some((lifetimes.refresh_sliding, lifetimes.refresh_absolute)),
            }
            .render(&chrome)
        }
        Stop::Panel(panel) => {
            PanelPage { request: Some(pending.request.id), app, stopped: stopped(*panel) }.render(&chrome)
        }
    };
    let mut response = HttpResponseBuilder::new(status);
    let_forms_leave(&mut response);
    builder_html(response, markup)
}

/// The app, with the host that this very answer goes to.
fn face(app: &App, redirect_uri: &RedirectUri) -> AppFace {
    AppFace { host: redirect_uri.host().to_owned(), ..AppFace::of(app) }
}

/// Which panel the gate's reason shows.
fn stopped(panel: Panel) -> Stopped {
    let not_enrolled = if panel.asked_by_request { Stopped::NotEnrolledForRequest } else { Stopped::NotEnrolled };
    match panel.reason {
        Reason::FactorTooYoung => panel.until.map_or(not_enrolled, |until| Stopped::TooYoung { until }),
        Reason::AccountDisabled => Stopped::Disabled,
        Reason::NotEnrolled
        | Reason::NotRequired
        | Reason::TwoFactor
        | Reason::Grandfathered
        | Reason::SingleFactor
        | Reason::CodePredatesRequirement
        | Reason::ConsentsRevoked => not_enrolled,
    }
}
