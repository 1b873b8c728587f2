//! The measured steps: each is one request (the flow is four), whose response is checked.

use anyhow::{Context as _, Result, bail, ensure};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::{BenchClient, Code, arrival::algorithm, send};
use crate::{
    noise,
    operation::Operation,
    wire::{between, encoded},
};

const SCOPE: &str = "openid%20profile%20email%20offline_access";

#[derive(Deserialize)]
struct Tokens<'a> {
    access_token: &'a str,
    refresh_token: &'a str,
    id_token: &'a str,
    token_type: &'a str,
}

#[derive(Deserialize)]
struct Introspection<'a> {
    active: bool,
    sub: &'a str,
}

#[derive(Deserialize)]
struct UserInfo<'a> {
    sub: &'a str,
    email: &'a str,
}

impl BenchClient {
    /// Runs the operation once. `false` if there is nothing left to run it with.
    pub(crate) async fn step(&mut self, operation: Operation) -> Result<bool> {
        match operation {
            Operation::Discovery => self.public("/.well-known/openid-configuration", "\"token_endpoint\"").await?,
            Operation::Keys => self.public("/oauth2/jwks", "\"ES256\"").await?,
            Operation::Authorize => {
                self.authorize().await?;
                self.codes.clear();
            }
            Operation::Redeem if self.codes.is_empty() => return Ok(false),
            Operation::Redeem => self.redeem().await?,
            Operation::Refresh => self.refresh().await?,
            Operation::UserInfo => self.userinfo().await?,
            Operation::Introspect => self.introspect().await?,
            Operation::Flow => {
                self.authorize().await?;
                self.redeem().await?;
                self.refresh().await?;
                self.userinfo().await?;
            }
            Operation::SignIn => drop(self.send_sign_in().await?),
        }
        Ok(true)
    }

    /// Forgets codes of an earlier round, which might have expired.
    pub(crate) fn forget_codes(&mut self) {
        self.codes.clear();
    }

    /// Gets codes for a later measurement.
    pub(crate) async fn stock_up(&mut self) -> Result<()> {
        self.authorize().await
    }

    async fn public(&mut self, path: &str, part: &str) -> Result<()> {
        let request = self.shop.target.get(path, &[]);
        let body = send(&mut self.connection, &request).await?.expect(200)?;
        ensure!(body.contains(part), "{path} has no {part}: {body}");
        Ok(())
    }

    /// The path of an authorization request. Its verifier is kept with the codes.
    pub(super) fn authorization(&mut self, prompt: &str) -> String {
        let verifier = URL_SAFE_NO_PAD.encode(noise::hash());
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        self.codes.push(Code { code: String::new(), verifier });
        let (client, uri) = (&self.shop.client_id, encoded(&self.shop.redirect_uri));
        let prompt = if prompt.is_empty() { String::new() } else { format!("&prompt={prompt}") };
        format!(
            "/oauth2/authorize?response_type=code&client_id={client}&redirect_uri={uri}&scope={SCOPE}\
             &state=af0ifjsldkj&nonce=n-0S6WzA2Mj&code_challenge={challenge}&code_challenge_method=S256{prompt}"
        )
    }

    pub(super) async fn authorize(&mut self) -> Result<()> {
        let path = self.authorization("");
        let headers = [("cookie", self.session.as_str()), ("accept", "text/html")];
        let request = self.shop.target.get(&path, &headers);
        let answer = send(&mut self.connection, &request).await?;
        let location = answer.header("location").unwrap_or_default();
        ensure!(
            location.starts_with(&self.shop.redirect_uri),
            "no way back to the app but {} {location}",
            answer.status
        );
        let code = between(location, "code=", "&").or_else(|| Some(location.split_once("code=")?.1));
        let code = code.with_context(|| format!("no code in {location}"))?.to_owned();
        answer.expect(303)?;
        self.codes.last_mut().context("no verifier")?.code = code;
        Ok(())
    }

    pub(super) async fn redeem(&mut self) -> Result<()> {
        let Code { code, verifier } = self.codes.pop().context("no code")?;
        let uri = encoded(&self.shop.redirect_uri);
        let form = format!("grant_type=authorization_code&code={code}&redirect_uri={uri}&code_verifier={verifier}");
        self.tokens(&form).await.context("code")
    }

    async fn refresh(&mut self) -> Result<()> {
        let form = format!("grant_type=refresh_token&refresh_token={}", self.refresh);
        self.tokens(&form).await.context("refresh")
    }

    async fn tokens(&mut self, form: &str) -> Result<()> {
        let request = self.shop.target.post("/oauth2/token", &[("authorization", &self.shop.basic)], form);
        let body = send(&mut self.connection, &request).await?.expect(200)?;
        let tokens: Tokens<'_> = serde_json::from_str(body).context("an answer without the tokens")?;
        ensure!(tokens.token_type == "Bearer" && tokens.refresh_token != self.refresh, "no new tokens: {body}");
        if self.access.is_empty() {
            ensure!(algorithm(tokens.id_token)? == "ES256", "the id_token is not signed with ES256");
        }
        ensure!(tokens.id_token.split('.').count() == 3, "no id_token: {body}");
        tokens.access_token.clone_into(&mut self.access);
        tokens.refresh_token.clone_into(&mut self.refresh);
        Ok(())
    }

    async fn userinfo(&mut self) -> Result<()> {
        let bearer = format!("Bearer {}", self.access);
        let request = self.shop.target.get("/oauth2/userinfo", &[("authorization", &bearer)]);
        let body = send(&mut self.connection, &request).await?.expect(200)?;
        let info: UserInfo<'_> = serde_json::from_str(body).context("an answer without the claims")?;
        ensure!(info.email == self.account.email, "somebody else's userinfo: {body}");
        if self.subject.is_empty() {
            info.sub.clone_into(&mut self.subject);
        }
        ensure!(info.sub == self.subject, "another sub than before: {body}");
        Ok(())
    }

    async fn introspect(&mut self) -> Result<()> {
        let form = format!("token={}", self.access);
        let request = self.shop.target.post("/oauth2/introspect", &[("authorization", &self.shop.basic)], &form);
        let body = send(&mut self.connection, &request).await?.expect(200)?;
        let told: Introspection<'_> = serde_json::from_str(body).context("an answer without the members")?;
        ensure!(told.active && !told.sub.is_empty(), "a live token is called dead: {body}");
        Ok(())
    }

    /// Signs in, and returns the cookie of the new session.
    pub(super) async fn send_sign_in(&mut self) -> Result<String> {
        let headers = [("cookie", self.sign_in.cookie.as_str()), ("accept", "text/html")];
        let request = self.shop.target.post("/sign-in", &headers, &self.sign_in.body);
        let answer = send(&mut self.connection, &request).await?;
        let Some(cookie) = answer.cookie("twinlock") else { bail!("not signed in: {:?}", answer.expect(303)) };
        let cookie = cookie.to_owned();
        answer.expect(303)?;
        Ok(cookie)
    }
}
