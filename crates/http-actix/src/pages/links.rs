//! The pages of mailed and printed links. A GET changes nothing, because mail scanners open links too.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use twinlock_application::LinkPurpose;
use twinlock_application::accounts::{
    EnrolmentUndone, NewAccountRefusal, PasswordReset, RequestEmailVerification, RequestPasswordReset, ResetPassword,
    ResetPasswordError, SetUpAdmin, SetUpAdminError, SignedUp, UndoEnrolment, VerifyEmail, VerifyEmailOutcome,
};
use twinlock_application::domain::AuthorizationRequestId;

use super::sign_up::{password_problem, problem};
use crate::http_error::HttpError;
use crate::paths;
use crate::request::caller::{Anyone, LinkHolder, SignedIn};
use crate::request::context::RequestContext;
use crate::request::cookies::{self, Kind};
use crate::request::forms::SafeForm;
use crate::request::parameters::Parameters;
use crate::request::return_to::ReturnTo;
use crate::response::{begin_see_other, builder_html, html, see_other};
use crate::text::message;
use crate::views::{
    Chrome, ForgotPasswordPage, MessagePage, Page, Problem, ResetPasswordPage, SetUpPage, UndoEnrolmentPage,
    VerifyEmailPage,
};

/// `GET /password/forgot?continue=`
pub(crate) async fn forgot_show(context: Anyone, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let parameters = Parameters::of_page(request.query_string().as_bytes())?;
    let return_to = ReturnTo::parse(parameters.one("continue")?).to_string();
    let page = ForgotPasswordPage { email: String::new(), return_to };
    visitor_page(&context, StatusCode::OK, Vec::new(), |chrome| page.render(chrome)).await
}

/// `POST /password/forgot`: the response is the same whether or not there is such an account.
pub(crate) async fn forgot_submit(context: Anyone, SafeForm(form): SafeForm) -> Result<HttpResponse, HttpError> {
    context.state.rates.link(context.address())?;
    let return_to = ReturnTo::parse(form.one("continue")?);
    let command = RequestPasswordReset { email: form.required("email")?, request: return_to.request() };
    context.state.twinlock.request_password_reset(command, &context.origin).await?;
    Ok(html(StatusCode::OK, MessagePage::mail_sent(&return_to.to_string()).render(&context.chrome())))
}

/// `GET /password/reset?token=`
pub(crate) async fn reset_show(context: LinkHolder, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let token = live(&context, &request, LinkPurpose::ResetPassword).await?;
    reset_page(&context, token, Vec::new()).await
}

/// `POST /password/reset`
pub(crate) async fn reset_submit(context: LinkHolder, SafeForm(form): SafeForm) -> Result<HttpResponse, HttpError> {
    context.state.rates.link(context.address())?;
    let token = form.required("token")?;
    let password = form.password("password")?.ok_or_else(|| HttpError::invalid("password is missing"))?;
    let origin = context.sent(paths::PASSWORD_RESET, &form)?;
    match context.state.twinlock.reset_password(ResetPassword { token, password }, &origin).await {
        Ok(PasswordReset { request }) => {
            let done = way_on_after_reset(&context, request).await?;
            let mut response = HttpResponse::Ok();
            cookies::clear(&mut response, &context.state, Kind::Session);
            Ok(builder_html(response, done.render(&context.chrome())))
        }
        Err(ResetPasswordError::Password(error)) => {
            reset_page(&context, token.to_owned(), vec![password_problem(&error)]).await
        }
        Err(other @ (ResetPasswordError::DeadLink | ResetPasswordError::Failure(_))) => Err(other.into()),
    }
}

async fn reset_page(
    context: &RequestContext,
    token: String,
    problems: Vec<Problem>,
) -> Result<HttpResponse, HttpError> {
    let email = link_email(context, &token, LinkPurpose::ResetPassword).await?.ok_or_else(HttpError::dead_link)?;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    visitor_page(context, status, problems, |chrome| ResetPasswordPage { token, email }.render(chrome)).await
}

/// The page after a reset. It leads to the app that the user was signing in to, if that pending request belongs to this
/// browser and is not over.
async fn way_on_after_reset(
    context: &RequestContext,
    request: Option<AuthorizationRequestId>,
) -> Result<MessagePage, HttpError> {
    let Some(id) = request else { return Ok(MessagePage::password_set()) };
    let hint = context.state.twinlock.request_hint(context.browser_request(id)).await?;
    Ok(match hint {
        Some(hint) => MessagePage::password_set_towards(&hint.app.metadata.client_name, &id.to_string()),
        None => MessagePage::password_set_elsewhere(),
    })
}

/// `GET /email/verify?token=`
pub(crate) async fn verify_show(context: LinkHolder, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let parameters = Parameters::of_page(request.query_string().as_bytes())?;
    let token = parameters.filled("token")?.unwrap_or_default();
    verify_page(&context, token, None).await
}

/// `POST /email/verify`: requires a session of the account, or its password.
pub(crate) async fn verify_submit(context: LinkHolder, SafeForm(form): SafeForm) -> Result<HttpResponse, HttpError> {
    context.state.rates.link(context.address())?;
    let token = form.required("token")?;
    let password = form.password("password")?;
    // For a link that was used there is no email address, and no password is checked.
    if password.is_some()
        && let Some(email) = link_email(&context, token, LinkPurpose::VerifyEmail).await?
    {
        context.state.rates.password(context.address(), &email)?;
    }
    let command = VerifyEmail { token, session: context.session.as_deref(), password };
    let origin = context.sent(paths::EMAIL_VERIFY, &form)?;
    let problem = match context.state.twinlock.verify_email(command, &origin).await? {
        VerifyEmailOutcome::Verified => {
            return Ok(html(StatusCode::OK, MessagePage::email_verified().render(&context.chrome())));
        }
        VerifyEmailOutcome::PasswordNeeded => message::password_of_account_needed(),
        VerifyEmailOutcome::WrongPassword => message::password_wrong(),
    };
    verify_page(&context, token, Some(Problem::at("password", problem))).await
}

/// The page of a link that still works, with a field for the password unless somebody is signed in to the account.
async fn verify_page(
    context: &RequestContext,
    token: &str,
    problem: Option<Problem>,
) -> Result<HttpResponse, HttpError> {
    let is_own = context
        .state
        .twinlock
        .is_own_link(token, context.session.as_deref())
        .await?
        .ok_or_else(HttpError::dead_link)?;
    let email = link_email(context, token, LinkPurpose::VerifyEmail).await?.ok_or_else(HttpError::dead_link)?;
    let status = if problem.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
    let page = VerifyEmailPage { token: token.to_owned(), email, ask_password: !is_own };
    visitor_page(context, status, problem.into_iter().collect(), |chrome| page.render(chrome)).await
}

/// The email address of the account that a link is for; `None` if the link does not work.
async fn link_email(context: &RequestContext, token: &str, purpose: LinkPurpose) -> Result<Option<String>, HttpError> {
    let link = context.state.twinlock.peek_link(token, purpose).await?;
    Ok(link.and_then(|link| link.email).map(|email| email.to_string()))
}

/// `POST /email/resend`
pub(crate) async fn resend_submit(context: SignedIn, _: SafeForm) -> Result<HttpResponse, HttpError> {
    context.state.rates.link(context.address())?;
    let command = RequestEmailVerification { session: context.session.as_deref() };
    context.state.twinlock.request_email_verification(command, &context.origin).await?;
    Ok(see_other(paths::DASHBOARD))
}

/// `GET /undo-enrolment?token=`
pub(crate) async fn undo_show(context: LinkHolder, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let token = live(&context, &request, LinkPurpose::UndoEnrolment).await?;
    visitor_page(&context, StatusCode::OK, Vec::new(), |chrome| UndoEnrolmentPage { token }.render(chrome)).await
}

/// `POST /undo-enrolment`: leads to setting a new password, since somebody else knows the old one.
pub(crate) async fn undo_submit(context: LinkHolder, SafeForm(form): SafeForm) -> Result<HttpResponse, HttpError> {
    context.state.rates.link(context.address())?;
    let command = UndoEnrolment { token: form.required("token")? };
    let origin = context.sent(paths::UNDO_ENROLMENT, &form)?;
    let EnrolmentUndone { reset_token } = context.state.twinlock.undo_enrolment(command, &origin).await?;
    let mut undone = MessagePage::enrolment_undone();
    undone.next.href = paths::by_link(paths::PASSWORD_RESET, reset_token.expose());
    let mut response = HttpResponse::Ok();
    cookies::clear(&mut response, &context.state, Kind::Session);
    Ok(builder_html(response, undone.render(&context.chrome())))
}

/// `GET /set-up?token=`
pub(crate) async fn set_up_show(context: LinkHolder, request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let token = live(&context, &request, LinkPurpose::SetUp).await?;
    let page = SetUpPage { token, email: String::new(), display_name: String::new() };
    visitor_page(&context, StatusCode::OK, Vec::new(), |chrome| page.render(chrome)).await
}

/// `POST /set-up`
pub(crate) async fn set_up_submit(context: LinkHolder, SafeForm(form): SafeForm) -> Result<HttpResponse, HttpError> {
    context.state.rates.sign_up(context.address())?;
    let (token, email) = (form.required("token")?, form.required("email")?);
    let display_name = form.required("display_name")?;
    let password = form.password("password")?.ok_or_else(|| HttpError::invalid("password is missing"))?;
    let command = SetUpAdmin { token, email, password, display_name, locale: context.reader.locale() };
    let origin = context.sent(paths::SET_UP, &form)?;
    let problems = match context.state.twinlock.set_up_admin(command, &origin).await {
        Ok(SignedUp { token, account: _ }) => {
            let mut response = begin_see_other(paths::DASHBOARD);
            cookies::set(&mut response, &context.state, Kind::Session, &token);
            return Ok(response.finish());
        }
        Err(SetUpAdminError::Refused(NewAccountRefusal::Invalid(problems))) => problems.iter().map(problem).collect(),
        Err(SetUpAdminError::Refused(NewAccountRefusal::EmailTaken)) => {
            vec![Problem::at("email", message::email_taken())]
        }
        Err(other @ (SetUpAdminError::DeadLink | SetUpAdminError::Failure(_))) => return Err(other.into()),
    };
    let page = SetUpPage { token: token.to_owned(), email: email.to_owned(), display_name: display_name.to_owned() };
    visitor_page(&context, StatusCode::BAD_REQUEST, problems, |chrome| page.render(chrome)).await
}

/// The token of the query, if its link still works.
async fn live(context: &RequestContext, request: &HttpRequest, purpose: LinkPurpose) -> Result<String, HttpError> {
    let parameters = Parameters::of_page(request.query_string().as_bytes())?;
    let token = parameters.filled("token")?.unwrap_or_default();
    let link = context.state.twinlock.peek_link(token, purpose).await?;
    link.map(|_| token.to_owned()).ok_or_else(HttpError::dead_link)
}

/// A page for a browser that need not be signed in.
async fn visitor_page(
    context: &RequestContext,
    status: StatusCode,
    problems: Vec<Problem>,
    render: impl FnOnce(&Chrome) -> Page,
) -> Result<HttpResponse, HttpError> {
    let (visitor, is_new) = context.visitor();
    let mut response = HttpResponseBuilder::new(status);
    if is_new {
        cookies::set(&mut response, &context.state, Kind::Visitor, &visitor);
    }
    Ok(builder_html(response, render(&Chrome { problems, ..context.chrome_for_anyone(&visitor).await? })))
}
