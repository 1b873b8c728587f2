//! A row of `authorization_requests`: the parameters in one part, what became of them in another.

use std::time::Duration;

use diesel::prelude::*;
use twinlock_domain::{
    AccountId, Acr, AppId, AuthorizationError, AuthorizationRequestId, CodeChallenge, DeferredError, Prompt,
    RedirectUri, ResponseMode, ScopeSet, SecretHash, SessionId, Timestamp,
};
use twinlock_ports::{AuthorizationRequest, RequestParameters, RequestState, StoreError, Verdict};

use crate::column::{BlobOf, IntOf, TextOf};
use crate::schema::authorization_requests;

pub(super) const WHAT: &str = "authorization request";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = authorization_requests, treat_none_as_default_value = false)]
pub(super) struct RequestRow {
    id: BlobOf<AuthorizationRequestId>,
    app_id: BlobOf<AppId>,
    #[diesel(embed)]
    parameters: ParametersRow,
    visitor: Option<BlobOf<SecretHash>>,
    session_id: Option<BlobOf<SessionId>>,
    account_id: Option<BlobOf<AccountId>>,
    decided_at: Option<IntOf<Timestamp>>,
    verdict: Option<TextOf<Verdict>>,
    created_at: IntOf<Timestamp>,
    expires_at: IntOf<Timestamp>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = authorization_requests, treat_none_as_default_value = false)]
pub(super) struct ParametersRow {
    redirect_uri: TextOf<RedirectUri>,
    scope: TextOf<ScopeSet>,
    state: Option<String>,
    nonce: Option<String>,
    challenge: Option<TextOf<CodeChallenge>>,
    prompt_none: bool,
    prompt_login: bool,
    prompt_consent: bool,
    max_age: Option<IntOf<Duration>>,
    floor: TextOf<Acr>,
    aim: TextOf<Acr>,
    response_mode: TextOf<ResponseMode>,
    /// Separated by spaces, which no `sub` has.
    subjects: String,
    id_token_scope: TextOf<ScopeSet>,
    login_hint: Option<String>,
    problem: Option<TextOf<AuthorizationError>>,
    problem_description: Option<String>,
}

impl From<&RequestParameters> for ParametersRow {
    fn from(parameters: &RequestParameters) -> Self {
        let deferred = parameters.deferred_error.clone().map(|it| (TextOf(it.error), it.description));
        let (problem, problem_description) = deferred.unzip();
        Self {
            redirect_uri: TextOf(parameters.redirect_uri.clone()),
            scope: TextOf(parameters.scope.clone()),
            state: parameters.state.clone(),
            nonce: parameters.nonce.clone(),
            challenge: parameters.challenge.clone().map(TextOf),
            prompt_none: parameters.prompt.none,
            prompt_login: parameters.prompt.login,
            prompt_consent: parameters.prompt.consent,
            max_age: parameters.max_age.map(IntOf),
            floor: TextOf(parameters.required_acr),
            aim: TextOf(parameters.preferred_acr),
            response_mode: TextOf(parameters.response_mode),
            subjects: parameters.subjects.join(" "),
            id_token_scope: TextOf(parameters.id_token_scopes.clone()),
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

impl From<&AuthorizationRequest> for RequestRow {
    fn from(request: &AuthorizationRequest) -> Self {
        let (session, account) = request.session.unzip();
        let (decided_at, verdict) = match request.state {
            RequestState::Pending => (None, None),
            RequestState::Decided { at, how } => (Some(IntOf(at)), Some(TextOf(how))),
        };
        Self {
            id: BlobOf(request.id),
            app_id: BlobOf(request.app),
            parameters: (&request.parameters).into(),
            visitor: request.visitor.map(BlobOf),
            session_id: session.map(BlobOf),
            account_id: account.map(BlobOf),
            decided_at,
            verdict,
            created_at: IntOf(request.created_at),
            expires_at: IntOf(request.expires_at),
        }
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
        Ok(Self {
            id: row.id.0,
            app: row.app_id.0,
            parameters: row.parameters.try_into()?,
            visitor: row.visitor.map(|visitor| visitor.0),
            session,
            state,
            created_at: row.created_at.0,
            expires_at: row.expires_at.0,
        })
    }
}
