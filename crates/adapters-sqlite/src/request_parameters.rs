//! The parameters of an authorization request, each in a column of `authorization_requests`.

use std::time::Duration;

use diesel::{Insertable, Queryable, Selectable};
use twinlock_domain::{
    Acr, AuthorizationError, CodeChallenge, DeferredError, Prompt, RedirectUri, ResponseMode, ScopeSet,
};
use twinlock_ports::{RequestParameters, StoreError};

use crate::column::{Int, Text};
use crate::schema::authorization_requests;

pub(crate) const WHAT: &str = "authorization request";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = authorization_requests, treat_none_as_default_value = false)]
pub(crate) struct ParametersRow {
    redirect_uri: Text<RedirectUri>,
    scope: Text<ScopeSet>,
    state: Option<String>,
    nonce: Option<String>,
    challenge: Option<Text<CodeChallenge>>,
    prompt_none: bool,
    prompt_login: bool,
    prompt_consent: bool,
    max_age: Option<Int<Duration>>,
    floor: Text<Acr>,
    aim: Text<Acr>,
    response_mode: Text<ResponseMode>,
    /// Separated by spaces, which no `sub` contains.
    subjects: String,
    id_token_scope: Text<ScopeSet>,
    login_hint: Option<String>,
    problem: Option<Text<AuthorizationError>>,
    problem_description: Option<String>,
}

impl From<&RequestParameters> for ParametersRow {
    fn from(parameters: &RequestParameters) -> Self {
        let deferred = parameters.deferred_error.clone().map(|it| (Text(it.error), it.description));
        let (problem, problem_description) = deferred.unzip();
        Self {
            redirect_uri: Text(parameters.redirect_uri.clone()),
            scope: Text(parameters.scope.clone()),
            state: parameters.state.clone(),
            nonce: parameters.nonce.clone(),
            challenge: parameters.challenge.clone().map(Text),
            prompt_none: parameters.prompt.none,
            prompt_login: parameters.prompt.login,
            prompt_consent: parameters.prompt.consent,
            max_age: parameters.max_age.map(Int),
            floor: Text(parameters.required_acr),
            aim: Text(parameters.preferred_acr),
            response_mode: Text(parameters.response_mode),
            subjects: parameters.subjects.join(" "),
            id_token_scope: Text(parameters.id_token_scopes.clone()),
            login_hint: parameters.login_hint.clone(),
            problem,
            problem_description,
        }
    }
}

impl TryFrom<ParametersRow> for RequestParameters {
    type Error = StoreError;

    fn try_from(row: ParametersRow) -> Result<Self, StoreError> {
        let deferred_error = match (row.problem, row.problem_description) {
            (Some(error), Some(description)) => Some(DeferredError { error: error.0, description }),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(StoreError::Corrupt { what: WHAT }),
        };
        Ok(Self {
            redirect_uri: row.redirect_uri.0,
            scope: row.scope.0,
            state: row.state,
            nonce: row.nonce,
            challenge: row.challenge.map(|challenge| challenge.0),
            prompt: Prompt { none: row.prompt_none, login: row.prompt_login, consent: row.prompt_consent },
            max_age: row.max_age.map(|age| age.0),
            required_acr: row.floor.0,
            preferred_acr: row.aim.0,
            response_mode: row.response_mode.0,
            subjects: row.subjects.split(' ').filter(|subject| !subject.is_empty()).map(str::to_owned).collect(),
            id_token_scopes: row.id_token_scope.0,
            login_hint: row.login_hint,
            deferred_error,
        })
    }
}
