//! The parameters of an authorization request: one value of JSON in `authorization_requests.parameters`.

use std::time::Duration;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Jsonb;
use diesel::{Insertable, Queryable, Selectable};
use serde::{Deserialize, Serialize};
use twinlock_domain::{DeferredError, Prompt};
use twinlock_ports::{RequestParameters, StoreError, StoredText};

use crate::schema::authorization_requests;

pub(crate) const WHAT: &str = "authorization request";

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = authorization_requests, treat_none_as_default_value = false)]
pub(crate) struct ParametersRow {
    parameters: Parameters,
}

/// The JSON. Fields may be added; none changes its meaning.
#[derive(Debug, Serialize, Deserialize, AsExpression, FromSqlRow)]
#[diesel(sql_type = Jsonb)]
pub(crate) struct Parameters {
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
#[derive(Debug, Serialize, Deserialize)]
struct Problem {
    error: String,
    description: String,
}

impl TryFrom<Problem> for DeferredError {
    type Error = StoreError;

    fn try_from(problem: Problem) -> Result<Self, StoreError> {
        Ok(Self { error: read(&problem.error)?, description: problem.description })
    }
}

impl ToSql<Jsonb, Pg> for Parameters {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Jsonb, Pg>::to_sql(&serde_json::to_value(self)?, &mut out.reborrow())
    }
}

impl FromSql<Jsonb, Pg> for Parameters {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(serde_json::from_value(FromSql::<Jsonb, Pg>::from_sql(value)?)?)
    }
}

fn read<T: StoredText>(text: &str) -> Result<T, StoreError> {
    T::from_text(text).ok_or(StoreError::Corrupt { what: WHAT })
}

fn written<T: StoredText>(value: &T) -> String {
    value.text().into_owned()
}

impl From<&RequestParameters> for ParametersRow {
    fn from(parameters: &RequestParameters) -> Self {
        let parameters = Parameters {
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
        };
        Self { parameters }
    }
}

impl TryFrom<ParametersRow> for RequestParameters {
    type Error = StoreError;

    fn try_from(ParametersRow { parameters: row }: ParametersRow) -> Result<Self, StoreError> {
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
