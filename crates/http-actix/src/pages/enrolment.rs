//! Setting up a second factor: the seed, its first code, the recovery codes. Seed and codes are shown only in the
//! response to a form, never by a GET.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder};
use twinlock_application::Principal;
use twinlock_application::accounts::{
    BeginEnrolment, BeginEnrolmentError, BeginEnrolmentOutcome, ConfirmEnrolment, ConfirmEnrolmentError,
    ConfirmEnrolmentOutcome, ReplaceRecoveryCodes, ReplaceRecoveryCodesOutcome,
};
use twinlock_application::domain::BearerSecret;

use super::security::{code_field, journey, reauthentication_problem, refused};
use crate::http_error::HttpError;
use crate::paths;
use crate::request::caller::SignedIn;
use crate::request::cookies::{self, Kind};
use crate::request::forms::SafeForm;
use crate::request::parameters::Parameters;
use crate::response::{builder_html, see_other};
use crate::text::message;
use crate::text::refusals::code_refusal;
use crate::views::{Chrome, EnrolmentPage, Problem, RecoveryCodesPage, Section};

/// `POST /dashboard/security/enrol`
pub(crate) async fn begin(context: SignedIn, SafeForm(form): SafeForm) -> Result<HttpResponse, HttpError> {
    let password = form.password("password")?;
    if password.is_some() {
        context.state.rates.password_again(context.address(), context.session.as_deref())?;
    }
    let command = BeginEnrolment { session: context.session.as_deref(), password };
    match context.state.twinlock.begin_enrolment(command, &context.sent(paths::ENROL, &form)?).await {
        Ok(BeginEnrolmentOutcome::Begun { token }) => seed(context, &form, token, Vec::new()).await,
        Ok(BeginEnrolmentOutcome::Refused(refusal)) => {
            refused(&context, &form, reauthentication_problem(refusal, "password", "code")).await
        }
        Err(BeginEnrolmentError::AlreadyEnrolled) => Ok(see_other(paths::SECURITY)),
        Err(other @ (BeginEnrolmentError::NotSignedIn | BeginEnrolmentError::Failure(_))) => Err(other.into()),
    }
}

/// `POST /dashboard/security/confirm`
pub(crate) async fn confirm(context: SignedIn, SafeForm(form): SafeForm) -> Result<HttpResponse, HttpError> {
    context.state.rates.code(context.address())?;
    let command = ConfirmEnrolment {
        session: context.session.as_deref(),
        code: form.required("code")?,
        end_other_sessions: form.ticked("end_other_sessions"),
    };
    let origin = context.sent(paths::ENROL_CONFIRM, &form)?;
    match context.state.twinlock.confirm_enrolment(command, &origin).await {
        Ok(ConfirmEnrolmentOutcome::Enrolled { token, recovery_codes }) => {
            codes(context, &form, token, &recovery_codes, false).await
        }
        Ok(ConfirmEnrolmentOutcome::Refused(refusal)) => {
            let problems = vec![Problem::at("code", code_refusal(refusal))];
            seed(context, &form, None, problems).await
        }
        Err(ConfirmEnrolmentError::NothingPending) => {
            let problem = Problem::general(message::enrolment_nothing_pending());
            refused(&context, &form, problem).await
        }
        Err(other @ (ConfirmEnrolmentError::NotSignedIn | ConfirmEnrolmentError::Failure(_))) => Err(other.into()),
    }
}

/// `POST /dashboard/security/recovery-codes`
pub(crate) async fn replace_recovery_codes(
    context: SignedIn,
    SafeForm(form): SafeForm,
) -> Result<HttpResponse, HttpError> {
    context.state.rates.password_again(context.address(), context.session.as_deref())?;
    let password = form.password("password")?.ok_or_else(|| HttpError::invalid("password is missing"))?;
    let code = form.second_factor()?.unwrap_or_default();
    let command = ReplaceRecoveryCodes { session: context.session.as_deref(), password, code };
    let origin = context.sent(paths::RECOVERY_CODES, &form)?;
    match context.state.twinlock.replace_recovery_codes(command, &origin).await? {
        ReplaceRecoveryCodesOutcome::Replaced { token, recovery_codes } => {
            codes(context, &form, token, &recovery_codes, true).await
        }
        ReplaceRecoveryCodesOutcome::Refused(refusal) => {
            let field = code_field(&form, "codes")?;
            refused(&context, &form, reauthentication_problem(refusal, "codes-password", &field)).await
        }
    }
}

/// The page with the seed.
async fn seed(
    mut context: SignedIn,
    form: &Parameters,
    token: Option<BearerSecret>,
    problems: Vec<Problem>,
) -> Result<HttpResponse, HttpError> {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::BAD_REQUEST };
    let (mut response, who) = renewed(&mut context, status, token).await?;
    let Some(view) = context.state.twinlock.pending_enrolment(context.session.as_deref()).await? else {
        return Ok(see_other(paths::SECURITY));
    };
    let page = EnrolmentPage {
        key: view.key_base32,
        otpauth_uri: view.otpauth_uri,
        journey: journey(&context, form.filled("continue")?).await?,
    };
    let chrome = Chrome { problems, ..context.chrome_of(&who.account, Some(Section::Security)) };
    response.insert_header(("x-robots-tag", "noindex"));
    Ok(builder_html(response, page.render(&chrome)))
}

/// The page with the recovery codes.
async fn codes(
    mut context: SignedIn,
    form: &Parameters,
    token: BearerSecret,
    codes: &[BearerSecret],
    replaced: bool,
) -> Result<HttpResponse, HttpError> {
    let (response, who) = renewed(&mut context, StatusCode::OK, Some(token)).await?;
    let page = RecoveryCodesPage {
        codes: codes.iter().map(|code| code.expose().to_owned()).collect(),
        journey: journey(&context, form.filled("continue")?).await?,
        replaced,
    };
    Ok(builder_html(response, page.render(&context.chrome_of(&who.account, Some(Section::Security)))))
}

/// Begins a response that sets the new session cookie, and uses the new session for the rest of the request.
async fn renewed(
    context: &mut SignedIn,
    status: StatusCode,
    token: Option<BearerSecret>,
) -> Result<(HttpResponseBuilder, Principal), HttpError> {
    let mut response = HttpResponseBuilder::new(status);
    if let Some(token) = token {
        cookies::set(&mut response, &context.state, Kind::Session, &token);
        context.continue_with(&token);
    }
    let who = context.session_state().await?.signed_in().ok_or_else(HttpError::sign_in_first)?;
    Ok((response, who))
}
