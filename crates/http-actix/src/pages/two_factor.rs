//! `/two-factor?continue=…`: asks for a code, to complete a sign-in or for a session that has not shown one.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use twinlock_application::accounts::{PassSecondFactor, PassSecondFactorOutcome, SecondFactorError};
use twinlock_application::{Principal, SessionState};

use super::sign_in_target::SignInTarget;
use crate::http_error::HttpError;
use crate::observe;
use crate::paths;
use crate::request::caller::Pending;
use crate::request::context::RequestContext;
use crate::request::cookies::{self, Kind};
use crate::request::forms::SafeForm;
use crate::request::parameters::Parameters;
use crate::response::{begin_see_other, see_other};
use crate::text::refusals::code_refusal;
use crate::views::{Chrome, CodePurpose, Problem, TwoFactorPage};

/// `GET`
pub(crate) async fn show(context: Pending, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let towards = SignInTarget::of(&context, &Parameters::of_page(request.query_string().as_bytes())?).await?;
    match context.session_state().await? {
        SessionState::Anonymous => Ok(see_other(&paths::sign_in_towards(&towards.return_to.to_string()))),
        SessionState::Pending(who) => Ok(page(&context, &towards, &who, CodePurpose::SignIn, None)),
        SessionState::SignedIn(who) if who.factors.is_enrolled() => {
            Ok(page(&context, &towards, &who, CodePurpose::StepUp, None))
        }
        SessionState::SignedIn(_) => Ok(see_other(&towards.return_to.path())),
    }
}

/// `POST`
pub(crate) async fn submit(context: Pending, SafeForm(form): SafeForm) -> Result<HttpResponse, HttpError> {
    context.state.rates.code(context.address())?;
    let towards = SignInTarget::of(&context, &form).await?;
    let code = form.second_factor()?.or(form.one("code")?).ok_or_else(|| HttpError::invalid("code is missing"))?;
    let trust_device = form.ticked("trust_device");
    let command = PassSecondFactor { session: context.session.as_deref(), code, trust_device };
    let origin = context.sent(paths::TWO_FACTOR, &form)?;
    let outcome = context.state.twinlock.pass_second_factor(command, &origin).await;
    outcome.iter().for_each(observe::second_factor);
    let refusal = match outcome {
        Ok(PassSecondFactorOutcome::Passed { token, trusted_device }) => {
            let mut response = begin_see_other(&towards.return_to.path());
            cookies::set(&mut response, &context.state, Kind::Session, &token);
            if let Some(device) = &trusted_device {
                cookies::set(&mut response, &context.state, Kind::Device, device);
            }
            return Ok(response.finish());
        }
        Ok(PassSecondFactorOutcome::Refused(refusal)) => refusal,
        Err(SecondFactorError::NotEnrolled) => return Ok(see_other(&towards.return_to.path())),
        Err(SecondFactorError::NotSignedIn) if context.wants_page => {
            return Ok(see_other(&paths::sign_in_towards(&towards.return_to.to_string())));
        }
        Err(other @ (SecondFactorError::NotSignedIn | SecondFactorError::Failure(_))) => {
            return Err(other.into());
        }
    };
    let field = if form.filled("recovery_code")?.is_some() { "recovery_code" } else { "code" };
    let problem = Problem::at(field, code_refusal(refusal));
    match context.session_state().await? {
        SessionState::Pending(who) => Ok(page(&context, &towards, &who, CodePurpose::SignIn, Some(problem))),
        SessionState::SignedIn(who) => Ok(page(&context, &towards, &who, CodePurpose::StepUp, Some(problem))),
        SessionState::Anonymous => Err(HttpError::sign_in_first()),
    }
}

fn page(
    context: &RequestContext,
    towards: &SignInTarget,
    who: &Principal,
    purpose: CodePurpose,
    problem: Option<Problem>,
) -> HttpResponse {
    let status = if problem.is_some() { StatusCode::UNAUTHORIZED } else { StatusCode::OK };
    let page = TwoFactorPage { return_to: towards.return_to.to_string(), heading_to: towards.heading_to(), purpose };
    let chrome = Chrome { problems: problem.into_iter().collect(), ..context.chrome_of(&who.account, None) };
    towards.page(context, status, page.render(&chrome))
}
