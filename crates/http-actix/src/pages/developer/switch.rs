//! The switch and what is as grave: *revoke all*, the enrolment age, one user's access, deletion.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use twinlock_application::developer::{
    AppError, DeleteApp, InvalidApp, RequireTwoFactor, RevokeConsents, RevokeOneUser, SetEnrolmentAge,
};
use twinlock_application::domain::{AppId, EmailAddress, Password};

use super::refusal::{Sent, Trouble, again};
use super::{app_id, back_to, by};
use crate::forms::SafeForm;
use crate::here::Here;
use crate::parameters::Parameters;
use crate::refused::Refused;
use crate::respond::see_other;
use crate::views::{Typed, paths};

/// `POST …/require-2fa`
pub(crate) async fn require_2fa(
    here: Here,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, Refused> {
    let id = app_id(&id)?;
    let required = match form.required("required")? {
        "true" => true,
        "false" => false,
        _ => return Err(Refused::invalid("required is true or false")),
    };
    match flipped(&here, id, required, &form).await {
        Ok(()) => Ok(back_to(id)),
        Err(trouble) => {
            let typed = Typed { revoke_now: form.ticked("revoke_now"), ..Typed::default() };
            let sent = Sent::in_row(if required { "on" } else { "off" }, id).typed(typed);
            again(&here, trouble, sent).await
        }
    }
}

async fn flipped(here: &Here, app: AppId, required: bool, form: &Parameters) -> Result<(), Trouble> {
    let Given { password, code } = given(here, form)?;
    let revoke_all = form.ticked("revoke_now");
    let command = RequireTwoFactor { by: by(here), app, required, revoke_all, password, code };
    here.web.twinlock.require_two_factor(command, &here.trace).await?;
    Ok(())
}

/// `POST …/revoke-consents`
pub(crate) async fn revoke_consents(
    here: Here,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, Refused> {
    let id = app_id(&id)?;
    match revoked(&here, id, &form).await {
        Ok(()) => Ok(back_to(id)),
        Err(trouble) => again(&here, trouble, Sent::in_row("revoke", id)).await,
    }
}

async fn revoked(here: &Here, app: AppId, form: &Parameters) -> Result<(), Trouble> {
    let Given { password, code } = given(here, form)?;
    let command = RevokeConsents { by: by(here), app, password, code };
    here.web.twinlock.revoke_consents(command, &here.trace).await?;
    Ok(())
}

/// `POST …/enrolment-age`
pub(crate) async fn set_enrolment_age(
    here: Here,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, Refused> {
    let id = app_id(&id)?;
    let days = form.required("days")?;
    match aged(&here, id, days, &form).await {
        Ok(()) => Ok(back_to(id)),
        Err(trouble) => {
            let typed = Typed { days: Some(days.to_owned()), ..Typed::default() };
            again(&here, trouble, Sent::in_row("age", id).typed(typed)).await
        }
    }
}

async fn aged(here: &Here, app: AppId, days: &str, form: &Parameters) -> Result<(), Trouble> {
    let days = days.trim();
    if days.is_empty() || !days.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Trouble::Input("days", "Enter a whole number of days.".into()));
    }
    let days: u32 = days.parse().map_err(|_| AppError::from(InvalidApp::EnrolmentAge))?;
    let Given { password, code } = given(here, form)?;
    let age = Duration::from_hours(u64::from(days) * 24);
    let command = SetEnrolmentAge { by: by(here), app, age, password, code };
    here.web.twinlock.set_enrolment_age(command, &here.trace).await?;
    Ok(())
}

/// `POST …/revoke-user`
pub(crate) async fn revoke_user(
    here: Here,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, Refused> {
    let id = app_id(&id)?;
    let email = form.required("email")?;
    match one_revoked(&here, id, email).await {
        Ok(()) => Ok(back_to(id)),
        Err(trouble) => {
            let typed = Typed { email: Some(email.to_owned()), ..Typed::default() };
            again(&here, trouble, Sent::in_row("user", id).typed(typed)).await
        }
    }
}

async fn one_revoked(here: &Here, app: AppId, email: &str) -> Result<(), Trouble> {
    let user = EmailAddress::parse(email).map_err(|_| Trouble::Input("email", "Enter an e-mail address.".into()))?;
    here.web.twinlock.revoke_one_user(RevokeOneUser { by: by(here), app, user }, &here.trace).await?;
    Ok(())
}

/// `POST …/delete`
pub(crate) async fn delete(
    here: Here,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, Refused> {
    let id = app_id(&id)?;
    match deleted(&here, id, &form).await {
        Ok(()) => Ok(see_other(paths::DEVELOPER)),
        Err(trouble) => again(&here, trouble, Sent::in_row("delete", id)).await,
    }
}

async fn deleted(here: &Here, app: AppId, form: &Parameters) -> Result<(), Trouble> {
    let Given { password, code } = given(here, form)?;
    here.web.twinlock.delete_app(DeleteApp { by: by(here), app, password, code }, &here.trace).await?;
    Ok(())
}

/// Password and code, given again.
pub(super) struct Given<'a> {
    pub(super) password: Option<Password>,
    pub(super) code: Option<&'a str>,
}

/// What of them a form brings. A password is rate-limited before it is looked at.
pub(super) fn given<'a>(here: &Here, form: &'a Parameters) -> Result<Given<'a>, Refused> {
    let password = form.password("password")?;
    if password.is_some() {
        here.web.rates.password_again(here.address(), here.session.as_deref())?;
    }
    Ok(Given { password, code: form.second_factor()? })
}
