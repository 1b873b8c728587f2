//! `/sign-up?continue=…`: creating an account.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use twinlock_application::accounts::{FieldProblem, NewAccountRefusal, PasswordProblem, SignUp, SignUpError, SignedUp};
use twinlock_application::domain::InvalidEmailAddress;

use super::sign_in_target::SignInTarget;
use crate::http_error::HttpError;
use crate::paths;
use crate::request::caller::Anyone;
use crate::request::context::RequestContext;
use crate::request::cookies::{self, Kind};
use crate::request::forms::SafeForm;
use crate::request::parameters::Parameters;
use crate::response::{begin_see_other, see_other};
use crate::text::{message, password_advice};
use crate::views::{Chrome, Problem, SignUpPage};

/// `GET`
pub(crate) async fn show(context: Anyone, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    if !context.state.twinlock.settings().sign_up_open {
        return Err(SignUpError::Closed.into());
    }
    let towards = SignInTarget::of(&context, &Parameters::of_page(request.query_string().as_bytes())?).await?;
    if context.session_state().await?.signed_in().is_some() {
        return Ok(see_other(&towards.return_to.path()));
    }
    page(&context, &towards, Filled::default()).await
}

/// `POST`
pub(crate) async fn submit(context: Anyone, SafeForm(form): SafeForm) -> Result<HttpResponse, HttpError> {
    let (email, display_name) = (form.required("email")?, form.required("display_name")?);
    let password = form.password("password")?.ok_or_else(|| HttpError::invalid("password is missing"))?;
    context.state.rates.sign_up(context.address())?;
    let towards = SignInTarget::of(&context, &form).await?;
    let origin = context.sent(paths::SIGN_UP, &form)?;
    let command = SignUp { email, password, display_name, locale: context.reader.locale() };
    let problems = match context.state.twinlock.sign_up(command, &origin).await {
        Ok(SignedUp { token, account: _ }) => {
            let mut response = begin_see_other(&towards.return_to.path());
            cookies::set(&mut response, &context.state, Kind::Session, &token);
            return Ok(response.finish());
        }
        Err(SignUpError::Refused(NewAccountRefusal::Invalid(problems))) => problems.iter().map(problem).collect(),
        Err(SignUpError::Refused(NewAccountRefusal::EmailTaken)) => {
            vec![Problem::at("email", message::sign_up_email_taken())]
        }
        Err(other @ (SignUpError::Closed | SignUpError::Failure(_))) => return Err(other.into()),
    };
    page(&context, &towards, Filled { email, display_name, problems }).await
}

/// The problem with a field, at its input.
pub(crate) fn problem(problem: &FieldProblem) -> Problem {
    match problem {
        FieldProblem::InvalidEmail(InvalidEmailAddress) => Problem::at("email", message::sign_up_invalid_email()),
        FieldProblem::EmptyName => Problem::at("display_name", message::sign_up_no_name()),
        FieldProblem::NameTooLong => Problem::at("display_name", message::sign_up_name_too_long()),
        FieldProblem::Password(error) => password_problem(error),
    }
}

/// What is wrong with a new password.
pub(crate) fn password_problem(problem: &PasswordProblem) -> Problem {
    match problem {
        PasswordProblem::TooShort => Problem::at("password", message::sign_up_password_too_short()),
        PasswordProblem::TooLong => Problem::at("password", message::sign_up_password_too_long()),
        PasswordProblem::TooWeak { advice } => {
            Problem::at("password", message::sign_up_password_too_weak(password_advice(advice.as_deref())))
        }
    }
}

/// The values that the page shows.
#[derive(Default)]
struct Filled<'a> {
    email: &'a str,
    display_name: &'a str,
    problems: Vec<Problem>,
}

async fn page(context: &RequestContext, towards: &SignInTarget, filled: Filled<'_>) -> Result<HttpResponse, HttpError> {
    let Filled { email, display_name, problems } = filled;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let page = SignUpPage {
        return_to: towards.return_to.to_string(),
        heading_to: towards.heading_to(),
        email: email.to_owned(),
        display_name: display_name.to_owned(),
    };
    let chrome = Chrome { problems, ..towards.chrome(context).await? };
    Ok(towards.page(context, status, page.render(&chrome)))
}
