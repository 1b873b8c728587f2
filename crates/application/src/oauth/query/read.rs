//! Reading the parameters one by one. The first that is invalid becomes the error that is sent to the app.

use std::time::Duration;

use twinlock_domain::AuthorizationError as E;
use twinlock_domain::{AcrDemand, AcrRequest, CodeChallenge, DeferredError, Prompt, Scope, ScopeSet};
use twinlock_ports::{App, ClientKind, RequestParameters};

use super::{AuthorizationQuery, ClaimsParameter, ClaimsRequest, bounds, invalid_request, named, response_mode};

/// `prompt` is read first, so that an error of a request with `prompt=none` is sent at once.
pub(super) fn fill_in(
    parameters: &mut RequestParameters,
    app: &App,
    query: &AuthorizationQuery,
) -> Result<(), DeferredError> {
    let prompt = query.prompt.as_deref().unwrap_or_default();
    parameters.prompt = Prompt::parse(prompt)
        .map_err(|_| invalid_request("prompt is not a list of known values, or none is not alone"))?;
    if query.repeated.is_some() {
        return Err(invalid_request("a parameter came more than once"));
    }
    bounds::check(query)?;
    if query.request {
        return Err(DeferredError::new(E::RequestNotSupported, "request objects are not supported"));
    }
    if query.request_uri {
        return Err(DeferredError::new(E::RequestUriNotSupported, "request_uri is not supported"));
    }
    match query.response_type.as_deref() {
        Some("code") => {}
        Some(_) => {
            return Err(DeferredError::new(E::UnsupportedResponseType, "response_type must be code"));
        }
        None => return Err(invalid_request("response_type is missing")),
    }
    parameters.response_mode = response_mode(&parameters.redirect_uri, query)?;
    parameters.scope = scope(app, query)?;
    parameters.challenge = challenge(app, query)?;
    parameters.max_age = max_age(query)?;
    // Without `openid`, this is not an OpenID Connect request and there is no id_token (R29). A nonce is ignored,
    // because some libraries always send one; `claims` is rejected, because it may contain requirements.
    let connects = parameters.scope.contains(Scope::OpenId);
    if !connects && query.claims != ClaimsParameter::Absent {
        return Err(invalid_request("claims needs the scope openid"));
    }
    let claims = claims(query)?;
    let AcrDemand { required, preferred } = acr(query, claims)?;
    (parameters.required_acr, parameters.preferred_acr) = (required, preferred);
    if let Some(claims) = claims {
        // A requested claim about the user counts as a request for its scope, so the user is asked for both in the same
        // way.
        let named = claims.id_token_scopes.union(&claims.userinfo_scopes).intersection(&app.metadata.scope);
        parameters.scope = parameters.scope.union(&named);
        parameters.id_token_scopes = claims.id_token_scopes.intersection(&parameters.scope);
        parameters.subjects = named::by_claims(&claims.subjects)?;
    }
    parameters.nonce = query.nonce.clone().filter(|_| connects);
    parameters.login_hint.clone_from(&query.login_hint);
    Ok(())
}

fn scope(app: &App, query: &AuthorizationQuery) -> Result<ScopeSet, DeferredError> {
    let refused = |description: &str| DeferredError::new(E::InvalidScope, description);
    let text = query.scope.as_deref().unwrap_or_default();
    let listed = ScopeSet::parse(text).map_err(|_| refused("scope is not a list of scopes"))?;
    // A scope that neither this server nor the app knows is ignored (OIDC Core 3.1.2.1).
    let requested = listed.intersection(&ScopeSet::STANDARD.union(&app.metadata.scope));
    if requested.is_empty() {
        return Err(refused("scope names nothing that this server knows"));
    }
    if !requested.is_subset(&app.metadata.scope) {
        return Err(refused("the app may not ask for one of these scopes"));
    }
    Ok(requested)
}

fn challenge(app: &App, query: &AuthorizationQuery) -> Result<Option<CodeChallenge>, DeferredError> {
    let required = app.metadata.pkce_required || app.metadata.kind == ClientKind::Public;
    let Some(challenge) = query.code_challenge.as_deref() else {
        if query.code_challenge_method.is_some() || required {
            return Err(invalid_request("code_challenge is missing (PKCE)"));
        }
        return Ok(None);
    };
    if query.code_challenge_method.as_deref() != Some("S256") {
        return Err(invalid_request("code_challenge_method must be S256"));
    }
    CodeChallenge::parse(challenge).map(Some).map_err(|_| invalid_request("code_challenge is malformed"))
}

fn max_age(query: &AuthorizationQuery) -> Result<Option<Duration>, DeferredError> {
    let seconds = query.max_age.as_deref().map(str::parse::<u32>).transpose();
    let seconds = seconds.map_err(|_| invalid_request("max_age is not a number of seconds"))?;
    Ok(seconds.map(|seconds| Duration::from_secs(seconds.into())))
}

fn claims(query: &AuthorizationQuery) -> Result<Option<&ClaimsRequest>, DeferredError> {
    match &query.claims {
        ClaimsParameter::Absent => Ok(None),
        ClaimsParameter::Given(claims) => Ok(Some(claims)),
        ClaimsParameter::Invalid(invalid) => Err(invalid_request(format!("claims is not a claims request: {invalid}"))),
    }
}

fn acr(query: &AuthorizationQuery, claims: Option<&ClaimsRequest>) -> Result<AcrDemand, DeferredError> {
    let mut request = AcrRequest::voluntary(query.acr_values.as_deref().unwrap_or_default().split(' '));
    if let Some(claims) = claims {
        request = request.and(AcrRequest::voluntary(claims.voluntary_acr.iter().map(String::as_str)));
        if let Some(values) = &claims.essential_acr {
            request = request.and(AcrRequest::essential(values.iter().map(String::as_str)));
        }
    }
    match request {
        AcrRequest::Demand(demand) => Ok(demand),
        AcrRequest::Unmeetable => {
            Err(DeferredError::new(E::UnmetAuthenticationRequirements, "no acr value asked for as essential is known"))
        }
    }
}
