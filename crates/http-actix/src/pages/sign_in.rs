//! `/sign-in?continue=…`

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use twinlock_application::accounts::{SignIn, SignInOutcome};
use twinlock_application::domain::Password;
use twinlock_application::oauth::RequestHint;
use twinlock_application::{Principal, Visit};

use super::towards::Towards;
use crate::cookies::{self, Kind};
use crate::forms::SafeForm;
use crate::here::Here;
use crate::observe;
use crate::parameters::Parameters;
use crate::refused::Refused;
use crate::respond::{begin_see_other, see_other};
use crate::views::{Chrome, Problem, SignInPage, paths};

/// `GET`
pub(crate) async fn show(here: Here, request: HttpRequest) -> Result<HttpResponse, Refused> {
    let towards = Towards::of(&here, &Parameters::of_page(request.query_string().as_bytes())?).await?;
    let signed_in = here.visit().await?.signed_in();
    match signed_in {
        Some(_) if towards.hint.is_none() => Ok(see_other(&towards.continue_to.path())),
        Some(who) => {
            let (chrome, again) = of_somebody(&here, &towards, &who);
            let email = if again { "" } else { login_hint(&towards) };
            Ok(page(&here, &towards, &chrome, (StatusCode::OK, email, again)))
        }
        None => Ok(page(&here, &towards, &towards.chrome(&here).await?, (StatusCode::OK, login_hint(&towards), false))),
    }
}

/// `POST`
pub(crate) async fn submit(here: Here, SafeForm(form): SafeForm) -> Result<HttpResponse, Refused> {
    let (email, password) = (form.required("email")?, form.required("password")?);
    here.web.rates.password(here.address(), email)?;
    let towards = Towards::of(&here, &form).await?;
    let outcome = match Password::new(password.to_owned()) {
        Some(password) => {
            let (device, session) = (here.device.as_deref(), here.session.as_deref());
            let command = SignIn { email, password, device, session };
            here.web.twinlock.sign_in(command, &here.trace).await?
        }
        None => SignInOutcome::Refused,
    };
    observe::signed_in(&here, &outcome);
    match outcome {
        SignInOutcome::SignedIn { token } => {
            let mut response = begin_see_other(&towards.continue_to.path());
            cookies::set(&mut response, &here.web, Kind::Session, &token);
            Ok(response.finish())
        }
        SignInOutcome::SecondFactorNeeded { token } => {
            let mut response = begin_see_other(&paths::two_factor_towards(&towards.continue_to.to_string()));
            cookies::set(&mut response, &here.web, Kind::Session, &token);
            Ok(response.finish())
        }
        SignInOutcome::Refused => refused(&here, &towards, email).await,
    }
}

async fn refused(here: &Here, towards: &Towards, email: &str) -> Result<HttpResponse, Refused> {
    let problem = Problem::at("password", "E-mail address or password are not right.");
    let (chrome, again) = match here.visit().await? {
        Visit::SignedIn(who) if towards.hint.is_some() => of_somebody(here, towards, &who),
        Visit::SignedIn(_) | Visit::Pending(_) | Visit::Anonymous => (towards.chrome(here).await?, false),
    };
    let chrome = Chrome { problems: vec![problem], ..chrome };
    Ok(page(here, towards, &chrome, (StatusCode::UNAUTHORIZED, email, again)))
}

fn login_hint(towards: &Towards) -> &str {
    towards.hint.as_ref().and_then(RequestHint::login_hint).unwrap_or_default()
}

/// The frame of the page for somebody who is signed in, and whether it is they who have to sign in again: the app may
/// have asked for somebody else.
fn of_somebody(here: &Here, towards: &Towards, who: &Principal) -> (Chrome, bool) {
    let chrome = here.chrome_of(who, None);
    let refusing = towards.hint.as_ref().filter(|hint| !here.web.twinlock.accepts(hint, who.account.id));
    let Some(hint) = refusing else { return (chrome, true) };
    let notice = format!(
        "{} asks for another account than {}. Sign in with the account that you use there.",
        hint.app.metadata.name, who.account.email
    );
    (Chrome { notice: Some(notice), ..chrome }, false)
}

fn page(here: &Here, towards: &Towards, chrome: &Chrome, what: (StatusCode, &str, bool)) -> HttpResponse {
    let (status, email, again) = what;
    let page = SignInPage {
        continue_to: towards.continue_to.to_string(),
        heading_to: towards.heading_to(),
        email: email.to_owned(),
        again,
        sign_up_open: here.web.twinlock.settings().sign_up_open,
    };
    towards.page(here, status, page.render(chrome))
}
