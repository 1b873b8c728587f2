//! Parsing an authorization request (OIDC Core 3.1.2.1). An error of client or redirect URI is shown to the user; any
//! other error is sent to the app once the user is signed in.

mod bounds;
mod named;
mod read;

use twinlock_domain::{AppId, AuthorizationError, DeferredError, Mismatch, RedirectUri, ResponseMode, ScopeSet};
use twinlock_ports::{App, RequestParameters};

use crate::Failure;
use crate::failure::from_ports;
use bounds::comes_back_whole;

/// The parameters of the request, each at most once. A parameter without a value counts as absent (RFC 6749 3.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is the parameter of that name")]
pub struct AuthorizationQuery {
    pub client_id: Option<String>,
    pub redirect_uri: Option<String>,
    pub response_type: Option<String>,
    pub response_mode: Option<String>,
    pub scope: Option<String>,
    pub state: Option<String>,
    pub nonce: Option<String>,
    pub code_challenge: Option<String>,
    pub code_challenge_method: Option<String>,
    pub prompt: Option<String>,
    pub max_age: Option<String>,
    pub acr_values: Option<String>,
    pub login_hint: Option<String>,
    pub id_token_hint: Option<String>,
    pub claims: ClaimsParameter,
    /// Whether a `request` parameter came.
    pub request: bool,
    /// Whether a `request_uri` parameter came.
    pub request_uri: bool,
    /// A parameter that came more than once, which is an error (RFC 6749 3.1).
    pub repeated: Option<String>,
}

/// The parameter `claims`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ClaimsParameter {
    /// It was absent.
    #[default]
    Absent,
    /// It is not JSON of the right shape.
    Invalid(InvalidClaims),
    /// A valid claims request.
    Given(ClaimsRequest),
}

/// The parts of the `claims` parameter that this server supports (OIDC Core 5.5).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimsRequest {
    /// The values of an essential `acr`; `Some` and empty if it has no value.
    pub essential_acr: Option<Vec<String>>,
    /// The values of a voluntary `acr`.
    pub voluntary_acr: Vec<String>,
    /// The scopes whose claims are wanted in the `id_token`.
    pub id_token_scopes: ScopeSet,
    /// The scopes whose claims are wanted at userinfo.
    pub userinfo_scopes: ScopeSet,
    /// For each `sub` with values: the user's must be one of them.
    pub subjects: Vec<Vec<String>>,
}

/// The `claims` parameter is not a valid claims request. The whole request is rejected, because ignoring a part could
/// ignore a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidClaims(pub &'static str);

/// A redirect URI that is not registered, and the most similar one that is.
#[derive(Debug)]
pub struct RedirectMismatch {
    /// The app.
    pub app: App,
    /// The redirect URI of the request.
    pub given: String,
    /// The most similar registered URI, and where the two differ.
    pub nearest: Option<Mismatch>,
}

/// An error that must be shown on a page, never sent by redirect (RFC 9700 4.11.2).
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// `client_id` is missing, malformed, or unknown.
    #[error("client_id is missing or unknown")]
    UnknownClient,
    /// `redirect_uri` is missing. One is required even where only one is registered (OIDC Core 3.1.2.1).
    #[error("redirect_uri is missing")]
    RedirectUriMissing,
    /// `redirect_uri` is not registered.
    #[error("redirect_uri is not registered for this app")]
    RedirectUriMismatch(Box<RedirectMismatch>),
    /// `client_id` or `redirect_uri` came more than once.
    #[error("{0} came more than once")]
    Repeated(String),
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

from_ports!(QueryError);

/// `invalid_request` with a description.
fn invalid_request(description: impl Into<String>) -> DeferredError {
    DeferredError::new(AuthorizationError::InvalidRequest, description)
}

/// The id of the app that sent the request.
pub(crate) fn client_id(query: &AuthorizationQuery) -> Result<AppId, QueryError> {
    if let Some(name) = query.repeated.as_deref().filter(|name| matches!(*name, "client_id" | "redirect_uri")) {
        return Err(QueryError::Repeated(name.into()));
    }
    query.client_id.as_deref().and_then(|id| id.parse().ok()).ok_or(QueryError::UnknownClient)
}

/// Parses everything except `id_token_hint`. Of an invalid request, only what is needed to send the error to the app is
/// kept.
fn parse(app: &App, query: &AuthorizationQuery) -> Result<RequestParameters, QueryError> {
    let given = query.redirect_uri.as_deref().ok_or(QueryError::RedirectUriMissing)?;
    let Some(redirect_uri) = RedirectUri::find(&app.metadata.redirect_uris, given) else {
        let nearest = RedirectUri::nearest(&app.metadata.redirect_uris, given);
        let mismatch = RedirectMismatch { app: app.clone(), given: given.into(), nearest };
        return Err(QueryError::RedirectUriMismatch(Box::new(mismatch)));
    };
    let mut parameters = RequestParameters::answered_at(redirect_uri);
    parameters.state = query.state.clone().filter(|state| comes_back_whole(state));
    parameters.response_mode = response_mode(&parameters.redirect_uri, query).unwrap_or_default();
    match read::fill_in(&mut parameters, app, query) {
        Ok(()) => Ok(parameters),
        Err(error) => Ok(refused(parameters, error)),
    }
}

/// Reduces an invalid request to what is needed to send its error.
fn refused(parameters: RequestParameters, error: DeferredError) -> RequestParameters {
    RequestParameters {
        state: parameters.state,
        response_mode: parameters.response_mode,
        prompt: parameters.prompt,
        deferred_error: Some(error),
        ..RequestParameters::answered_at(parameters.redirect_uri)
    }
}

/// The mode of the response. `form_post` is allowed only for a redirect URI that a web server, or a program on this
/// machine, listens at.
fn response_mode(redirect_uri: &RedirectUri, query: &AuthorizationQuery) -> Result<ResponseMode, DeferredError> {
    let Some(text) = query.response_mode.as_deref() else { return Ok(ResponseMode::Query) };
    let mode = ResponseMode::parse(text);
    let mode = mode.ok_or_else(|| invalid_request("response_mode must be query or form_post"))?;
    if mode == ResponseMode::FormPost && redirect_uri.is_private_use_scheme() {
        return Err(invalid_request("response_mode form_post needs a redirect URI of http or https"));
    }
    Ok(mode)
}
