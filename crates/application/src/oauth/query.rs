//! Parsing an authorization request (OIDC Core 3.1.2.1). What is wrong with client or redirect URI is shown to
//! the user; everything else becomes a problem that the app is told of once the user is signed in.

use std::time::Duration;

use twinlock_domain::{Acr, AcrRequest, AppId, CodeChallenge, Mismatch, Prompt, RedirectUri, Scope, ScopeSet};
use twinlock_ports::{App, ClientKind, RequestParameters};

use super::AuthorizationError;
use crate::Failure;
use crate::failure::fails_with;

/// The parameters as they came, each at most once.
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
    /// What the `claims` parameter asks; `Err` when it is not JSON of the right shape.
    pub claims: Option<Result<ClaimsRequest, ()>>,
    /// Whether a `request` parameter came.
    pub request: bool,
    /// Whether a `request_uri` parameter came.
    pub request_uri: bool,
    /// A parameter that came more than once, which is an error (RFC 6749 3.1).
    pub repeated: Option<String>,
}

/// What the `claims` parameter asks that matters here (OIDC Core 5.5).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimsRequest {
    /// The values of an essential `acr`; `Some` and empty when it names none.
    pub essential_acr: Option<Vec<String>>,
    /// The values of a voluntary `acr`.
    pub voluntary_acr: Vec<String>,
    /// The scopes whose claims are wanted in the `id_token`.
    pub id_token_scopes: ScopeSet,
}

/// A redirect URI that is not registered, and what comes nearest.
#[derive(Debug)]
pub struct RedirectMismatch {
    /// The app.
    pub app: App,
    /// What came.
    pub given: String,
    /// The registered URI that comes nearest, and how far they agree.
    pub nearest: Option<Mismatch>,
}

/// A request that can be answered by a page alone, never by a redirect (RFC 9700 4.11.2).
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// `client_id` is missing, malformed, or nobody's.
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

fails_with!(QueryError);

type Problem = (AuthorizationError, &'static str);

/// The app that asks.
pub(crate) fn client_id(query: &AuthorizationQuery) -> Result<AppId, QueryError> {
    if let Some(name) = query.repeated.as_deref().filter(|name| matches!(*name, "client_id" | "redirect_uri")) {
        return Err(QueryError::Repeated(name.into()));
    }
    query.client_id.as_deref().and_then(|id| id.parse().ok()).ok_or(QueryError::UnknownClient)
}

/// Parses what it asks.
pub(crate) fn parse(app: &App, query: &AuthorizationQuery) -> Result<RequestParameters, QueryError> {
    let given = query.redirect_uri.as_deref().ok_or(QueryError::RedirectUriMissing)?;
    let Some(redirect_uri) = RedirectUri::find(&app.metadata.redirect_uris, given) else {
        let nearest = RedirectUri::nearest(&app.metadata.redirect_uris, given);
        let mismatch = RedirectMismatch { app: app.clone(), given: given.into(), nearest };
        return Err(QueryError::RedirectUriMismatch(Box::new(mismatch)));
    };
    let mut parameters = RequestParameters {
        redirect_uri,
        scope: ScopeSet::EMPTY,
        state: query.state.clone(),
        nonce: query.nonce.clone(),
        challenge: None,
        prompt: Prompt::default(),
        max_age: None,
        floor: Acr::OneFactor,
        id_token_scopes: ScopeSet::EMPTY,
        login_hint: query.login_hint.clone(),
        problem: None,
    };
    if let Err((error, description)) = fill_in(&mut parameters, app, query) {
        parameters.problem = Some((error.as_str().into(), description.into()));
    }
    Ok(parameters)
}

/// `prompt` is read first, so that a problem of a request with `prompt=none` is answered at once.
fn fill_in(parameters: &mut RequestParameters, app: &App, query: &AuthorizationQuery) -> Result<(), Problem> {
    use AuthorizationError as E;
    let prompt = query.prompt.as_deref().unwrap_or_default();
    parameters.prompt = Prompt::parse(prompt)
        .map_err(|_| (E::InvalidRequest, "prompt is not a list of known values, or none is not alone"))?;
    if query.repeated.is_some() {
        return Err((E::InvalidRequest, "a parameter came more than once"));
    }
    if query.request {
        return Err((E::RequestNotSupported, "request objects are not supported"));
    }
    if query.request_uri {
        return Err((E::RequestUriNotSupported, "request_uri is not supported"));
    }
    match query.response_type.as_deref() {
        Some("code") => {}
        Some(_) => return Err((E::UnsupportedResponseType, "response_type must be code")),
        None => return Err((E::InvalidRequest, "response_type is missing")),
    }
    if query.response_mode.as_deref().is_some_and(|mode| mode != "query") {
        return Err((E::InvalidRequest, "response_mode must be query"));
    }
    parameters.scope = scope(app, query)?;
    parameters.challenge = challenge(app, query)?;
    parameters.max_age = max_age(query)?;
    parameters.floor = floor(query)?;
    parameters.id_token_scopes = match &query.claims {
        Some(Ok(claims)) => claims.id_token_scopes.intersection(parameters.scope),
        Some(Err(())) | None => ScopeSet::EMPTY,
    };
    let too_long = |text: &Option<String>| text.as_ref().is_some_and(|text| text.len() > 2000);
    if too_long(&query.state) || too_long(&query.nonce) {
        return Err((E::InvalidRequest, "state or nonce is longer than 2000 bytes"));
    }
    Ok(())
}

fn scope(app: &App, query: &AuthorizationQuery) -> Result<ScopeSet, Problem> {
    let requested = ScopeSet::parse(query.scope.as_deref().unwrap_or_default());
    if !requested.contains(Scope::OpenId) {
        return Err((AuthorizationError::InvalidScope, "scope must contain openid"));
    }
    if !requested.is_subset(app.metadata.scope) {
        return Err((AuthorizationError::InvalidScope, "the app may not ask for one of these scopes"));
    }
    Ok(requested)
}

fn challenge(app: &App, query: &AuthorizationQuery) -> Result<Option<CodeChallenge>, Problem> {
    let required = app.metadata.pkce_required || app.kind == ClientKind::Public;
    let Some(challenge) = query.code_challenge.as_deref() else {
        if query.code_challenge_method.is_some() || required {
            return Err((AuthorizationError::InvalidRequest, "code_challenge is missing (PKCE)"));
        }
        return Ok(None);
    };
    if query.code_challenge_method.as_deref() != Some("S256") {
        return Err((AuthorizationError::InvalidRequest, "code_challenge_method must be S256"));
    }
    CodeChallenge::parse(challenge)
        .map(Some)
        .map_err(|_| (AuthorizationError::InvalidRequest, "code_challenge is malformed"))
}

fn max_age(query: &AuthorizationQuery) -> Result<Option<Duration>, Problem> {
    let seconds = query.max_age.as_deref().map(str::parse::<u32>).transpose();
    let seconds = seconds.map_err(|_| (AuthorizationError::InvalidRequest, "max_age is not a number of seconds"))?;
    Ok(seconds.map(|seconds| Duration::from_secs(seconds.into())))
}

fn floor(query: &AuthorizationQuery) -> Result<Acr, Problem> {
    let mut request = AcrRequest::voluntary(query.acr_values.as_deref().unwrap_or_default().split(' '));
    match &query.claims {
        Some(Ok(claims)) => {
            request = request.and(AcrRequest::voluntary(claims.voluntary_acr.iter().map(String::as_str)));
            if let Some(values) = &claims.essential_acr {
                request = request.and(AcrRequest::essential(values.iter().map(String::as_str)));
            }
        }
        Some(Err(())) => return Err((AuthorizationError::InvalidRequest, "claims is not a claims request")),
        None => {}
    }
    match request {
        AcrRequest::Floor(acr) => Ok(acr),
        AcrRequest::Unmeetable => {
            Err((AuthorizationError::UnmetAuthenticationRequirements, "no acr value asked for as essential is known"))
        }
    }
}
