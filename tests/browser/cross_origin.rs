//! An app that is a page in the browser and has no server: it discovers Twinlock, redeems its code, reads the user's
//! claims and revokes its token, all from its own origin. A page of another origin can do none of it.

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use twinlock_ports::ClientKind;

use super::driver::{Browser, Look};
use super::site::Site;
use crate::support::{Person, RelyingParty, Server, uris};

/// The script of the app's page. `given` is put before it.
const FLOW: &str = "
    const post = (url, fields) => fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
    return (async () => {
        const metadata = await (await fetch(given.issuer + '/.well-known/openid-configuration')).json();
        const keys = await (await fetch(metadata.jwks_uri)).json();
        const tokens = await (await post(metadata.token_endpoint, {
            grant_type: 'authorization_code', client_id: given.client_id, redirect_uri: given.redirect_uri,
            code: given.code, code_verifier: given.verifier,
        })).json();
        const bearer = { headers: { Authorization: 'Bearer ' + tokens.access_token } };
        const claims = await (await fetch(metadata.userinfo_endpoint, bearer)).json();
        const fields = { client_id: given.client_id, token: tokens.access_token };
        const revoked = await post(metadata.revocation_endpoint, fields);
        const over = await fetch(metadata.userinfo_endpoint, bearer);
        return { keys: keys.keys.length, sub: claims.sub, revoked: revoked.status, over: over.status };
    })();";

/// Whether the page can read the response of a URL.
const CAN_READ: &str = "return fetch(given.url, { method: given.method }).then(() => true, () => false);";

#[tokio::test]
async fn d2_b07_an_app_in_the_browser_does_all_of_it_from_its_own_origin() -> Result<()> {
    let server = Server::start().await;
    let site = Site::open(&server, "Server").await;
    let registered = server
        .app_with("Page", |app| {
            app.kind = ClientKind::Public;
            app.redirect_uris = uris(&[format!("{}callback", site.url())]);
        })
        .await;
    let page = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let attempt = page.attempt();
    let question = ada.visit(&attempt.url).await;
    let answer = ada.approve(&question).await;
    let code = answer.answer("code").context("there is no code")?;

    let browser = Browser::open(Look::DESKTOP).await?;
    browser.goto(&site.url()).await?;
    let given = json!({
        "issuer": server.url,
        "client_id": page.app.to_string(),
        "redirect_uri": page.redirect_uri,
        "code": code,
        "verifier": attempt.verifier.secret(),
    });
    let done = browser.run(&format!("const given = {given};{FLOW}")).await?;
    ensure!(done["sub"].as_str().is_some_and(|sub| !sub.is_empty()), "{done}");
    ensure!(done["keys"].as_u64() > Some(0) && done["revoked"] == 200 && done["over"] == 401, "{done}");

    let can_read = async |method: &str, path: &str| {
        let given = json!({ "url": format!("{}{path}", server.url), "method": method });
        browser.run(&format!("const given = {given};{CAN_READ}")).await
    };
    for (method, path) in [("GET", "/sign-in"), ("GET", "/api/session"), ("POST", "/oauth2/introspect")] {
        ensure!(can_read(method, path).await? == false, "{method} {path} is nobody else's");
    }
    browser.goto(&site.neighbour_url()).await?;
    for (method, path) in [("POST", "/oauth2/token"), ("GET", "/oauth2/userinfo"), ("POST", "/oauth2/revoke")] {
        ensure!(can_read(method, path).await? == false, "{method} {path} is for pages of public apps");
    }
    ensure!(can_read("GET", "/oauth2/jwks").await? == true, "keys are for everybody");
    Ok(())
}
