//! Preparing a client: signs in on the page, consents, redeems the first code.

use std::rc::Rc;

use anyhow::{Context as _, Result, ensure};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{Account, BenchClient, Consent, Shop, send};
use crate::wire::{between, encoded};

/// The sign-in form as the server rendered it, filled in; it can be sent more than once.
#[derive(Clone, Debug, Default)]
pub(super) struct SignInForm {
    pub(super) cookie: String,
    pub(super) body: String,
}

impl BenchClient {
    /// Prepares a client for each account.
    pub(crate) async fn take_all(shop: Shop, accounts: Vec<Account>) -> Result<Vec<Self>> {
        let shop = Rc::new(shop);
        let mut all = Vec::new();
        for account in accounts {
            let email = account.email.clone();
            all.push(Self::take(Rc::clone(&shop), account).await.with_context(|| email)?);
        }
        Ok(all)
    }

    /// Signs in, consents and gets the first tokens.
    async fn take(shop: Rc<Shop>, account: Account) -> Result<Self> {
        let mut bench_client = Self {
            server: shop.target.clone(),
            shop,
            account,
            connection: None,
            session: String::new(),
            csrf: String::new(),
            access: String::new(),
            refresh: String::new(),
            subject: String::new(),
            codes: Vec::new(),
            sign_in: SignInForm::default(),
        };
        bench_client.reconnect().await?;
        bench_client.fill_in().await.context("the sign-in page")?;
        bench_client.session = bench_client.send_sign_in().await.context("sign-in")?;
        match bench_client.shop.consent {
            Consent::Asked => bench_client.consent().await.context("consent")?,
            Consent::OnFile => {}
        }
        bench_client.authorize().await?;
        bench_client.redeem().await?;
        Ok(bench_client)
    }

    /// Signs in once more and goes on in the new session. The one before may have been ended by sign-ins that were
    /// measured: an account has at most 100 sessions.
    pub(crate) async fn renew_session(&mut self) -> Result<()> {
        self.session = self.send_sign_in().await?;
        match self.shop.consent {
            Consent::Asked => self.ask_csrf().await,
            Consent::OnFile => Ok(()),
        }
    }

    async fn ask_csrf(&mut self) -> Result<()> {
        let session: serde_json::Value = serde_json::from_str(&self.call("GET", "/api/session", "").await?)?;
        session.get("csrf").and_then(|csrf| csrf.as_str()).context("no csrf token")?.clone_into(&mut self.csrf);
        Ok(())
    }

    async fn fill_in(&mut self) -> Result<()> {
        let request = self.shop.target.get("/sign-in", &[("accept", "text/html")]);
        let answer = send(&mut self.connection, &request).await?;
        let cookie = answer.cookie("twinlock-visitor").context("no visitor's cookie")?.to_owned();
        let page = answer.expect(200)?;
        let field = |name: &str| between(page, &format!("name=\"{name}\" value=\""), "\"").map(encoded);
        let (csrf, continue_to) = (field("csrf").context("no csrf field")?, field("continue").unwrap_or_default());
        let (email, password) = (encoded(&self.account.email), encoded(&self.account.password));
        let body = format!("csrf={csrf}&continue={continue_to}&email={email}&password={password}");
        self.sign_in = SignInForm { cookie, body };
        Ok(())
    }

    /// Requests all scopes once, and approves them.
    async fn consent(&mut self) -> Result<()> {
        let path = self.authorization("consent");
        let request = self.shop.target.get(&path, &[("cookie", &self.session)]);
        let answer = send(&mut self.connection, &request).await?;
        let location = answer.header("location").unwrap_or_default().to_owned();
        answer.expect(303)?;
        let (_, id) = location.split_once("request=").with_context(|| format!("no consent page but {location}"))?;
        self.ask_csrf().await?;
        let scopes = ["openid", "profile", "email", "offline_access"];
        let body = serde_json::json!({ "request": id, "decision": "approve", "scopes": scopes }).to_string();
        let answer = self.call("POST", "/api/oauth/consent", &body).await?;
        ensure!(answer.contains("code="), "consent gave no code: {answer}");
        // The code of this consent is not redeemed.
        self.codes.clear();
        Ok(())
    }
}

/// The algorithm in the header of an `id_token`.
pub(super) fn algorithm(id_token: &str) -> Result<String> {
    let header = id_token.split('.').next().unwrap_or_default();
    let header: serde_json::Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header)?)?;
    Ok(header.get("alg").and_then(|alg| alg.as_str()).context("no alg")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_algorithm_is_read_from_the_header() {
        let header = URL_SAFE_NO_PAD.encode(br#"{"typ":"JWT","alg":"ES256"}"#);
        assert_eq!(algorithm(&format!("{header}.e30.c2ln")).unwrap(), "ES256");
        assert!(algorithm("nonsense").is_err());
    }
}
