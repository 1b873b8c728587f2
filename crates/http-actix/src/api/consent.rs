//! `POST /api/oauth/consent`: the form of the consent page, or JSON. Whoever calls it, and however, the gate is asked (R20).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use twinlock_application::domain::{AuthorizationRequestId, Reason, Scope, ScopeSet};
use twinlock_application::oauth::{ConsentDecision, ConsentOutcome, DecideConsent};

use super::json_body::{JSON, parse, safe};
use crate::body::Body;
use crate::forms::{answers_for, media_type, same_origin};
use crate::here::Here;
use crate::observe;
use crate::pages;
use crate::parameters::Parameters;
use crate::refused::Refused;
use crate::respond::{see_other, to_app, to_app_as_json};
use crate::views::paths;

/// What either body says.
struct Decided {
    request: AuthorizationRequestId,
    decision: ConsentDecision,
    /// Whether a form said it.
    by_form: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonBody {
    request: String,
    decision: String,
    scopes: Option<Vec<String>>,
    /// The token, for callers that cannot set a header.
    csrf: Option<String>,
}

/// `POST`
pub(crate) async fn decide(here: Here, request: HttpRequest, body: Body) -> Result<HttpResponse, Refused> {
    let Body(body) = body;
    if here.session.is_none() {
        return Err(Refused::sign_in_first());
    }
    let decided = if media_type(&request) == JSON {
        from_json(&here, &request, &body).await?
    } else {
        from_form(&here, &request, &Parameters::of_page(&body)?).await?
    };
    let Decided { request: id, decision, by_form } = decided;
    let command = DecideConsent { session: here.session.as_deref(), request: id, decision };
    let outcome = match here.web.twinlock.decide_consent(command, &here.trace).await {
        Err(error) if here.wants_page => return pages::consent::refused(&here, id, error),
        outcome => outcome?,
    };
    observe::consent_decided(&here, &outcome);
    match outcome {
        ConsentOutcome::Redirect(response) if by_form => Ok(to_app(&response)),
        ConsentOutcome::Redirect(response) => Ok(HttpResponse::Ok().json(to_app_as_json(&response))),
        ConsentOutcome::EnrolmentRequired(_) if here.wants_page => {
            pages::consent::page(&here, id, StatusCode::FORBIDDEN).await
        }
        ConsentOutcome::EnrolmentRequired(reason) => Err(enrolment_required(id, reason)),
        ConsentOutcome::ChallengeRequired(_) if here.wants_page => {
            Ok(see_other(&paths::two_factor_towards(&id.to_string())))
        }
        ConsentOutcome::ChallengeRequired(reason) => Err(challenge_required(id, reason)),
        ConsentOutcome::SignInRequired if here.wants_page => Ok(see_other(&paths::go_on(&id.to_string()))),
        ConsentOutcome::SignInRequired => Err(sign_in_required(id)),
    }
}

async fn from_json(here: &Here, request: &HttpRequest, body: &[u8]) -> Result<Decided, Refused> {
    let body: JsonBody = parse(body)?;
    match &body.csrf {
        Some(token) => {
            same_origin(request)?;
            if !here.is_csrf_token(token).await? {
                return Err(Refused::forged());
            }
        }
        None => safe(request).await?,
    }
    let scopes = body.scopes.map(|scopes| scope_set(scopes.iter().map(String::as_str))).transpose()?;
    Ok(Decided { request: request_id(&body.request)?, decision: decision(&body.decision, scopes)?, by_form: false })
}

async fn from_form(here: &Here, request: &HttpRequest, form: &Parameters) -> Result<Decided, Refused> {
    if form.one("csrf")?.is_some() {
        same_origin(request)?;
        answers_for(here, request, form).await?;
    } else {
        safe(request).await?;
    }
    let scopes = form.all("scope").next().is_some().then(|| scope_set(form.all("scope"))).transpose()?;
    let decision = decision(form.required("decision")?, scopes)?;
    Ok(Decided { request: request_id(form.required("request")?)?, decision, by_form: true })
}

fn request_id(text: &str) -> Result<AuthorizationRequestId, Refused> {
    let missing = || twinlock_application::oauth::DecideConsentError::NotFound.into();
    text.parse().map_err(|_| missing())
}

fn decision(text: &str, scopes: Option<ScopeSet>) -> Result<ConsentDecision, Refused> {
    match text {
        "approve" => Ok(ConsentDecision::Approve(scopes)),
        "deny" => Ok(ConsentDecision::Deny),
        _ => Err(Refused::invalid("decision is approve or deny")),
    }
}

fn scope_set<'a>(scopes: impl Iterator<Item = &'a str>) -> Result<ScopeSet, Refused> {
    let unknown = || Refused::new(StatusCode::BAD_REQUEST, "invalid_scope", "a scope was chosen that does not exist");
    scopes.map(|scope| Scope::parse(scope).ok_or_else(unknown)).collect()
}

fn enrolment_required(id: AuthorizationRequestId, reason: Reason) -> Refused {
    let sentence = match reason {
        Reason::FactorTooYoung => "This app accepts the account's second factor only when it has been there longer.",
        Reason::AccountDisabled => "This account is disabled.",
        Reason::NotRequired
        | Reason::TwoFactor
        | Reason::Grandfathered
        | Reason::NotEnrolled
        | Reason::SingleFactor
        | Reason::CodePredatesRequirement
        | Reason::ConsentsRevoked => "This app only authorizes accounts protected by two-factor authentication.",
    };
    let mut refused = Refused::new(StatusCode::FORBIDDEN, "two_factor_enrollment_required", sentence);
    refused.next = Some(paths::set_up_two_factor(&id.to_string()));
    refused.because(reason.as_str())
}

fn challenge_required(id: AuthorizationRequestId, reason: Reason) -> Refused {
    let sentence = "This app wants a code of the account's second factor in this session.";
    let mut refused = Refused::new(StatusCode::FORBIDDEN, "two_factor_challenge_required", sentence);
    refused.next = Some(paths::two_factor_towards(&id.to_string()));
    refused.because(reason.as_str())
}

fn sign_in_required(id: AuthorizationRequestId) -> Refused {
    let mut refused = Refused::sign_in_first();
    refused.sentence = "This app asks for a fresher sign-in, or for one with another account.".into();
    refused.next = Some(paths::go_on(&id.to_string()));
    refused
}
