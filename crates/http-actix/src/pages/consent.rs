//! `/consent?request=…`: the consent question, or the panel if the gate does not pass.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use twinlock_application::domain::{AuthorizationRequestId, Refusal, Scope, Stop};
use twinlock_application::oauth::{
    ConsentDetails as Pending, ConsentPageContent, ConsentView, DecideConsentError, Panel,
};
use twinlock_application::{App, domain::RedirectUri};

use crate::http_error::HttpError;
use crate::observe;
use crate::paths;
use crate::request::caller::SignedIn;
use crate::request::context::RequestContext;
use crate::request::parameters::Parameters;
use crate::response::{builder_html, html, let_forms_leave, see_other};
use crate::views::{AppSummary, Chrome, ConsentPage, End, PanelPage, RequestOver, Stopped};

/// `GET`
pub(crate) async fn show(context: SignedIn, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let parameters = Parameters::of_page(request.query_string().as_bytes())?;
    let id = parameters.required("request")?.parse().map_err(|_| HttpError::from(DecideConsentError::NotFound))?;
    page(&context, id, StatusCode::OK).await
}

/// The page of a request, with a status of the caller's choice.
pub(crate) async fn page(
    context: &RequestContext,
    id: AuthorizationRequestId,
    status: StatusCode,
) -> Result<HttpResponse, HttpError> {
    match context.state.twinlock.consent_page(context.session.as_deref(), id).await {
        Ok(ConsentView::Page(pending)) => rendered(context, &pending, status),
        Ok(ConsentView::Continue) => Ok(see_other(&paths::go_on(&id.to_string()))),
        Err(error) => refused(context, id, error).await,
    }
}

/// The response to a user whose decision, or whose consent page, was refused.
pub(crate) async fn refused(
    context: &RequestContext,
    id: AuthorizationRequestId,
    error: DecideConsentError,
) -> Result<HttpResponse, HttpError> {
    observe::not_decided(context, &error);
    match error {
        DecideConsentError::NotSignedIn => Ok(see_other(&paths::go_on(&id.to_string()))),
        DecideConsentError::AlreadyDecided(decided) => Ok(over(context, &RequestOver::of(&decided)).await),
        DecideConsentError::Expired { app } => Ok(over(context, &RequestOver::expired(&app)).await),
        other @ (DecideConsentError::NotFound | DecideConsentError::Scopes(_) | DecideConsentError::Failure(_)) => {
            Err(other.into())
        }
    }
}

/// The page of a request that is over. If its response has not reached the app, the browser is redirected there at
/// once.
pub(crate) async fn over(context: &RequestContext, page: &RequestOver) -> HttpResponse {
    context.meet_reader().await;
    let status = match page.end {
        End::Decided { .. } => StatusCode::CONFLICT,
        End::Expired => StatusCode::GONE,
    };
    let chrome =
        Chrome { request_id: Some(context.origin.request_id.clone()), onwards: page.onwards(), ..context.chrome() };
    html(status, page.render(&chrome))
}

fn rendered(context: &RequestContext, pending: &Pending, status: StatusCode) -> Result<HttpResponse, HttpError> {
    let chrome = context.chrome_of(&pending.account, None);
    let redirect_uri = &pending.request.parameters.redirect_uri;
    let app = face(&pending.app, redirect_uri);
    let page = match &pending.content {
        ConsentPageContent::Question(question) => {
            let optional = &pending.app.metadata.optional_scope;
            let lifetimes = &context.state.twinlock.settings().lifetimes;
            let offline = pending.request.parameters.scope.contains(Scope::OfflineAccess);
            ConsentPage {
                request: pending.request.id,
                app,
                owner: pending.owner.clone(),
                required: question.required(optional),
                optional: question.asked.intersection(optional),
                stored_consent: question.stored_consent.clone(),
                scope_descriptions: pending.app.metadata.scope_descriptions.clone(),
                access_token: lifetimes.access_token,
                refresh: offline.then_some((lifetimes.refresh_sliding, lifetimes.refresh_absolute)),
            }
            .render(&chrome)
        }
        ConsentPageContent::Panel(panel) => {
            PanelPage { request: Some(pending.request.id), app, stopped: stopped(*panel)? }.render(&chrome)
        }
    };
    let mut response = HttpResponseBuilder::new(status);
    let_forms_leave(&mut response);
    Ok(builder_html(response, page))
}

/// The app, with the host of the redirect URI of this very request.
fn face(app: &App, redirect_uri: &RedirectUri) -> AppSummary {
    AppSummary { host: redirect_uri.host().to_owned(), ..AppSummary::of(app) }
}

/// Which panel the gate's answer shows. A consent page is about a new request, so the answers about an existing grant
/// cannot occur here; and a user who owes a code is sent to the code page.
fn stopped(panel: Panel) -> Result<Stopped, HttpError> {
    match panel.stop {
        Stop::Enrol if panel.asked_by_request => Ok(Stopped::NotEnrolledForRequest),
        Stop::Enrol => Ok(Stopped::NotEnrolled),
        Stop::Wait { until } => Ok(Stopped::TooYoung { until }),
        Stop::Refuse(Refusal::AccountDisabled) => Ok(Stopped::Disabled),
        Stop::Challenge | Stop::Refuse(Refusal::CodePredatesRequirement | Refusal::ConsentsRevoked) => {
            Err(HttpError::broken("a panel for what needs none"))
        }
    }
}
