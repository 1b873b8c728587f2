//! What every request shares: the one client, the signing key, and the answers that never change.

use actix_web::web::Bytes;
use anyhow::{Context as _, Result};
use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use crate::{
    Options,
    records::{self, Grant},
    secret,
};

pub(crate) struct Provider {
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) metadata: Bytes,
    pub(crate) keys: Bytes,
    authorization: String,
    key: EcdsaKeyPair,
    /// The header of every `id_token`, encoded, with the dot behind it.
    header: String,
}

/// The claims of an `id_token`.
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: Uuid,
    aud: &'a str,
    exp: i64,
    iat: i64,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    at_hash: String,
}

impl Provider {
    pub(crate) fn new(options: &Options) -> Result<Self> {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).context("cannot make a key")?;
        let kid = secret::id(0)?.to_string();
        let header = json!({ "alg": "ES256", "kid": kid, "typ": "JWT" }).to_string();
        Ok(Self {
            issuer: options.issuer.clone(),
            client_id: options.client_id.clone(),
            redirect_uri: options.redirect_uri.clone(),
            metadata: metadata(&options.issuer).to_string().into(),
            keys: keys(&key, &kid)?.to_string().into(),
            authorization: options.authorization.clone(),
            key,
            header: URL_SAFE_NO_PAD.encode(header) + ".",
        })
    }

    /// Whether this `Authorization` header is the client's.
    pub(crate) fn is_client(&self, authorization: &str) -> bool {
        verify_slices_are_equal(authorization.as_bytes(), self.authorization.as_bytes()).is_ok()
    }

    /// Signs an `id_token` with ES256.
    pub(crate) fn id_token(&self, grant: &Grant, access_token: &str, now: i64) -> Result<String> {
        let claims = Claims {
            iss: &self.issuer,
            sub: grant.account,
            aud: &self.client_id,
            exp: (now + records::ACCESS) / 1000,
            iat: now / 1000,
            auth_time: grant.authenticated_at / 1000,
            nonce: grant.nonce.as_deref(),
            at_hash: secret::at_hash(access_token),
        };
        let mut token = self.header.clone();
        URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(&claims)?, &mut token);
        let signature = self.key.sign(&SystemRandom::new(), token.as_bytes()).context("cannot sign")?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }
}

/// As many members as the product's metadata have, so that as many bytes are sent.
fn metadata(issuer: &str) -> serde_json::Value {
    let at = |path: &str| format!("{issuer}{path}");
    json!({
        "issuer": issuer,
        "authorization_endpoint": at("/oauth2/authorize"),
        "token_endpoint": at("/oauth2/token"),
        "userinfo_endpoint": at("/oauth2/userinfo"),
        "jwks_uri": at("/oauth2/jwks"),
        "introspection_endpoint": at("/oauth2/introspect"),
        "revocation_endpoint": at("/oauth2/revoke"),
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256", "EdDSA"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "introspection_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
        "acr_values_supported": ["urn:example:password", "urn:example:two-factor"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "name",
            "preferred_username", "email", "email_verified"
        ],
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
        "ui_locales_supported": ["en", "de"],
    })
}

/// The public key as a JWK set (RFC 7517).
fn keys(key: &EcdsaKeyPair, kid: &str) -> Result<serde_json::Value> {
    // An uncompressed point: a byte that says so, and the two coordinates (SEC 1 2.3.3).
    let point = key.public_key().as_ref();
    let coordinate = |range: std::ops::Range<usize>| point.get(range).map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
    let (x, y) = (coordinate(1..33).context("no point")?, coordinate(33..65).context("no point")?);
    let jwk = json!({ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": kid, "x": x, "y": y });
    Ok(json!({ "keys": [jwk] }))
}
