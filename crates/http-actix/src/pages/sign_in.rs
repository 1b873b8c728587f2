//! `/sign-in?continue=…`: signing in with email address and password.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use twinlock_application::accounts::{SignIn, SignInOutcome};
use twinlock_application::domain::Password;
use twinlock_application::oauth::RequestHint;
use twinlock_application::{Principal, SessionState};

use super::sign_in_target::SignInTarget;
use crate::http_error::HttpError;
use crate::observe;
use crate::paths;
use crate::request::caller::Anyone;
use crate::request::context::RequestContext;
use crate::request::cookies::{self, Kind};
use crate::request::forms::SafeForm;
use crate::request::parameters::Parameters;
use crate::response::{begin_see_other, see_other};
use crate::text::message;
use crate::views::{Chrome, Problem, SignInPage};

/// `GET`
pub(crate) async fn show(context: Anyone, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let towards = SignInTarget::of(&context, &Parameters::of_page(request.query_string().as_bytes())?).await?;
    let signed_in = context.session_state().await?.signed_in();
    match signed_in {
        Some(_) if towards.hint.is_none() => Ok(see_other(&towards.return_to.path())),
        Some(who) => {
            let (chrome, again) = of_somebody(&context, &towards, &who);
            let email = if again { "" } else { login_hint(&towards) };
            Ok(page(&context, &towards, &chrome, Filled { status: StatusCode::OK, email, again }))
        }
        None => {
            let filled = Filled { status: StatusCode::OK, email: login_hint(&towards), again: false };
            Ok(page(&context, &towards, &towards.chrome(&context).await?, filled))
        }
    }
}

/// `POST`
pub(crate) async fn submit(context: Anyone, SafeForm(form): SafeForm) -> Result<HttpResponse, HttpError> {
    let (email, password) = (form.required("email")?, form.required("password")?);
    context.state.rates.password(context.address(), email)?;
    let towards = SignInTarget::of(&context, &form).await?;
    let outcome = match Password::new(password.to_owned()) {
        Some(password) => {
            let (device, session) = (context.device.as_deref(), context.session.as_deref());
            let command = SignIn { email, password, device, session };
            context.state.twinlock.sign_in(command, &context.origin).await?
        }
        None => SignInOutcome::Refused,
    };
    observe::signed_in(&context, &outcome);
    match outcome {
        SignInOutcome::SignedIn { token } => {
            let mut response = begin_see_other(&towards.return_to.path());
            cookies::set(&mut response, &context.state, Kind::Session, &token);
            Ok(response.finish())
        }
        SignInOutcome::SecondFactorNeeded { token } => {
            let mut response = begin_see_other(&paths::two_factor_towards(&towards.return_to.to_string()));
            cookies::set(&mut response, &context.state, Kind::Session, &token);
            Ok(response.finish())
        }
        SignInOutcome::Refused => refused(&context, &towards, email).await,
    }
}

async fn refused(context: &RequestContext, towards: &SignInTarget, email: &str) -> Result<HttpResponse, HttpError> {
    let problem = Problem::at("password", message::sign_in_refused());
    let (chrome, again) = match context.session_state().await? {
        SessionState::SignedIn(who) if towards.hint.is_some() => of_somebody(context, towards, &who),
        SessionState::SignedIn(_) | SessionState::Pending(_) | SessionState::Anonymous => {
            (towards.chrome(context).await?, false)
        }
    };
    let chrome = Chrome { problems: vec![problem], ..chrome };
    Ok(page(context, towards, &chrome, Filled { status: StatusCode::UNAUTHORIZED, email, again }))
}

fn login_hint(towards: &SignInTarget) -> &str {
    towards.hint.as_ref().and_then(RequestHint::login_hint).unwrap_or_default()
}

/// The layout of the page for a signed-in user, and whether that user has to sign in again: the app may have requested
/// another account.
fn of_somebody(context: &RequestContext, towards: &SignInTarget, who: &Principal) -> (Chrome, bool) {
    let chrome = context.chrome_of(&who.account, None);
    let refusing = towards.hint.as_ref().filter(|hint| !context.state.twinlock.accepts(hint, who.account.id));
    let Some(hint) = refusing else { return (chrome, true) };
    let notice = message::sign_in_another_account(&hint.app.metadata.client_name, who.account.email.as_str());
    (Chrome { notice: Some(notice), ..chrome }, false)
}

/// The values that the page shows.
#[derive(Clone, Copy)]
struct Filled<'a> {
    status: StatusCode,
    /// The email address that the field is filled with.
    email: &'a str,
    /// Whether the user of the session has to enter the password again.
    again: bool,
}

fn page(context: &RequestContext, towards: &SignInTarget, chrome: &Chrome, filled: Filled<'_>) -> HttpResponse {
    let Filled { status, email, again } = filled;
    let page = SignInPage {
        return_to: towards.return_to.to_string(),
        heading_to: towards.heading_to(),
        email: email.to_owned(),
        again,
        sign_up_open: context.state.twinlock.settings().sign_up_open,
    };
    towards.page(context, status, page.render(chrome))
}
