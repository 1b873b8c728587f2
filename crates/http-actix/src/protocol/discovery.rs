//! Metadata and keys (OpenID Connect Discovery 1.0 3, RFC 8414, RFC 7517). Only what is implemented is listed.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use serde_json::{Value, json};
use twinlock_application::SignatureAlgorithm;
use twinlock_application::domain::{Acr, ResponseMode, Scope};

use crate::AppState;
use crate::http_error::HttpError;
use crate::paths;
use crate::request::caller::Anyone;
use crate::text::Language;

/// `GET /.well-known/openid-configuration` and `/.well-known/oauth-authorization-server`
pub(crate) async fn metadata(context: Anyone) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=300")).json(described(&context.state))
}

/// `GET /oauth2/jwks`
pub(crate) async fn jwks(context: Anyone) -> Result<HttpResponse, HttpError> {
    let keys = context.state.twinlock.public_keys().await?;
    let keys = keys.iter().map(|key| serde_json::from_str(key)).collect::<Result<Vec<Value>, _>>();
    let keys = keys.map_err(|error| HttpError::unavailable(format!("a public key is not JSON: {error}")))?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "public, max-age=300")).json(json!({ "keys": keys })))
}

fn described(state: &AppState) -> Value {
    let algorithms = SignatureAlgorithm::ALL.map(SignatureAlgorithm::as_str);
    json!({
        "issuer": state.twinlock.settings().issuer,
        "authorization_endpoint": state.absolute(paths::AUTHORIZE),
        "token_endpoint": state.absolute(paths::TOKEN),
        "userinfo_endpoint": state.absolute(paths::USERINFO),
        "jwks_uri": state.absolute(paths::JWKS),
        "introspection_endpoint": state.absolute(paths::INTROSPECT),
        "revocation_endpoint": state.absolute(paths::REVOKE),
        "scopes_supported": Scope::ALL.map(Scope::as_str),
        "response_types_supported": ["code"],
        "response_modes_supported": ResponseMode::ALL.map(ResponseMode::as_str),
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": algorithms,
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "introspection_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
        "acr_values_supported": Acr::ALL.map(Acr::as_str),
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "sid",
            "name", "preferred_username", "email", "email_verified"
        ],
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
        "ui_locales_supported": Language::ALL.map(Language::tag),
    })
}
