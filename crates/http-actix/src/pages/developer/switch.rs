//! *Require 2FA* and the other grave changes: *revoke all*, the enrolment age, ending one user's access, deletion.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use twinlock_application::developer::{
    AppError, DeleteApp, InvalidApp, RequireTwoFactor, RevokeConsents, RevokeOneUser, SetEnrolmentAge,
};
use twinlock_application::domain::{AppId, EmailAddress, Password};

use super::refusal::{Sent, Trouble, again};
use super::{app_id, back_to, by};
use crate::http_error::HttpError;
use crate::paths;
use crate::request::caller::SignedIn;
use crate::request::context::RequestContext;
use crate::request::forms::SafeForm;
use crate::request::parameters::Parameters;
use crate::response::see_other;
use crate::text::message;
use crate::views::Typed;

/// `POST …/require-2fa`
pub(crate) async fn require_2fa(
    context: SignedIn,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, HttpError> {
    let id = app_id(&id)?;
    let required = match form.required("required")? {
        "true" => true,
        "false" => false,
        _ => return Err(HttpError::invalid("required is true or false")),
    };
    match flipped(&context, id, required, &form).await {
        Ok(()) => Ok(back_to(id)),
        Err(trouble) => {
            let typed = Typed { revoke_now: form.ticked("revoke_now"), ..Typed::default() };
            let sent = Sent::in_row(if required { "on" } else { "off" }, id).typed(typed);
            again(&context, trouble, sent).await
        }
    }
}

async fn flipped(context: &RequestContext, app: AppId, required: bool, form: &Parameters) -> Result<(), Trouble> {
    let Given { password, code } = given(context, form)?;
    let revoke_all = form.ticked("revoke_now");
    let command = RequireTwoFactor { by: by(context), app, required, revoke_all, password, code };
    context.state.twinlock.require_two_factor(command, &context.origin).await?;
    Ok(())
}

/// `POST …/revoke-consents`
pub(crate) async fn revoke_consents(
    context: SignedIn,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, HttpError> {
    let id = app_id(&id)?;
    match revoked(&context, id, &form).await {
        Ok(()) => Ok(back_to(id)),
        Err(trouble) => again(&context, trouble, Sent::in_row("revoke", id)).await,
    }
}

async fn revoked(context: &RequestContext, app: AppId, form: &Parameters) -> Result<(), Trouble> {
    let Given { password, code } = given(context, form)?;
    let command = RevokeConsents { by: by(context), app, password, code };
    context.state.twinlock.revoke_consents(command, &context.origin).await?;
    Ok(())
}

/// `POST …/enrolment-age`
pub(crate) async fn set_enrolment_age(
    context: SignedIn,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, HttpError> {
    let id = app_id(&id)?;
    let days = form.required("days")?;
    match aged(&context, id, days, &form).await {
        Ok(()) => Ok(back_to(id)),
        Err(trouble) => {
            let typed = Typed { days: Some(days.to_owned()), ..Typed::default() };
            again(&context, trouble, Sent::in_row("age", id).typed(typed)).await
        }
    }
}

async fn aged(context: &RequestContext, app: AppId, days: &str, form: &Parameters) -> Result<(), Trouble> {
    let days = days.trim();
    if days.is_empty() || !days.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Trouble::Input("days", message::app_invalid_days()));
    }
    let days: u32 = days.parse().map_err(|_| AppError::from(InvalidApp::EnrolmentAge))?;
    let Given { password, code } = given(context, form)?;
    let age = Duration::from_hours(u64::from(days) * 24);
    let command = SetEnrolmentAge { by: by(context), app, age, password, code };
    context.state.twinlock.set_enrolment_age(command, &context.origin).await?;
    Ok(())
}

/// `POST …/revoke-user`
pub(crate) async fn revoke_user(
    context: SignedIn,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, HttpError> {
    let id = app_id(&id)?;
    let email = form.required("email")?;
    match one_revoked(&context, id, email).await {
        Ok(()) => Ok(back_to(id)),
        Err(trouble) => {
            let typed = Typed { email: Some(email.to_owned()), ..Typed::default() };
            again(&context, trouble, Sent::in_row("user", id).typed(typed)).await
        }
    }
}

async fn one_revoked(context: &RequestContext, app: AppId, email: &str) -> Result<(), Trouble> {
    let user = EmailAddress::parse(email).map_err(|_| Trouble::Input("email", message::app_invalid_email()))?;
    context.state.twinlock.revoke_one_user(RevokeOneUser { by: by(context), app, user }, &context.origin).await?;
    Ok(())
}

/// `POST …/delete`
pub(crate) async fn delete(
    context: SignedIn,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, HttpError> {
    let id = app_id(&id)?;
    match deleted(&context, id, &form).await {
        Ok(()) => Ok(see_other(paths::DEVELOPER)),
        Err(trouble) => again(&context, trouble, Sent::in_row("delete", id)).await,
    }
}

async fn deleted(context: &RequestContext, app: AppId, form: &Parameters) -> Result<(), Trouble> {
    let Given { password, code } = given(context, form)?;
    context.state.twinlock.delete_app(DeleteApp { by: by(context), app, password, code }, &context.origin).await?;
    Ok(())
}

/// A password and a code, entered again.
pub(super) struct Given<'a> {
    pub(super) password: Option<Password>,
    pub(super) code: Option<&'a str>,
}

/// The password and the code of a form, if given. The password counts against the rate limit before it is checked.
pub(super) fn given<'a>(context: &RequestContext, form: &'a Parameters) -> Result<Given<'a>, HttpError> {
    let password = form.password("password")?;
    if password.is_some() {
        context.state.rates.password_again(context.address(), context.session.as_deref())?;
    }
    Ok(Given { password, code: form.second_factor()? })
}
