//! `POST /api/oauth/consent`: the form of the consent page, or JSON. The gate is asked for either kind of body (R20).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use twinlock_application::domain::{AuthorizationRequestId, Refusal, ScopeSet, Stop};
use twinlock_application::oauth::{ConsentDecision, ConsentOutcome, DecideConsent};

use crate::http_error::HttpError;
use crate::observe;
use crate::pages;
use crate::paths;
use crate::request::body::Body;
use crate::request::caller::SignedIn;
use crate::request::context::RequestContext;
use crate::request::forms::{answers_for, media_type, same_origin};
use crate::request::json_body::{JSON, parse, safe};
use crate::request::parameters::Parameters;
use crate::response::{see_other, to_app, to_app_as_json};
use crate::text::Message;

/// The decision, parsed from either kind of body.
struct Decided {
    request: AuthorizationRequestId,
    decision: ConsentDecision,
    /// Whether the body was a form.
    by_form: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonBody {
    request: String,
    decision: String,
    scopes: Option<Vec<String>>,
    /// The CSRF token, for callers that cannot set a header.
    csrf: Option<String>,
}

/// `POST`
pub(crate) async fn decide(context: SignedIn, request: HttpRequest, body: Body) -> Result<HttpResponse, HttpError> {
    let Body(body) = body;
    if context.session.is_none() {
        return Err(HttpError::sign_in_first());
    }
    let decided = if media_type(&request) == JSON {
        from_json(&context, &request, &body).await?
    } else {
        from_form(&context, &request, &Parameters::of_page(&body)?).await?
    };
    let Decided { request: id, decision, by_form } = decided;
    let command = DecideConsent { session: context.session.as_deref(), request: id, decision };
    let outcome = match context.state.twinlock.decide_consent(command, &context.origin).await {
        Err(error) if context.wants_page => return pages::consent::refused(&context, id, error).await,
        outcome => outcome?,
    };
    observe::consent_decided(&context, &outcome);
    match outcome {
        ConsentOutcome::Redirect(response) if by_form => Ok(to_app(context.reader.texts(), &response)),
        ConsentOutcome::Redirect(response) => Ok(HttpResponse::Ok().json(to_app_as_json(&response))),
        ConsentOutcome::Stopped(Stop::Challenge) if context.wants_page => {
            Ok(see_other(&paths::two_factor_towards(&id.to_string())))
        }
        ConsentOutcome::Stopped(_) if context.wants_page => {
            pages::consent::page(&context, id, StatusCode::FORBIDDEN).await
        }
        ConsentOutcome::Stopped(stop) => Err(stopped(id, stop)),
        ConsentOutcome::SignInRequired if context.wants_page => Ok(see_other(&paths::go_on(&id.to_string()))),
        ConsentOutcome::SignInRequired => Err(sign_in_required(id)),
    }
}

async fn from_json(context: &RequestContext, request: &HttpRequest, body: &[u8]) -> Result<Decided, HttpError> {
    let body: JsonBody = parse(body)?;
    match &body.csrf {
        Some(token) => {
            same_origin(request)?;
            if !context.is_csrf_token(token).await? {
                return Err(HttpError::forged());
            }
        }
        None => safe(request).await?,
    }
    let scopes = body.scopes.map(|scopes| scope_set(scopes.iter().map(String::as_str))).transpose()?;
    Ok(Decided { request: request_id(&body.request)?, decision: decision(&body.decision, scopes)?, by_form: false })
}

async fn from_form(context: &RequestContext, request: &HttpRequest, form: &Parameters) -> Result<Decided, HttpError> {
    if form.one("csrf")?.is_some() {
        same_origin(request)?;
        answers_for(context, request, form).await?;
    } else {
        safe(request).await?;
    }
    let scopes = form.all("scope").next().is_some().then(|| scope_set(form.all("scope"))).transpose()?;
    let decision = decision(form.required("decision")?, scopes)?;
    Ok(Decided { request: request_id(form.required("request")?)?, decision, by_form: true })
}

fn request_id(text: &str) -> Result<AuthorizationRequestId, HttpError> {
    let missing = || twinlock_application::oauth::DecideConsentError::NotFound.into();
    text.parse().map_err(|_| missing())
}

fn decision(text: &str, scopes: Option<ScopeSet>) -> Result<ConsentDecision, HttpError> {
    match text {
        "approve" => Ok(ConsentDecision::Approve(scopes)),
        "deny" => Ok(ConsentDecision::Deny),
        _ => Err(HttpError::invalid("decision is approve or deny")),
    }
}

fn scope_set<'a>(scopes: impl IntoIterator<Item = &'a str>) -> Result<ScopeSet, HttpError> {
    let sentence = || Message::for_clients("a scope was chosen that cannot be one");
    let invalid = || HttpError::new(StatusCode::BAD_REQUEST, "invalid_scope", sentence());
    ScopeSet::of(scopes).map_err(|_| invalid())
}

fn stopped(id: AuthorizationRequestId, stop: Stop) -> HttpError {
    let refused = match stop {
        Stop::Challenge => {
            let sentence =
                Message::for_clients("This app wants a code of the account's second factor in this session.");
            let mut refused = HttpError::new(StatusCode::FORBIDDEN, "two_factor_challenge_required", sentence);
            refused.next = Some(paths::two_factor_towards(&id.to_string()));
            refused
        }
        Stop::Enrol => {
            enrolment_required(id, "This app only authorizes accounts protected by two-factor authentication.")
        }
        Stop::Wait { .. } => {
            enrolment_required(id, "This app accepts the account's second factor only when it has been there longer.")
        }
        Stop::Refuse(Refusal::AccountDisabled) => enrolment_required(id, "This account is disabled."),
        Stop::Refuse(Refusal::CodePredatesRequirement | Refusal::ConsentsRevoked) => {
            HttpError::broken("the gate refused a grant where none was asked about")
        }
    };
    refused.because(stop.as_str())
}

fn enrolment_required(id: AuthorizationRequestId, sentence: &'static str) -> HttpError {
    let sentence = Message::for_clients(sentence);
    let mut refused = HttpError::new(StatusCode::FORBIDDEN, "two_factor_enrollment_required", sentence);
    refused.next = Some(paths::set_up_two_factor(&id.to_string()));
    refused
}

fn sign_in_required(id: AuthorizationRequestId) -> HttpError {
    let mut refused = HttpError::sign_in_first();
    refused.sentence = Message::for_clients("This app asks for a fresher sign-in, or for one with another account.");
    refused.next = Some(paths::go_on(&id.to_string()));
    refused
}
