//! Setting up a second factor: the seed, its first code, the recovery codes. Seed and codes are shown in answer to a
//! form alone, never by a GET.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder};
use twinlock_application::Principal;
use twinlock_application::accounts::{
    BeginEnrolment, BeginEnrolmentError, BeginEnrolmentOutcome, ConfirmEnrolment, ConfirmEnrolmentError,
    ConfirmEnrolmentOutcome, ReplaceRecoveryCodes, ReplaceRecoveryCodesOutcome,
};
use twinlock_application::domain::BearerSecret;

use super::security::{code_field, journey, reauthentication_problem, refused};
use crate::cookies::{self, Kind};
use crate::forms::SafeForm;
use crate::here::Here;
use crate::parameters::Parameters;
use crate::refused::Refused;
use crate::respond::{builder_html, see_other};
use crate::views::{Chrome, EnrolmentPage, Problem, RecoveryCodesPage, Section, paths};
use crate::words::code_refusal;

/// `POST /dashboard/security/enrol`
pub(crate) async fn begin(here: Here, SafeForm(form): SafeForm) -> Result<HttpResponse, Refused> {
    let password = form.password("password")?;
    if password.is_some() {
        here.web.rates.password_again(here.address(), here.session.as_deref())?;
    }
    let command = BeginEnrolment { session: here.session.as_deref(), password };
    match here.web.twinlock.begin_enrolment(command, &here.sent(paths::ENROL, &form)?).await {
        Ok(BeginEnrolmentOutcome::Begun { token }) => seed(here, &form, (StatusCode::OK, token, Vec::new())).await,
        Ok(BeginEnrolmentOutcome::Refused(refusal)) => {
            refused(&here, &form, reauthentication_problem(refusal, "password", "code")).await
        }
        Err(BeginEnrolmentError::AlreadyEnrolled) => Ok(see_other(paths::SECURITY)),
        Err(other @ (BeginEnrolmentError::NotSignedIn | BeginEnrolmentError::Failure(_))) => Err(other.into()),
    }
}

/// `POST /dashboard/security/confirm`
pub(crate) async fn confirm(here: Here, SafeForm(form): SafeForm) -> Result<HttpResponse, Refused> {
    here.web.rates.code(here.address())?;
    let command = ConfirmEnrolment {
        session: here.session.as_deref(),
        code: form.required("code")?,
        end_other_sessions: form.ticked("end_other_sessions"),
    };
    let trace = here.sent(paths::ENROL_CONFIRM, &form)?;
    match here.web.twinlock.confirm_enrolment(command, &trace).await {
        Ok(ConfirmEnrolmentOutcome::Enrolled { token, recovery_codes }) => {
            codes(here, &form, (token, recovery_codes, false)).await
        }
        Ok(ConfirmEnrolmentOutcome::Refused(refusal)) => {
            let problems = vec![Problem::at("code", code_refusal(refusal))];
            seed(here, &form, (StatusCode::BAD_REQUEST, None, problems)).await
        }
        Err(ConfirmEnrolmentError::NothingPending) => {
            let problem = Problem::general(
                "The set-up took too long, was finished already, or was begun anew in another browser. \
                 If it is still off, begin again with a new key.",
            );
            refused(&here, &form, problem).await
        }
        Err(other @ (ConfirmEnrolmentError::NotSignedIn | ConfirmEnrolmentError::Failure(_))) => Err(other.into()),
    }
}

/// `POST /dashboard/security/recovery-codes`
pub(crate) async fn replace_recovery_codes(here: Here, SafeForm(form): SafeForm) -> Result<HttpResponse, Refused> {
    here.web.rates.password_again(here.address(), here.session.as_deref())?;
    let password = form.password("password")?.ok_or_else(|| Refused::invalid("password is missing"))?;
    let code = form.second_factor()?.unwrap_or_default();
    let command = ReplaceRecoveryCodes { session: here.session.as_deref(), password, code };
    let trace = here.sent(paths::RECOVERY_CODES, &form)?;
    match here.web.twinlock.replace_recovery_codes(command, &trace).await? {
        ReplaceRecoveryCodesOutcome::Replaced { token, recovery_codes } => {
            codes(here, &form, (token, recovery_codes, true)).await
        }
        ReplaceRecoveryCodesOutcome::Refused(refusal) => {
            let field = code_field(&form, "codes")?;
            refused(&here, &form, reauthentication_problem(refusal, "codes-password", &field)).await
        }
    }
}

/// The page with the seed.
async fn seed(
    mut here: Here,
    form: &Parameters,
    answer: (StatusCode, Option<BearerSecret>, Vec<Problem>),
) -> Result<HttpResponse, Refused> {
    let (status, token, problems) = answer;
    let (mut response, who) = renewed(&mut here, status, token).await?;
    let Some(view) = here.web.twinlock.pending_enrolment(here.session.as_deref()).await? else {
        return Ok(see_other(paths::SECURITY));
    };
    let page = EnrolmentPage {
        key: view.key_base32,
        otpauth_uri: view.otpauth_uri,
        journey: journey(&here, form.filled("continue")?).await?,
    };
    let chrome = Chrome { problems, ..here.chrome_of(&who, Some(Section::Security)) };
    response.insert_header(("x-robots-tag", "noindex"));
    Ok(builder_html(response, page.render(&chrome)))
}

/// The page with the recovery codes.
async fn codes(
    mut here: Here,
    form: &Parameters,
    answer: (BearerSecret, Vec<BearerSecret>, bool),
) -> Result<HttpResponse, Refused> {
    let (token, codes, replaced) = answer;
    let (response, who) = renewed(&mut here, StatusCode::OK, Some(token)).await?;
    let page = RecoveryCodesPage {
        codes: codes.iter().map(|code| code.expose().to_owned()).collect(),
        journey: journey(&here, form.filled("continue")?).await?,
        replaced,
    };
    Ok(builder_html(response, page.render(&here.chrome_of(&who, Some(Section::Security)))))
}

/// Begins an answer that sets the new session cookie, and goes on under it.
async fn renewed(
    here: &mut Here,
    status: StatusCode,
    token: Option<BearerSecret>,
) -> Result<(HttpResponseBuilder, Principal), Refused> {
    let mut response = HttpResponseBuilder::new(status);
    if let Some(token) = token {
        cookies::set(&mut response, &here.web, Kind::Session, &token);
        here.session = Some(token.expose().to_owned());
    }
    let who = here.visit().await?.signed_in().ok_or_else(Refused::sign_in_first)?;
    Ok((response, who))
}
