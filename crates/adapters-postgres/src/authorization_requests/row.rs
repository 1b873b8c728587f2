//! A row of `authorization_requests`, and in it the parameters as one value of JSON.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use twinlock_domain::{AccountId, AppId, AuthorizationRequestId, DeferredError, Prompt, SessionId};
use twinlock_ports::{AuthorizationRequest, RequestParameters, RequestState, StoreError, StoredText, Verdict};

use crate::column::{At, Hash, TextOf, UuidOf};
use crate::prelude::*;
use crate::schema::authorization_requests;

pub(super) const WHAT: &str = "authorization request";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = authorization_requests, treat_none_as_default_value = false)]
pub(super) struct RequestRow {
    id: UuidOf<AuthorizationRequestId>,
    app_id: UuidOf<AppId>,
    parameters: serde_json::Value,
    visitor: Option<Hash>,
    session_id: Option<UuidOf<SessionId>>,
    account_id: Option<UuidOf<AccountId>>,
    decided_at: Option<At>,
    verdict: Option<TextOf<Verdict>>,
    created_at: At,
    expires_at: At,
}

/// As it is written: fields are added and never change their meaning.
#[derive(Serialize, Deserialize)]
struct Parameters {
    redirect_uri: String,
    scope: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    challenge: Option<String>,
    prompt_none: bool,
    prompt_login: bool,
    prompt_consent: bool,
    /// Milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_age: Option<u64>,
    floor: String,
    aim: String,
    response_mode: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    subjects: Vec<String>,
    id_token_scope: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    login_hint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
}

/// What is wrong with a request.
#[derive(Serialize, Deserialize)]
struct Problem {
    error: String,
    description: String,
}

fn read<T: StoredText>(text: &str) -> Result<T, StoreError> {
    T::from_text(text).ok_or(StoreError::Corrupt { what: WHAT })
}

fn written<T: StoredText>(value: &T) -> String {
    value.text().into_owned()
}

impl TryFrom<Problem> for DeferredError {
    type Error = StoreError;

    fn try_from(problem: Problem) -> Result<Self, StoreError> {
        Ok(Self { error: read(&problem.error)?, description: problem.description })
    }
}

impl From<&RequestParameters> for Parameters {
    fn from(parameters: &RequestParameters) -> Self {
        Self {
            redirect_uri: written(&parameters.redirect_uri),
            scope: written(&parameters.scope),
            state: parameters.state.clone(),
            nonce: parameters.nonce.clone(),
            challenge: parameters.challenge.as_ref().map(written),
            prompt_none: parameters.prompt.none,
            prompt_login: parameters.prompt.login,
            prompt_consent: parameters.prompt.consent,
            max_age: parameters.max_age.map(|age| u64::try_from(age.as_millis()).unwrap_or(u64::MAX)),
            floor: written(&parameters.required_acr),
            aim: written(&parameters.preferred_acr),
            response_mode: written(&parameters.response_mode),
            subjects: parameters.subjects.clone(),
            id_token_scope: written(&parameters.id_token_scopes),
            login_hint: parameters.login_hint.clone(),
            problem: parameters
                .deferred_error
                .as_ref()
                .map(|deferred| Problem { error: written(&deferred.error), description: deferred.description.clone() }),
        }
    }
}

impl TryFrom<Parameters> for RequestParameters {
    type Error = StoreError;

    fn try_from(row: Parameters) -> Result<Self, StoreError> {
        Ok(Self {
            redirect_uri: read(&row.redirect_uri)?,
            scope: read(&row.scope)?,
            state: row.state,
            nonce: row.nonce,
            challenge: row.challenge.as_deref().map(read).transpose()?,
            prompt: Prompt { none: row.prompt_none, login: row.prompt_login, consent: row.prompt_consent },
            max_age: row.max_age.map(Duration::from_millis),
            required_acr: read(&row.floor)?,
            preferred_acr: read(&row.aim)?,
            response_mode: read(&row.response_mode)?,
            subjects: row.subjects,
            id_token_scopes: read(&row.id_token_scope)?,
            login_hint: row.login_hint,
            deferred_error: row.problem.map(DeferredError::try_from).transpose()?,
        })
    }
}

impl TryFrom<&AuthorizationRequest> for RequestRow {
    type Error = StoreError;

    fn try_from(request: &AuthorizationRequest) -> Result<Self, StoreError> {
        let (session, account) = request.session.unzip();
        let parameters = serde_json::to_value(Parameters::from(&request.parameters));
        let (decided_at, verdict) = match request.state {
            RequestState::Pending => (None, None),
            RequestState::Decided { at, how } => (Some(At(at)), Some(TextOf(how))),
        };
        Ok(Self {
            id: UuidOf(request.id),
            app_id: UuidOf(request.app),
            parameters: parameters.map_err(|_| StoreError::Unavailable(format!("{WHAT}: it cannot be written")))?,
            visitor: request.visitor.map(Hash),
            session_id: session.map(UuidOf),
            account_id: account.map(UuidOf),
            decided_at,
            verdict,
            created_at: At(request.created_at),
            expires_at: At(request.expires_at),
        })
    }
}

impl TryFrom<RequestRow> for AuthorizationRequest {
    type Error = StoreError;

    fn try_from(row: RequestRow) -> Result<Self, StoreError> {
        let session = match (row.session_id, row.account_id) {
            (Some(session), Some(account)) => Some((session.0, account.0)),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(StoreError::Corrupt { what: WHAT }),
        };
        let state = match (row.decided_at, row.verdict) {
            (None, None) => RequestState::Pending,
            (Some(at), Some(how)) => RequestState::Decided { at: at.0, how: how.0 },
            (Some(_), None) | (None, Some(_)) => return Err(StoreError::Corrupt { what: WHAT }),
        };
        let parameters: Parameters =
            serde_json::from_value(row.parameters).map_err(|_| StoreError::Corrupt { what: WHAT })?;
        Ok(Self {
            id: row.id.0,
            app: row.app_id.0,
            parameters: parameters.try_into()?,
            visitor: row.visitor.map(|visitor| visitor.0),
            session,
            state,
            created_at: row.created_at.0,
            expires_at: row.expires_at.0,
        })
    }
}
