//! Pages by mailed or printed link. A GET only looks: mail scanners open links too.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use maud::Markup;
use twinlock_application::LinkPurpose;
use twinlock_application::accounts::{
    RequestEmailVerification, RequestPasswordReset, ResetPassword, ResetPasswordError, SetUpAdmin, SetUpAdminError,
    SetUpAdminOutcome, UndoEnrolment, UndoEnrolmentOutcome, VerifyEmail,
};

use super::sign_up::{password_problem, problem};
use crate::cookies::{self, Kind};
use crate::forms::{Parameters, SafeForm};
use crate::here::Here;
use crate::refused::Refused;
use crate::respond::{begin_see_other, builder_html, html, see_other};
use crate::views::{
    Chrome, ForgotPasswordPage, MessagePage, Problem, ResetPasswordPage, SetUpPage, UndoEnrolmentPage, VerifyEmailPage,
    paths,
};

/// `GET /password/forgot`
pub(crate) async fn forgot_show(here: Here) -> Result<HttpResponse, Refused> {
    let page = ForgotPasswordPage { email: String::new() };
    visitor_page(&here, StatusCode::OK, Vec::new(), |chrome| page.render(chrome)).await
}

/// `POST /password/forgot`: the same answer whether or not there is such an account.
pub(crate) async fn forgot_submit(here: Here, SafeForm(form): SafeForm) -> Result<HttpResponse, Refused> {
    here.web.rates.link(here.address())?;
    let email = form.required("email")?;
    here.web.twinlock.request_password_reset(RequestPasswordReset { email }, &here.trace).await?;
    Ok(html(StatusCode::OK, MessagePage::mail_sent().render(&Chrome::default())))
}

/// `GET /password/reset?token=`
pub(crate) async fn reset_show(here: Here, request: HttpRequest) -> Result<HttpResponse, Refused> {
    let token = live(&here, &request, LinkPurpose::ResetPassword).await?;
    visitor_page(&here, StatusCode::OK, Vec::new(), |chrome| ResetPasswordPage { token }.render(chrome)).await
}

/// `POST /password/reset`
pub(crate) async fn reset_submit(here: Here, SafeForm(form): SafeForm) -> Result<HttpResponse, Refused> {
    here.web.rates.link(here.address())?;
    let token = form.required("token")?;
    let password = form.password("password")?.ok_or_else(|| Refused::invalid("password is missing"))?;
    match here.web.twinlock.reset_password(ResetPassword { token, password }, &here.trace).await {
        Ok(_) => {
            let mut response = HttpResponse::Ok();
            cookies::clear(&mut response, &here.web, Kind::Session);
            Ok(builder_html(response, MessagePage::password_set().render(&Chrome::default())))
        }
        Err(ResetPasswordError::Password(error)) => {
            let problems = vec![password_problem(&error)];
            let page = ResetPasswordPage { token: token.to_owned() };
            visitor_page(&here, StatusCode::BAD_REQUEST, problems, |chrome| page.render(chrome)).await
        }
        Err(other @ (ResetPasswordError::DeadLink | ResetPasswordError::Failure(_))) => Err(other.into()),
    }
}

/// `GET /email/verify?token=`
pub(crate) async fn verify_show(here: Here, request: HttpRequest) -> Result<HttpResponse, Refused> {
    let token = live(&here, &request, LinkPurpose::VerifyEmail).await?;
    visitor_page(&here, StatusCode::OK, Vec::new(), |chrome| VerifyEmailPage { token }.render(chrome)).await
}

/// `POST /email/verify`
pub(crate) async fn verify_submit(here: Here, SafeForm(form): SafeForm) -> Result<HttpResponse, Refused> {
    here.web.rates.link(here.address())?;
    here.web.twinlock.verify_email(VerifyEmail { token: form.required("token")? }, &here.trace).await?;
    Ok(html(StatusCode::OK, MessagePage::email_verified().render(&Chrome::default())))
}

/// `POST /email/resend`
pub(crate) async fn resend_submit(here: Here, _: SafeForm) -> Result<HttpResponse, Refused> {
    here.web.rates.link(here.address())?;
    let command = RequestEmailVerification { session: here.session.as_deref() };
    here.web.twinlock.request_email_verification(command, &here.trace).await?;
    Ok(see_other(paths::DASHBOARD))
}

/// `GET /undo-enrolment?token=`
pub(crate) async fn undo_show(here: Here, request: HttpRequest) -> Result<HttpResponse, Refused> {
    let token = live(&here, &request, LinkPurpose::UndoEnrolment).await?;
    visitor_page(&here, StatusCode::OK, Vec::new(), |chrome| UndoEnrolmentPage { token }.render(chrome)).await
}

/// `POST /undo-enrolment`: leads on to setting a new password, since somebody knows the old one.
pub(crate) async fn undo_submit(here: Here, SafeForm(form): SafeForm) -> Result<HttpResponse, Refused> {
    here.web.rates.link(here.address())?;
    let command = UndoEnrolment { token: form.required("token")? };
    let UndoEnrolmentOutcome::Undone { reset_token } = here.web.twinlock.undo_enrolment(command, &here.trace).await?;
    let mut message = MessagePage::enrolment_undone();
    message.next = message.next.map(|(_, words)| (paths::reset_password(reset_token.expose()), words));
    let mut response = HttpResponse::Ok();
    cookies::clear(&mut response, &here.web, Kind::Session);
    Ok(builder_html(response, message.render(&Chrome::default())))
}

/// `GET /set-up?token=`
pub(crate) async fn set_up_show(here: Here, request: HttpRequest) -> Result<HttpResponse, Refused> {
    let token = live(&here, &request, LinkPurpose::SetUp).await?;
    let page = SetUpPage { token, email: String::new(), display_name: String::new() };
    visitor_page(&here, StatusCode::OK, Vec::new(), |chrome| page.render(chrome)).await
}

/// `POST /set-up`
pub(crate) async fn set_up_submit(here: Here, SafeForm(form): SafeForm) -> Result<HttpResponse, Refused> {
    here.web.rates.sign_up(here.address())?;
    let (token, email) = (form.required("token")?, form.required("email")?);
    let display_name = form.required("display_name")?;
    let password = form.password("password")?.ok_or_else(|| Refused::invalid("password is missing"))?;
    let command = SetUpAdmin { token, email, password, display_name };
    let problems = match here.web.twinlock.set_up_admin(command, &here.trace).await {
        Ok(SetUpAdminOutcome::SetUp { token, account: _ }) => {
            let mut response = begin_see_other(paths::DASHBOARD);
            cookies::set(&mut response, &here.web, Kind::Session, &token);
            return Ok(response.finish());
        }
        Err(SetUpAdminError::Invalid(problems)) => problems.iter().map(problem).collect(),
        Err(SetUpAdminError::EmailTaken) => vec![Problem::at("email", "There is an account with this address.")],
        Err(other @ (SetUpAdminError::DeadLink | SetUpAdminError::Failure(_))) => return Err(other.into()),
    };
    let page = SetUpPage { token: token.to_owned(), email: email.to_owned(), display_name: display_name.to_owned() };
    visitor_page(&here, StatusCode::BAD_REQUEST, problems, |chrome| page.render(chrome)).await
}

/// The token of the query, if its link still works.
async fn live(here: &Here, request: &HttpRequest, purpose: LinkPurpose) -> Result<String, Refused> {
    let parameters = Parameters::parse(request.query_string().as_bytes());
    let token = parameters.filled("token")?.unwrap_or_default();
    let link = here.web.twinlock.peek_link(token, purpose).await?;
    link.map(|_| token.to_owned()).ok_or_else(Refused::dead_link)
}

/// A page for a browser that need not be signed in.
async fn visitor_page(
    here: &Here,
    status: StatusCode,
    problems: Vec<Problem>,
    render: impl FnOnce(&Chrome) -> Markup,
) -> Result<HttpResponse, Refused> {
    let (visitor, is_new) = here.visitor();
    let mut response = HttpResponseBuilder::new(status);
    if is_new {
        cookies::set(&mut response, &here.web, Kind::Visitor, &visitor);
    }
    Ok(builder_html(response, render(&Chrome { problems, ..here.chrome_for_anyone(&visitor).await? })))
}
