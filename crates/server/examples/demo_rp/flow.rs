//! The authorization code flow of a careful relying party: PKCE, state, nonce, `iss`, a verified `id_token`, userinfo,
//! refresh.

use std::net::SocketAddr;

use anyhow::{Context as _, bail, ensure};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use openidconnect::{
    AccessToken, AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IssuerUrl, Nonce, NonceVerifier, OAuth2TokenResponse as _, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, SubjectIdentifier, TokenResponse as _,
    core::{CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreProviderMetadata, CoreUserInfoClaims},
    url::Url,
};
use serde_json::Value;

use crate::{
    config::{Config, DemoApp},
    http_client::HttpClient,
    visits::{Pending, SignedIn},
};

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// `offline_access` asks for a refresh token.
const SCOPES: [&str; 3] = ["email", "profile", "offline_access"];

/// The relying party: its configuration, its redirect URI and its HTTP client.
#[derive(Debug)]
pub(crate) struct RelyingParty {
    pub(crate) config: Config,
    redirect_uri: RedirectUrl,
    http: HttpClient,
}

impl RelyingParty {
    /// A relying party whose own address is `listen`.
    pub(crate) fn new(config: Config, listen: SocketAddr) -> anyhow::Result<Self> {
        let redirect_uri = RedirectUrl::new(format!("http://{listen}/callback"))?;
        Ok(Self { config, redirect_uri, http: HttpClient::new()? })
    }

    /// The app with this number.
    pub(crate) fn app(&self, number: usize) -> anyhow::Result<&DemoApp> {
        self.config.apps.get(number).context("there is no such app")
    }

    /// Returns the authorization URL to send the browser to, and what must be kept until the browser returns.
    pub(crate) async fn begin(&self, app: usize) -> anyhow::Result<(Url, Pending)> {
        let client = self.client(app).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(SCOPES.map(|scope| Scope::new(scope.to_owned())))
            .set_pkce_challenge(challenge)
            .url();
        Ok((url, Pending { app, state, nonce, verifier: verifier.into_secret() }))
    }

    /// RFC 9207: a response whose `iss` is another issuer does not come from this provider.
    pub(crate) fn check_issuer(&self, issuer: Option<&str>) -> anyhow::Result<()> {
        let expected = &self.config.issuer;
        match issuer {
            Some(issuer) => ensure!(issuer == expected, "the answer comes from {issuer}, not from {expected}"),
            None => bail!("the answer does not say who sent it (`iss` is missing)"),
        }
        Ok(())
    }

    /// Exchanges the code for tokens, and reads their claims.
    pub(crate) async fn complete(&self, pending: Pending, code: String) -> anyhow::Result<SignedIn> {
        let client = self.client(pending.app).await?;
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))?
            .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier))
            .request_async(&self.http)
            .await
            .context("the provider does not take the code")?;
        let id_token = tokens.id_token().context("the provider gave no id_token")?;
        let access_token = tokens.access_token();
        let subject = verify(&client, id_token, access_token, &pending.nonce)?;
        Ok(SignedIn {
            app: pending.app,
            user_info: self.user_info(&client, access_token, subject).await?,
            id_token: payload(id_token)?,
            refresh_token: tokens.refresh_token().cloned(),
            nonce: pending.nonce,
            refreshed: 0,
        })
    }

    /// Refreshes the tokens without the user, as an app does in the background.
    pub(crate) async fn refresh(&self, before: SignedIn) -> anyhow::Result<SignedIn> {
        let client = self.client(before.app).await?;
        let refresh_token = before.refresh_token.as_ref().context("this sign-in came without a refresh token")?;
        let tokens = client
            .exchange_refresh_token(refresh_token)?
            .request_async(&self.http)
            .await
            .context("the provider refuses to refresh")?;
        let id_token = tokens.id_token().context("the provider gave no id_token")?;
        let access_token = tokens.access_token();
        // OIDC Core 12.2: a refreshed id_token may omit the nonce; if present, it must be that of the first id_token.
        let nonce = |found: Option<&Nonce>| found.map_or(Ok(()), |found| (&before.nonce).verify(Some(found)));
        let subject = verify(&client, id_token, access_token, nonce)?;
        let known = before.id_token.get("sub").and_then(Value::as_str);
        ensure!(known == Some(subject.as_str()), "the refreshed id_token is about somebody else");
        Ok(SignedIn {
            user_info: self.user_info(&client, access_token, subject).await?,
            id_token: payload(id_token)?,
            refresh_token: tokens.refresh_token().cloned().or_else(|| before.refresh_token.clone()),
            refreshed: before.refreshed.saturating_add(1),
            ..before
        })
    }

    async fn user_info(
        &self,
        client: &Client,
        token: &AccessToken,
        subject: SubjectIdentifier,
    ) -> anyhow::Result<Value> {
        let request = client.user_info(token.clone(), Some(subject))?;
        let claims: CoreUserInfoClaims = request.request_async(&self.http).await.context("userinfo is refused")?;
        Ok(serde_json::to_value(&claims)?)
    }

    /// Repeats discovery at every sign-in: slow, but the demo then notices that the provider was restarted with new
    /// keys.
    async fn client(&self, app: usize) -> anyhow::Result<Client> {
        let app = self.app(app)?;
        let issuer = IssuerUrl::new(self.config.issuer.clone())?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &self.http)
            .await
            .with_context(|| format!("cannot read the provider's metadata at {}", self.config.issuer))?;
        let secret = ClientSecret::new(app.client_secret.clone());
        let client = CoreClient::from_provider_metadata(metadata, ClientId::new(app.client_id.clone()), Some(secret));
        Ok(client.set_redirect_uri(self.redirect_uri.clone()))
    }
}

/// Verifies signature, issuer, audience, times, nonce, and that the access token belongs to the `id_token` (OIDC Core
/// 3.1.3.7, 3.1.3.8).
fn verify(
    client: &Client,
    id_token: &CoreIdToken,
    access_token: &AccessToken,
    nonce: impl NonceVerifier,
) -> anyhow::Result<SubjectIdentifier> {
    let verifier = client.id_token_verifier();
    let claims = id_token.claims(&verifier, nonce).context("the id_token does not verify")?;
    if let Some(expected) = claims.access_token_hash() {
        let algorithm = id_token.signing_alg()?;
        let key = id_token.signing_key(&verifier)?;
        let actual = AccessTokenHash::from_token(access_token, algorithm, key)?;
        ensure!(actual == *expected, "the access token is not the one that the id_token names");
    }
    Ok(claims.subject().clone())
}

/// All claims of the `id_token` as they were sent. The library drops claims that it does not know, often `amr`.
fn payload(id_token: &CoreIdToken) -> anyhow::Result<Value> {
    let token = id_token.to_string();
    let payload = token.split('.').nth(1).context("the id_token has no payload")?;
    Ok(serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload)?)?)
}
