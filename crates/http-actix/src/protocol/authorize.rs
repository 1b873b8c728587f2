//! `/oauth2/authorize`: a GET is answered; the request of a POST, which may come without cookies, is stored, and the
//! browser is redirected to the GET.

use std::sync::OnceLock;

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::{HttpRequest, HttpResponse};
use twinlock_application::domain::BearerSecret;
use twinlock_application::oauth::{
    AuthorizationQuery, Authorize, AuthorizeAgain, AuthorizeError, AuthorizeOutcome, ClaimsParameter, QueryError,
    RequestSource, StoreRequest,
};

use super::claims::claims;
use crate::http_error::HttpError;
use crate::observe;
use crate::pages::consent::over;
use crate::paths;
use crate::request::caller::Anyone;
use crate::request::context::{RequestContext, text_header};
use crate::request::cookies::{self, Kind};
use crate::request::endpoint::Endpoint;
use crate::request::forms::PlainForm;
use crate::request::parameters::Parameters;
use crate::request::return_to::ReturnTo;
use crate::response::{begin_see_other, html, see_other, to_app};
use crate::views::{AppSummary, Chrome, RedirectMismatchPage, RequestOver};

/// The length that a body without a `Content-Length` is counted with, in bytes.
const LONGEST: usize = crate::bounds::BODY;

/// `GET`
pub(crate) async fn show(context: Anyone, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let parameters = Parameters::of_protocol(request.query_string().as_bytes(), Endpoint::of(&request).parameters)?;
    if let Some(id) = parameters.one("again")? {
        return again(&context, id).await;
    }
    let source = match parameters.one("continue")?.map(|id| ReturnTo::parse(Some(id)).request()) {
        Some(Some(id)) => RequestSource::Stored(id),
        Some(None) => return Err(AuthorizeError::UnknownRequest.into()),
        None => RequestSource::New(Box::new(query(&parameters))),
    };
    let (visitor, is_new) = match &source {
        RequestSource::Stored(id) => match context.visitor_of(*id).await? {
            Some(visitor) => (BearerSecret::new(visitor.to_owned()), false),
            None => context.visitor(),
        },
        RequestSource::New(_) => context.visitor(),
    };
    // Without a session cookie nobody is signed in, so the rate limit is checked before the database is read. With a
    // cookie, the use case determines whether the session is valid, and checks the limit if it is not.
    let is_new_and_interactive = match &source {
        RequestSource::New(query) => query.prompt.as_deref() != Some("none"),
        RequestSource::Stored(_) => false,
    };
    let charged = is_new_and_interactive && context.session.is_none();
    if charged {
        context.state.rates.authorization_request(context.address(), request.query_string().len())?;
    }
    let full = OnceLock::new();
    let room = |bytes| {
        let admitted =
            if charged { Ok(()) } else { context.state.rates.authorization_request(context.address(), bytes) };
        admitted.map_err(|refused| full.set(refused)).is_ok()
    };
    let session = context.session.as_deref();
    let command = Authorize { session, visitor: visitor.expose(), source, room: &room };
    let outcome = context.state.twinlock.authorize(command, &context.origin).await;
    observe::authorized(&context, &outcome);
    let mut response = match outcome {
        Ok(AuthorizeOutcome::Redirect(response)) => return Ok(to_app(context.reader.texts(), &response)),
        Ok(AuthorizeOutcome::SignIn(id)) => begin_see_other(&paths::sign_in_towards(&id.to_string())),
        Ok(AuthorizeOutcome::Challenge(id)) => begin_see_other(&paths::two_factor_towards(&id.to_string())),
        Ok(AuthorizeOutcome::Consent(id)) => begin_see_other(&paths::consent(&id.to_string())),
        Err(AuthorizeError::NoRoom) => {
            return Err(full.into_inner().unwrap_or_else(|| AuthorizeError::NoRoom.into()));
        }
        Err(error) => return explained(&context, error).await,
    };
    if is_new {
        cookies::set(&mut response, &context.state, Kind::Visitor, &visitor);
        cookies::set_beside(&mut response, &request, &context.state, &visitor);
    }
    Ok(response.finish())
}

/// Starts a request that was decided before again.
async fn again(context: &RequestContext, id: &str) -> Result<HttpResponse, HttpError> {
    let request = id.parse().map_err(|_| HttpError::from(AuthorizeError::UnknownRequest))?;
    let command =
        AuthorizeAgain { session: context.session.as_deref(), visitor: context.visitor_of(request).await?, request };
    let outcome = context.state.twinlock.authorize_again(command, &context.origin).await;
    observe::authorized(context, &outcome);
    match outcome {
        Ok(AuthorizeOutcome::Redirect(response)) => Ok(to_app(context.reader.texts(), &response)),
        Ok(AuthorizeOutcome::SignIn(id)) => Ok(see_other(&paths::sign_in_towards(&id.to_string()))),
        Ok(AuthorizeOutcome::Challenge(id)) => Ok(see_other(&paths::two_factor_towards(&id.to_string()))),
        Ok(AuthorizeOutcome::Consent(id)) => Ok(see_other(&paths::consent(&id.to_string()))),
        Err(error) => explained(context, error).await,
    }
}

/// `POST`
pub(crate) async fn submit(context: Anyone, request: HttpRequest, form: PlainForm) -> Result<HttpResponse, HttpError> {
    let length = text_header(&request, CONTENT_LENGTH).parse().unwrap_or(LONGEST);
    context.state.rates.authorization_request(context.address(), length)?;
    match context.state.twinlock.store_request(StoreRequest { query: query(&form.0) }).await {
        Ok(id) => Ok(see_other(&paths::go_on(&id.to_string()))),
        Err(error) => {
            observe::not_authorized(&context, &error);
            explained(&context, error).await
        }
    }
}

/// Errors that have a page of their own.
async fn explained(context: &RequestContext, error: AuthorizeError) -> Result<HttpResponse, HttpError> {
    match error {
        AuthorizeError::Query(QueryError::RedirectUriMismatch(mismatch)) => {
            let viewer = context.session_state().await?.signed_in();
            let page = RedirectMismatchPage {
                is_owner: viewer.is_some_and(|viewer| viewer.account.id == mismatch.app.owner),
                app: AppSummary::of(&mismatch.app),
                requested: mismatch.given,
                nearest: mismatch.nearest,
            };
            let chrome = Chrome { request_id: Some(context.origin.request_id.clone()), ..context.chrome() };
            Ok(html(StatusCode::BAD_REQUEST, page.render(&chrome)))
        }
        AuthorizeError::Expired { app } => Ok(over(context, &RequestOver::expired(&app)).await),
        AuthorizeError::Decided(decided) => Ok(over(context, &RequestOver::of(&decided)).await),
        other @ (AuthorizeError::Query(_)
        | AuthorizeError::UnknownRequest
        | AuthorizeError::NoRoom
        | AuthorizeError::Failure(_)) => Err(other.into()),
    }
}

fn claims_parameter(text: Option<&str>) -> ClaimsParameter {
    match text.map(claims) {
        None => ClaimsParameter::Absent,
        Some(Ok(request)) => ClaimsParameter::Given(request),
        Some(Err(invalid)) => ClaimsParameter::Invalid(invalid),
    }
}

/// The parameters by name (OIDC Core 3.1.2.1).
fn query(parameters: &Parameters) -> AuthorizationQuery {
    let first = |name: &str| parameters.all(name).find(|value| !value.is_empty()).map(str::to_owned);
    AuthorizationQuery {
        client_id: first("client_id"),
        redirect_uri: first("redirect_uri"),
        response_type: first("response_type"),
        response_mode: first("response_mode"),
        scope: first("scope"),
        state: first("state"),
        nonce: first("nonce"),
        code_challenge: first("code_challenge"),
        code_challenge_method: first("code_challenge_method"),
        prompt: first("prompt"),
        max_age: first("max_age"),
        acr_values: first("acr_values"),
        login_hint: first("login_hint"),
        id_token_hint: first("id_token_hint"),
        claims: claims_parameter(first("claims").as_deref()),
        request: first("request").is_some(),
        request_uri: first("request_uri").is_some(),
        repeated: parameters.repeated().map(str::to_owned),
    }
}
