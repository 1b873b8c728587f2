//! The developer page after one of its forms was refused: the form's row is open and has what was typed, and each
//! problem is shown at the input that it is about.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use twinlock_application::accounts::ReauthenticationRefusal;
use twinlock_application::developer::{AppError, InvalidApp};
use twinlock_application::domain::AppId;

use super::invalid_member::Fault;
use super::{Shown, page};
use crate::http_error::HttpError;
use crate::request::context::RequestContext;
use crate::text::refusals;
use crate::text::{Message, message};
use crate::views::{AppDraft, Problem, Typed};

/// A form as it was sent.
pub(super) struct Sent {
    /// The prefix of the ids of its inputs.
    pub(super) scope: String,
    /// The app in whose row the form is.
    pub(super) row: Option<AppId>,
    /// What was typed into a form in a row.
    pub(super) typed: Typed,
    /// What was typed into the form for a new app.
    pub(super) draft: Option<AppDraft>,
}

impl Sent {
    /// A form in the row of an app.
    pub(super) fn in_row(form: &str, app: AppId) -> Self {
        Self { scope: format!("{form}-{app}"), row: Some(app), typed: Typed::default(), draft: None }
    }

    /// The form for a new app.
    pub(super) fn new_app(draft: AppDraft) -> Self {
        Self { scope: "new".into(), row: None, typed: Typed::default(), draft: Some(draft) }
    }

    /// The same form with what was typed.
    pub(super) fn typed(self, typed: Typed) -> Self {
        Self { typed, ..self }
    }
}

/// Why a form was refused.
pub(super) enum Trouble {
    /// Refused by the use case.
    App(AppError),
    /// Refused before the use case, for the form as a whole.
    Form(HttpError),
    /// Refused before the use case, for one input: the end of its id, and a sentence.
    Input(&'static str, Message),
}

impl From<AppError> for Trouble {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<HttpError> for Trouble {
    fn from(refused: HttpError) -> Self {
        Self::Form(refused)
    }
}

/// Shows the page again with everything that was typed, except passwords and codes.
pub(super) async fn again(context: &RequestContext, trouble: Trouble, sent: Sent) -> Result<HttpResponse, HttpError> {
    let (refused, problems) = match trouble {
        Trouble::App(error) => {
            let problems = problems_of(&error, &sent.scope);
            (HttpError::from(error), problems)
        }
        Trouble::Form(refused) => (refused, Vec::new()),
        Trouble::Input(end, sentence) => {
            let problem = Problem::at(format!("{}-{end}", sent.scope), sentence.clone());
            (HttpError::new(StatusCode::BAD_REQUEST, "invalid_request", sentence), vec![problem])
        }
    };
    if refused.status.is_server_error() || matches!(refused.status, StatusCode::NOT_FOUND | StatusCode::UNAUTHORIZED) {
        return Err(refused);
    }
    let overview = context.state.twinlock.developer_overview(context.session.as_deref(), sent.row).await?;
    let problems = if problems.is_empty() { vec![Problem::general(refused.sentence.clone())] } else { problems };
    let Sent { row: open, typed, draft, scope: _ } = sent;
    let shown = Shown { status: refused.status, problems, open, more_events: false, typed, draft };
    let mut answer = page(context, overview, shown).await;
    for (name, value) in refused.headers {
        answer.headers_mut().insert(name, value);
    }
    Ok(answer)
}

/// The problems that an error names, each at its input.
fn problems_of(error: &AppError, scope: &str) -> Vec<Problem> {
    match error {
        AppError::Invalid(invalid) => invalid.0.iter().map(|problem| problem_of(problem, scope)).collect(),
        AppError::Reauthentication(refusal) => {
            let end = match refusal {
                ReauthenticationRefusal::PasswordNeeded | ReauthenticationRefusal::WrongPassword => "password",
                ReauthenticationRefusal::CodeNeeded | ReauthenticationRefusal::Code(_) => "code",
            };
            vec![Problem::at(format!("{scope}-{end}"), refusals::reauthentication_refusal(*refusal))]
        }
        AppError::NotSignedIn
        | AppError::NotFound
        | AppError::Forbidden
        | AppError::TooManyApps
        | AppError::Failure(_) => Vec::new(),
    }
}

fn problem_of(problem: &InvalidApp, scope: &str) -> Problem {
    let at = |end: &str, sentence: Message| Problem::at(format!("{scope}-{end}"), sentence);
    match problem {
        InvalidApp::Member(invalid) => {
            let Fault { input, sentence } = Fault::of(invalid);
            match input {
                Some(end) => at(end, sentence),
                None => Problem::general(sentence),
            }
        }
        InvalidApp::Label => at("label", message::app_invalid_label()),
        InvalidApp::EnrolmentAge => at("days", message::app_invalid_age()),
        InvalidApp::TooManySecrets => Problem::general(message::app_too_many_secrets()),
        InvalidApp::LastSecret => Problem::general(message::app_last_secret()),
    }
}
