//! A relying party on the openidconnect crate: discovery, PKCE, state, nonce, verified `id_token`s.

use std::ops::{Deref, DerefMut};

use openidconnect::core::{
    CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreTokenResponse,
};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl,
    Nonce, NonceVerifier, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    TokenResponse as _,
};
use serde_json::Value;
use twinlock_application::developer::RegisteredApp;
use twinlock_domain::AppId;
use twinlock_test_client::relying_party::{RelyingParty as ByHand, jwt_payload};

use super::http_client::HttpClient;
use super::{Page, Person, Server, query_parameter};

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// A relying party of one app: the client of all test programs, and a client library for what has to be verified.
pub(crate) struct RelyingParty {
    pub(crate) app: AppId,
    by_hand: ByHand,
    /// The public URL.
    issuer: String,
    http: HttpClient,
    client: Client,
}

impl Deref for RelyingParty {
    type Target = ByHand;

    fn deref(&self) -> &ByHand {
        &self.by_hand
    }
}

impl DerefMut for RelyingParty {
    fn deref_mut(&mut self) -> &mut ByHand {
        &mut self.by_hand
    }
}

/// An authorization request that was sent, with what the relying party has to remember of it.
pub(crate) struct Attempt {
    pub(crate) url: String,
    pub(crate) state: String,
    pub(crate) nonce: Nonce,
    pub(crate) verifier: PkceCodeVerifier,
}

/// A token response, its `id_token` verified.
pub(crate) struct TokenResponse {
    pub(crate) access_token: String,
    pub(crate) refresh_token: Option<String>,
    pub(crate) id_token: IdToken,
    pub(crate) scope: String,
}

/// A verified `id_token`, its payload as JSON.
#[derive(Clone, Debug)]
pub(crate) struct IdToken {
    pub(crate) raw: String,
    pub(crate) claims: Value,
}

impl RelyingParty {
    /// Registers an app and returns its relying party.
    pub(crate) async fn register(server: &Server, name: &str) -> Self {
        Self::new(server, &server.app(name).await).await
    }

    /// The relying party of an app, with the provider's metadata by discovery.
    pub(crate) async fn new(server: &Server, registered: &RegisteredApp) -> Self {
        let by_hand = ByHand {
            client_id: registered.app.id.to_string(),
            secret: registered.secret.as_ref().map(|secret| secret.expose().to_owned()),
            redirect_uri: registered.app.metadata.redirect_uris[0].as_str().to_owned(),
            http: server.http.clone(),
            node: 0,
        };
        Self::discovered(registered.app.id, by_hand, server.url.clone()).await
    }

    async fn discovered(app: AppId, by_hand: ByHand, issuer: String) -> Self {
        let http = HttpClient::new().unwrap();
        let url = IssuerUrl::new(issuer.clone()).unwrap();
        let metadata = CoreProviderMetadata::discover_async(url, &http).await.unwrap();
        let secret = by_hand.secret.clone().map(ClientSecret::new);
        let client = CoreClient::from_provider_metadata(metadata, ClientId::new(by_hand.client_id.clone()), secret)
            .set_redirect_uri(RedirectUrl::new(by_hand.redirect_uri.clone()).unwrap());
        Self { app, by_hand, issuer, http, client }
    }

    /// The same relying party, whose requests without the library go to another node, as behind a load balancer.
    pub(crate) fn at(&self, node: &Server) -> Self {
        self.at_address(&node.http)
    }

    /// The same where the node may be a process of its own.
    pub(crate) fn at_address(&self, node: &twinlock_test_client::http::HttpClient) -> Self {
        let by_hand = ByHand { http: node.clone(), ..self.by_hand.clone() };
        let (issuer, http, client) = (self.issuer.clone(), self.http.clone(), self.client.clone());
        Self { app: self.app, by_hand, issuer, http, client }
    }

    /// The same relying party once it has fetched metadata and keys again.
    pub(crate) async fn rediscovered(&self) -> Self {
        Self::discovered(self.app, self.by_hand.clone(), self.issuer.clone()).await
    }

    /// Whether the keys that it has fetched verify an `id_token`, whatever its nonce.
    pub(crate) fn verifies(&self, id_token: &CoreIdToken) -> bool {
        let verifier = self
            .client
            .id_token_verifier()
            .set_allowed_algs([CoreJwsSigningAlgorithm::EdDsa])
            .set_time_fn(|| openidconnect_time(id_token))
            .set_issue_time_verifier_fn(|_| Ok(()));
        id_token.claims(&verifier, |_: Option<&Nonce>| Ok(())).is_ok()
    }

    /// An authorization request for all scopes.
    pub(crate) fn attempt(&self) -> Attempt {
        self.attempt_with(&["email", "profile", "offline_access"], &[])
    }

    /// An authorization request for `openid`, some scopes, and more parameters.
    pub(crate) fn attempt_with(&self, scopes: &[&str], parameters: &[(&str, &str)]) -> Attempt {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = self
            .client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(scopes.iter().map(|scope| Scope::new((*scope).to_owned())))
            .set_pkce_challenge(challenge);
        for (name, value) in parameters {
            request = request.add_extra_param((*name).to_owned(), (*value).to_owned());
        }
        let (url, state, nonce) = request.url();
        Attempt { url: url.to_string(), state: state.secret().clone(), nonce, verifier }
    }

    /// An authorization request with `prompt=none`.
    pub(crate) fn silent_attempt(&self) -> Attempt {
        let prompt = CoreAuthPrompt::None;
        self.attempt_with(&["email", "profile", "offline_access"], &[("prompt", prompt.as_ref())])
    }

    /// The code of a response, after the checks that a relying party has to make: state and `iss` (RFC 9207).
    pub(crate) fn code(&self, attempt: &Attempt, page: &Page) -> String {
        let location = page.location().unwrap_or_else(|| panic!("no redirect at {}: {}", page.path, page.body));
        assert!(location.starts_with(&self.redirect_uri), "{location}");
        assert_eq!(page.status, 303, "a redirect to an app is a 303");
        assert_eq!(query_parameter(location, "state").as_deref(), Some(attempt.state.as_str()));
        assert_eq!(query_parameter(location, "iss").as_deref(), Some(self.issuer.as_str()));
        query_parameter(location, "code").unwrap_or_else(|| panic!("no code: {location}"))
    }

    /// The error of a response, with the same checks, and no code beside it.
    pub(crate) fn error(&self, attempt: &Attempt, page: &Page) -> String {
        let location = page.location().unwrap_or_else(|| panic!("no redirect at {}: {}", page.path, page.body));
        assert!(location.starts_with(&self.redirect_uri), "{location}");
        assert_eq!(query_parameter(location, "state").as_deref(), Some(attempt.state.as_str()));
        assert_eq!(query_parameter(location, "iss").as_deref(), Some(self.issuer.as_str()));
        assert_eq!(query_parameter(location, "code"), None);
        query_parameter(location, "error").unwrap_or_else(|| panic!("no error: {location}"))
    }

    /// Redeems the code of a response.
    pub(crate) async fn redeem(&self, attempt: Attempt, page: &Page) -> TokenResponse {
        let code = self.code(&attempt, page);
        let request = self.client.exchange_code(AuthorizationCode::new(code)).unwrap();
        let response = request.set_pkce_verifier(attempt.verifier).request_async(&self.http).await.unwrap();
        let nonce = attempt.nonce;
        self.verified(&response, &nonce)
    }

    /// The whole flow, for a user who is signed in and approves when asked.
    pub(crate) async fn sign_in(&self, person: &mut Person) -> TokenResponse {
        let attempt = self.attempt();
        let mut page = person.visit(&attempt.url).await;
        if page.is_question() {
            page = person.approve(&page).await;
        }
        self.redeem(attempt, &page).await
    }

    /// Exchanges a refresh token; the `id_token` in the response has no nonce.
    pub(crate) async fn refresh(&self, token: &str) -> Result<TokenResponse, String> {
        let token = openidconnect::RefreshToken::new(token.to_owned());
        let request = self.client.exchange_refresh_token(&token).unwrap();
        match request.request_async(&self.http).await {
            Ok(response) => {
                let none = |nonce: Option<&Nonce>| {
                    if nonce.is_none() { Ok(()) } else { Err("a refreshed id_token has no nonce".to_owned()) }
                };
                Ok(self.verified(&response, none))
            }
            Err(openidconnect::RequestTokenError::ServerResponse(error)) => Err(error.error().to_string()),
            Err(other) => panic!("{other:?}"),
        }
    }

    /// A request to the token endpoint without a library: status and body.
    pub(crate) async fn token(&self, fields: &[(&str, &str)]) -> (u16, Value) {
        answer(self.token_request(fields)).await
    }

    /// Redeems a code without a library.
    pub(crate) async fn redeem_by_hand(&self, code: &str, verifier: &str) -> (u16, Value) {
        answer(self.redeem_request(code, verifier)).await
    }

    /// Exchanges a refresh token without a library.
    pub(crate) async fn refresh_by_hand(&self, token: &str) -> (u16, Value) {
        answer(self.refresh_request(token)).await
    }

    /// Userinfo: status and body.
    pub(crate) async fn userinfo(&self, access_token: &str) -> (u16, Value) {
        answer(self.userinfo_request(access_token)).await
    }

    /// The introspection response for a token.
    pub(crate) async fn introspect(&self, token: &str) -> Value {
        answer(self.introspection_request(token)).await.1
    }

    fn verified(&self, response: &CoreTokenResponse, nonce: impl NonceVerifier) -> TokenResponse {
        let id_token: &CoreIdToken = response.id_token().expect("an id_token");
        let verifier = self
            .client
            .id_token_verifier()
            .set_allowed_algs([
                CoreJwsSigningAlgorithm::EdDsa,
                CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
                CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            ])
            // The server's clock is the test's, not this machine's.
            .set_time_fn(|| openidconnect_time(id_token))
            .set_issue_time_verifier_fn(|_| Ok(()));
        id_token.claims(&verifier, nonce).expect("an id_token that verifies");
        let raw = id_token.to_string();
        TokenResponse {
            access_token: response.access_token().secret().clone(),
            refresh_token: response.refresh_token().map(|token| token.secret().clone()),
            id_token: IdToken { claims: jwt_payload(&raw).unwrap(), raw },
            scope: response
                .scopes()
                .map(|scopes| scopes.iter().map(|s| s.to_string()).collect::<Vec<_>>().join(" "))
                .unwrap_or_default(),
        }
    }
}

async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

/// The time at which an `id_token` was issued, read without verifying it: this machine's clock is not the test's.
fn openidconnect_time(id_token: &CoreIdToken) -> chrono::DateTime<chrono::Utc> {
    let claims = jwt_payload(&id_token.to_string()).unwrap();
    chrono::DateTime::from_timestamp(claims["iat"].as_i64().unwrap(), 0).unwrap()
}
