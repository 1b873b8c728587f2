//! The whole story of Twinlock in a browser: from an app's link through sign-up, the panel and set-up back to the app.

use anyhow::Result;
use serde_json::json;

use super::driver::Look;
use super::site::Site;
use super::visitor::Visitor;
use crate::support::{PASSWORD, Server, store};

async fn the_whole_story(server: &Server, look: Look) -> Result<()> {
    let bank = Site::open(server, "Larch Bank").await;
    server.require_2fa(bank.app.app, true).await;
    let visitor = Visitor::open(server, look).await?;

    let attempt = bank.app.attempt();
    visitor.goto(&attempt.url).await?;
    visitor.sees("Sign in").await?;
    assert!(visitor.text("h1").await?.contains("Larch Bank"), "it says where one is heading");
    visitor.click_text("Create an account").await?;
    visitor.sees("Create an account").await?;
    visitor.fill_in(&[("email", "ada@example.com"), ("display_name", "Ada"), ("password", PASSWORD)]).await?;
    visitor.click_text("Create an account").await?;

    visitor.sees("Your account needs a second lock").await?;
    assert!(visitor.text("main").await?.contains("Larch Bank requires two-factor authentication"));
    assert_eq!(visitor.count("[name=decision]").await?, 1, "there is no way to approve");
    visitor.click_text("Set up two-factor authentication").await?;
    visitor.sees("Security").await?;
    assert!(visitor.text(".notice").await?.contains("You are on the way to Larch Bank"));
    visitor.click_text("Set up two-factor authentication").await?;

    visitor.sees("Set up your authenticator app").await?;
    let phone = visitor.read_key().await?;
    visitor.sees("Set up your authenticator app").await?;
    visitor.fill_in(&[("code", &phone.wrong_code(server.now()))]).await?;
    visitor.click_text("Turn it on").await?;
    visitor.sees_problem("Set up your authenticator app", "").await?;
    visitor.fill_in(&[("code", &phone.code(server.now()))]).await?;
    visitor.click_text("Turn it on").await?;

    visitor.sees("Two-factor authentication is on").await?;
    let tools = visitor.text(".tools").await?;
    let buttons: Vec<&str> = tools.split_whitespace().collect();
    assert_eq!(buttons, if look.javascript { vec!["Copy", "Download", "Print"] } else { vec![] });
    assert!(visitor.click_text("Continue to Larch Bank").await.is_err(), "nobody goes on before the codes are saved");
    visitor.click("#saved").await?;
    visitor.sees("Two-factor authentication is on").await?;
    visitor.click_text("Continue to Larch Bank").await?;

    visitor.sees("Allow Larch Bank?").await?;
    visitor.click_text("Allow").await?;
    let answer = bank.answer(&visitor).await?;
    let tokens = bank.app.redeem(attempt, &answer).await;
    assert_eq!(tokens.id_token.claims["amr"], json!(["mfa", "otp"]));
    Ok(())
}

#[tokio::test]
async fn r07_the_whole_story_with_javascript() -> Result<()> {
    the_whole_story(&Server::start().await, Look::DESKTOP).await
}

#[tokio::test]
async fn r07_the_whole_story_without_javascript() -> Result<()> {
    the_whole_story(&Server::start().await, Look::DESKTOP.without_javascript()).await
}

/// A browser cannot see which store is used, so one story on the other store is enough.
#[tokio::test]
async fn r07_the_whole_story_on_postgresql() -> Result<()> {
    the_whole_story(&Server::on(store::postgres().await).await, Look::DESKTOP).await
}

#[tokio::test]
async fn going_back_shows_neither_the_key_nor_the_recovery_codes_again() -> Result<()> {
    let server = Server::start().await;
    server.account("ada@example.com").await;
    for look in [Look::DESKTOP, Look::DESKTOP.without_javascript()] {
        let visitor = Visitor::open(&server, look).await?;
        let email = if look.javascript { "ada@example.com" } else { "grace@example.com" };
        if !look.javascript {
            server.account(email).await;
        }
        visitor.visit("/sign-in?continue=security").await?;
        visitor.sign_in(email).await?;
        visitor.click_text("Set up two-factor authentication").await?;
        let phone = visitor.read_key().await?;
        let key: String = visitor.text("code.key").await?;
        visitor.fill_in(&[("code", &phone.code(server.now()))]).await?;
        visitor.click_text("Turn it on").await?;
        let codes = visitor.run("return document.getElementById('codes').value.split('\\n')").await?;
        let codes = codes.as_array().into_iter().flatten().filter_map(|code| code.as_str().map(str::to_owned));
        let secrets: Vec<String> = codes.chain([key]).collect();
        assert_eq!(secrets.len(), 11);

        visitor.click("#saved").await?;
        visitor.click_text("Continue").await?;
        visitor.sees("Security").await?;
        for _ in 0..4 {
            visitor.back().await?;
            let source = visitor.source().await?;
            assert!(!secrets.iter().any(|secret| source.contains(secret)), "{source}");
        }
    }
    Ok(())
}
