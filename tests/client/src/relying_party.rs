//! What every relying party does: authorization requests with PKCE (RFC 7636), and calls of the token, introspection
//! and userinfo endpoints. `id_token`s are read, not verified; the tests that verify them use a client library.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use url::form_urlencoded::Serializer;

use crate::http::HttpClient;

/// A client of the provider: its credentials and its redirect URI.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    /// The client id.
    pub client_id: String,
    /// The client secret; none for a public client.
    pub secret: Option<String>,
    /// The redirect URI.
    pub redirect_uri: String,
    /// The provider.
    pub http: HttpClient,
    /// The node that its next requests go to.
    pub node: usize,
}

impl RelyingParty {
    /// A client from the id and secret in the server's response to a registration.
    pub fn registered(json: &Value, redirect_uri: &str, http: &HttpClient) -> Option<Self> {
        let text = |name: &str| json.get(name).and_then(Value::as_str).map(str::to_owned);
        let (client_id, secret) = (text("client_id")?, text("client_secret"));
        Some(Self { client_id, secret, redirect_uri: redirect_uri.to_owned(), http: http.clone(), node: 0 })
    }

    /// The same client, whose next requests go to another node.
    #[must_use]
    pub fn at_node(&self, node: usize) -> Self {
        Self { node, ..self.clone() }
    }

    /// The path of an authorization request with a challenge (`S256`) for `verifier`, and more parameters.
    pub fn authorization_path(&self, scope: &str, verifier: &str, more: &[(&str, &str)]) -> String {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
        let query = Serializer::new(String::new())
            .extend_pairs([("response_type", "code"), ("client_id", &self.client_id), ("scope", scope)])
            .extend_pairs([("redirect_uri", &*self.redirect_uri), ("state", "s"), ("nonce", "n")])
            .extend_pairs([("code_challenge_method", "S256"), ("code_challenge", &challenge)])
            .extend_pairs(more)
            .finish();
        format!("/oauth2/authorize?{query}")
    }

    /// A request that redeems a code.
    pub fn redeem_request(&self, code: &str, verifier: &str) -> RequestBuilder {
        self.token_request(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", verifier),
        ])
    }

    /// A request that exchanges a refresh token.
    pub fn refresh_request(&self, token: &str) -> RequestBuilder {
        self.token_request(&[("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    /// A request to the token endpoint: a client with a secret authenticates by it, a public one names itself.
    pub fn token_request(&self, fields: &[(&str, &str)]) -> RequestBuilder {
        let request = self.request(Method::POST, "/oauth2/token");
        if self.secret.is_some() {
            return self.authenticated(request.form(fields));
        }
        let named = fields.iter().copied().chain([("client_id", self.client_id.as_str())]);
        request.form(&named.collect::<Vec<_>>())
    }

    /// A request that introspects a token.
    pub fn introspection_request(&self, token: &str) -> RequestBuilder {
        self.authenticated(self.request(Method::POST, "/oauth2/introspect").form(&[("token", token)]))
    }

    /// A request for the user's claims.
    pub fn userinfo_request(&self, access_token: &str) -> RequestBuilder {
        self.request(Method::GET, "/oauth2/userinfo").bearer_auth(access_token)
    }

    /// Any request.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.node, path)
    }

    fn authenticated(&self, request: RequestBuilder) -> RequestBuilder {
        request.basic_auth(&self.client_id, self.secret.as_ref())
    }
}

/// The payload of a JWT, not verified.
pub fn jwt_payload(jwt: &str) -> Option<Value> {
    let bytes = URL_SAFE_NO_PAD.decode(jwt.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::http::query_parameter;

    fn app(json: &Value) -> RelyingParty {
        let http = HttpClient::new("http://localhost:1", &["http://localhost:1".into()]);
        RelyingParty::registered(json, "https://rp.example/callback", &http).unwrap()
    }

    fn body(request: RequestBuilder) -> String {
        let request = request.build().unwrap();
        String::from_utf8(request.body().unwrap().as_bytes().unwrap().to_vec()).unwrap()
    }

    #[test]
    fn the_challenge_is_that_of_rfc_7636() {
        // Appendix B.
        let path = app(&json!({ "client_id": "a" })).authorization_path(
            "openid",
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            &[("prompt", "none")],
        );
        let challenge = query_parameter(&path, "code_challenge").unwrap();
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(query_parameter(&path, "prompt").as_deref(), Some("none"));
    }

    #[test]
    fn a_client_with_a_secret_authenticates_and_a_public_one_names_itself() {
        let public = app(&json!({ "client_id": "a" }));
        assert!(body(public.refresh_request("t")).ends_with("&client_id=a"));
        let confidential = app(&json!({ "client_id": "a", "client_secret": "s" }));
        assert_eq!(body(confidential.refresh_request("t")), "grant_type=refresh_token&refresh_token=t");
        assert!(confidential.refresh_request("t").build().unwrap().headers().contains_key("authorization"));
    }

    #[test]
    fn the_payload_of_a_jwt_is_read() {
        let part = |json: Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let jwt = format!("{}.{}.c2ln", part(json!({ "alg": "ES256" })), part(json!({ "sub": "s" })));
        assert_eq!(jwt_payload(&jwt), Some(json!({ "sub": "s" })));
        assert_eq!(jwt_payload("nonsense"), None);
    }
}
