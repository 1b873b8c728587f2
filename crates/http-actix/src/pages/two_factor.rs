//! `/two-factor?continue=…`: completes a sign-in, or raises a session that is signed in.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use twinlock_application::accounts::{PassSecondFactor, PassSecondFactorError, PassSecondFactorOutcome};
use twinlock_application::{Principal, Visit};

use super::towards::Towards;
use crate::cookies::{self, Kind};
use crate::forms::SafeForm;
use crate::here::Here;
use crate::observe;
use crate::parameters::Parameters;
use crate::refused::Refused;
use crate::respond::{begin_see_other, see_other};
use crate::views::{Chrome, CodePurpose, Problem, TwoFactorPage, paths};
use crate::words::code_refusal;

/// `GET`
pub(crate) async fn show(here: Here, request: HttpRequest) -> Result<HttpResponse, Refused> {
    let towards = Towards::of(&here, &Parameters::of_page(request.query_string().as_bytes())?).await?;
    match here.visit().await? {
        Visit::Anonymous => Ok(see_other(&paths::sign_in_towards(&towards.continue_to.to_string()))),
        Visit::Pending(who) => Ok(page(&here, &towards, (&who, CodePurpose::SignIn), None)),
        Visit::SignedIn(who) if who.factors.iter().any(|factor| factor.confirmed_at.is_some()) => {
            Ok(page(&here, &towards, (&who, CodePurpose::StepUp), None))
        }
        Visit::SignedIn(_) => Ok(see_other(&towards.continue_to.path())),
    }
}

/// `POST`
pub(crate) async fn submit(here: Here, SafeForm(form): SafeForm) -> Result<HttpResponse, Refused> {
    here.web.rates.code(here.address())?;
    let towards = Towards::of(&here, &form).await?;
    let code = form.second_factor()?.or(form.one("code")?).ok_or_else(|| Refused::invalid("code is missing"))?;
    let trust_device = form.ticked("trust_device");
    let command = PassSecondFactor { session: here.session.as_deref(), code, trust_device };
    let trace = here.sent(paths::TWO_FACTOR, &form)?;
    let outcome = here.web.twinlock.pass_second_factor(command, &trace).await;
    outcome.iter().for_each(observe::second_factor);
    let refusal = match outcome {
        Ok(PassSecondFactorOutcome::Passed { token, trusted_device }) => {
            let mut response = begin_see_other(&towards.continue_to.path());
            cookies::set(&mut response, &here.web, Kind::Session, &token);
            if let Some(device) = &trusted_device {
                cookies::set(&mut response, &here.web, Kind::Device, device);
            }
            return Ok(response.finish());
        }
        Ok(PassSecondFactorOutcome::Refused(refusal)) => refusal,
        Err(PassSecondFactorError::NotEnrolled) => return Ok(see_other(&towards.continue_to.path())),
        Err(PassSecondFactorError::NotSignedIn) if here.wants_page => {
            return Ok(see_other(&paths::sign_in_towards(&towards.continue_to.to_string())));
        }
        Err(other @ (PassSecondFactorError::NotSignedIn | PassSecondFactorError::Failure(_))) => {
            return Err(other.into());
        }
    };
    let field = if form.filled("recovery_code")?.is_some() { "recovery_code" } else { "code" };
    let problem = Problem::at(field, code_refusal(refusal));
    match here.visit().await? {
        Visit::Pending(who) => Ok(page(&here, &towards, (&who, CodePurpose::SignIn), Some(problem))),
        Visit::SignedIn(who) => Ok(page(&here, &towards, (&who, CodePurpose::StepUp), Some(problem))),
        Visit::Anonymous => Err(Refused::sign_in_first()),
    }
}

fn page(here: &Here, towards: &Towards, who: (&Principal, CodePurpose), problem: Option<Problem>) -> HttpResponse {
    let status = if problem.is_some() { StatusCode::UNAUTHORIZED } else { StatusCode::OK };
    let page = TwoFactorPage {
        continue_to: towards.continue_to.to_string(),
        heading_to: towards.heading_to(),
        purpose: who.1,
    };
    let chrome = Chrome { problems: problem.into_iter().collect(), ..here.chrome_of(who.0, None) };
    towards.page(here, status, page.render(&chrome))
}
