//! The switch and what is as grave: *revoke all*, the enrolment age, one user's access, deletion.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use twinlock_application::developer::{
    AppError, DeleteApp, PolicyState, RequireTwoFactor, RevokeConsents, RevokeOneUser, SetEnrolmentAge,
};
use twinlock_application::domain::{AppId, EmailAddress, Password};

use super::{again, app_id, back_to, by};
use crate::forms::{Parameters, SafeForm};
use crate::here::Here;
use crate::refused::Refused;
use crate::respond::see_other;
use crate::views::paths;

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
    let (password, code) = proof(&here, &form)?;
    let revoke_all = form.ticked("revoke_now");
    let command = RequireTwoFactor { by: by(&here), app: id, required, revoke_all, password, code };
    finish(&here, id, here.web.twinlock.require_two_factor(command, &here.trace).await).await
}

/// `POST …/revoke-consents`
pub(crate) async fn revoke_consents(
    here: Here,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, Refused> {
    let id = app_id(&id)?;
    let (password, code) = proof(&here, &form)?;
    let command = RevokeConsents { by: by(&here), app: id, password, code };
    finish(&here, id, here.web.twinlock.revoke_consents(command, &here.trace).await).await
}

/// `POST …/enrolment-age`
pub(crate) async fn set_enrolment_age(
    here: Here,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, Refused> {
    let id = app_id(&id)?;
    let days: u32 = match form.required("days")?.trim().parse() {
        Ok(days) => days,
        Err(_) => return again(&here, Refused::invalid("Give a whole number of days."), (Some(id), None)).await,
    };
    let (password, code) = proof(&here, &form)?;
    let age = Duration::from_hours(u64::from(days) * 24);
    let command = SetEnrolmentAge { by: by(&here), app: id, age, password, code };
    finish(&here, id, here.web.twinlock.set_enrolment_age(command, &here.trace).await).await
}

/// `POST …/revoke-user`
pub(crate) async fn revoke_user(
    here: Here,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, Refused> {
    let id = app_id(&id)?;
    let user = match EmailAddress::parse(form.required("email")?) {
        Ok(user) => user,
        Err(error) => return again(&here, Refused::invalid(error.to_string()), (Some(id), None)).await,
    };
    let done = here.web.twinlock.revoke_one_user(RevokeOneUser { by: by(&here), app: id, user }, &here.trace).await;
    match done {
        Ok(()) => Ok(back_to(id)),
        Err(error) => again(&here, error.into(), (Some(id), None)).await,
    }
}

/// `POST …/delete`
pub(crate) async fn delete(
    here: Here,
    id: web::Path<String>,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, Refused> {
    let id = app_id(&id)?;
    let (password, code) = proof(&here, &form)?;
    let command = DeleteApp { by: by(&here), app: id, password, code };
    match here.web.twinlock.delete_app(command, &here.trace).await {
        Ok(()) => Ok(see_other(paths::DEVELOPER)),
        Err(error) => again(&here, error.into(), (Some(id), None)).await,
    }
}

/// Password and code, given again.
fn proof<'a>(here: &Here, form: &'a Parameters) -> Result<(Option<Password>, Option<&'a str>), Refused> {
    let password = form.password("password")?;
    if password.is_some() {
        here.web.rates.password(here.address(), here.session.as_deref().unwrap_or_default())?;
    }
    Ok((password, form.second_factor()?))
}

async fn finish(here: &Here, id: AppId, done: Result<PolicyState, AppError>) -> Result<HttpResponse, Refused> {
    match done {
        Ok(_) => Ok(back_to(id)),
        Err(error) => again(here, error.into(), (Some(id), None)).await,
    }
}
