//! Every form that renews the session, and *Allow*, in a real browser on a bad connection: whoever presses the button
//! again ends where the first press led.

use anyhow::{Result, ensure};

use super::driver::{Look, Tab};
use super::site::Site;
use super::trouble::{Line, Trouble};
use super::visitor::Visitor;
use crate::support::{PASSWORD, RelyingParty, Server};

const ADA: &str = "ada@example.com";

/// The button of the form with that `action`.
fn button(action: &str) -> String {
    format!("main form[action='{action}'] button[type=submit]")
}

/// Fills inputs of one form.
async fn fill(visitor: &Visitor<'_>, action: &str, fields: &[(&str, &str)]) -> Result<()> {
    visitor.run("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })").await?;
    for (name, value) in fields {
        visitor.fill(&format!("main form[action='{action}'] input[name={name}]"), value).await?;
    }
    Ok(())
}

const fn proof(code: &str) -> [(&str, &str); 2] {
    [("password", PASSWORD), ("code", code)]
}

async fn shows_codes(visitor: &Visitor<'_>) -> Result<()> {
    let codes = visitor.run("return document.getElementById('codes').value.trim().split('\\n').length").await?;
    ensure!(codes == 10, "{codes} recovery codes at {}", visitor.url().await?);
    Ok(())
}

#[tokio::test]
async fn b04_in_chromium_a_second_click_ends_where_the_first_led_at_every_form_that_renews_the_session() -> Result<()> {
    for trouble in Trouble::ALL {
        let line = Line::open().await;
        let server = &line.server;
        server.account(ADA).await;
        let shop = RelyingParty::new(server, &server.app("Shop").await).await;
        let visitor = Visitor::open(server, Look::DESKTOP).await?;
        let press = async |action: &str, fields: &[(&str, &str)]| {
            fill(&visitor, action, fields).await?;
            // Recovery codes are shown in the response to the form itself: then there is no following page that could
            // be late.
            let redirects = ["/sign-in", "/two-factor", "/dashboard/security/disable"].contains(&action);
            let trouble = if redirects { trouble } else { Trouble::Late };
            line.press(&visitor, trouble, &button(action)).await
        };
        let credentials = [("email", ADA), ("password", PASSWORD)];
        // Signing in, and setting up a second factor.
        visitor.goto(&line.page("/sign-in?continue=security")).await?;
        press("/sign-in", &credentials).await?;
        visitor.sees("Security").await?;
        visitor.click(&button("/dashboard/security/enrol")).await?;
        let phone = visitor.read_key().await?;
        press("/dashboard/security/confirm", &[("code", &phone.code(server.now()))]).await?;
        shows_codes(&visitor).await?;
        server.next_step();
        // New recovery codes.
        visitor.goto(&line.page("/dashboard/security")).await?;
        press("/dashboard/security/recovery-codes", &proof(&phone.code(server.now()))).await?;
        shows_codes(&visitor).await?;
        server.next_step();
        // Password and code at sign-in.
        visitor.forget().await?;
        visitor.goto(&line.page("/sign-in?continue=security")).await?;
        press("/sign-in", &credentials).await?;
        ensure!(visitor.url().await?.path() == "/two-factor", "{trouble:?}: {}", visitor.url().await?);
        press("/two-factor", &[("code", &phone.code(server.now()))]).await?;
        visitor.sees("Security").await?;
        server.next_step();
        // A code once more, by a session that is signed in.
        visitor.goto(&line.page("/two-factor?continue=security")).await?;
        press("/two-factor", &[("code", &phone.code(server.now()))]).await?;
        visitor.sees("Security").await?;
        server.next_step();
        // The password once more, by a session that is signed in, and then the code.
        visitor.goto(&shop.attempt_with(&["email"], &[("prompt", "login")]).url).await?;
        press("/sign-in", &[("password", PASSWORD)]).await?;
        ensure!(visitor.url().await?.path() == "/two-factor", "{trouble:?}: {}", visitor.url().await?);
        press("/two-factor", &[("code", &phone.code(server.now()))]).await?;
        visitor.sees("Allow Shop?").await?;
        server.next_step();
        // Turning it off.
        visitor.goto(&line.page("/dashboard/security")).await?;
        press("/dashboard/security/disable", &proof(&phone.code(server.now()))).await?;
        visitor.sees("Security").await?;
        ensure!(visitor.count(&button("/dashboard/security/enrol")).await? == 1, "{trouble:?}: it is off");
    }
    Ok(())
}

/// Fills in the same form in each tab, and then sends it in one after the other. Ends in the last tab.
async fn send_in_all(visitor: &Visitor<'_>, tabs: &[Tab], action: &str, fields: &[(&str, &str)]) -> Result<()> {
    for tab in tabs {
        visitor.turn_to(tab).await?;
        fill(visitor, action, fields).await?;
    }
    for tab in tabs {
        visitor.turn_to(tab).await?;
        visitor.click(&button(action)).await?;
    }
    Ok(())
}

const OUT_OF_DATE: &str = "nothing was changed";

#[tokio::test]
async fn b04_in_chromium_the_form_of_a_second_tab_ends_well_at_every_form_that_renews_the_session() -> Result<()> {
    let server = Server::start().await;
    server.account(ADA).await;
    let visitor = Visitor::open(&server, Look::DESKTOP).await?;
    let shop = RelyingParty::new(&server, &server.app("Shop").await).await;
    let open = async |url: &str| visitor.open_tabs(&[url, url]).await;
    let page = |path: &str| format!("{}{path}", server.url);
    let security = page("/dashboard/security");
    // Signing in: the second tab continues with the session of the first.
    let tabs = open(&page("/sign-in?continue=security")).await?;
    send_in_all(&visitor, &tabs, "/sign-in", &[("email", ADA), ("password", PASSWORD)]).await?;
    visitor.sees("Security").await?;
    // Setting up: both tabs show the same key.
    send_in_all(&visitor, &tabs, "/dashboard/security/enrol", &[]).await?;
    let phone = visitor.read_key().await?;
    send_in_all(&visitor, &tabs, "/dashboard/security/confirm", &[("code", &phone.code(server.now()))]).await?;
    visitor.sees("Security").await?;
    ensure!(visitor.text("main").await?.contains(OUT_OF_DATE), "the second tab is told that nothing was changed");
    visitor.turn_to(&tabs[0]).await?;
    shows_codes(&visitor).await?;
    server.next_step();
    // New recovery codes: the first tab has them, and they were not replaced again.
    let tabs = open(&security).await?;
    let code = phone.code(server.now());
    send_in_all(&visitor, &tabs, "/dashboard/security/recovery-codes", &proof(&code)).await?;
    visitor.sees("Security").await?;
    ensure!(visitor.text("main").await?.contains(OUT_OF_DATE), "codes are made once");
    visitor.turn_to(&tabs[0]).await?;
    shows_codes(&visitor).await?;
    server.next_step();
    // Password and code once more, by a session that is signed in.
    let tabs = open(&shop.attempt_with(&["email"], &[("prompt", "login")]).url).await?;
    send_in_all(&visitor, &tabs, "/sign-in", &[("password", PASSWORD)]).await?;
    send_in_all(&visitor, &tabs, "/two-factor", &[("code", &phone.code(server.now()))]).await?;
    visitor.sees("Allow Shop?").await?;
    server.next_step();
    // Turning it off.
    let tabs = open(&security).await?;
    let code = phone.code(server.now());
    send_in_all(&visitor, &tabs, "/dashboard/security/disable", &proof(&code)).await?;
    visitor.sees("Security").await?;
    ensure!(visitor.count(&button("/dashboard/security/enrol")).await? == 1, "it is off");
    Ok(())
}

#[tokio::test]
async fn b21_in_chromium_two_tabs_of_a_new_browser_both_go_on() -> Result<()> {
    let line = Line::open().await;
    let shop = Site::open(&line.server, "Shop").await;
    line.server.account(ADA).await;
    let visitor = Visitor::open(&line.server, Look::DESKTOP).await?;
    let attempts = [(); 2].map(|()| shop.app.attempt_with(&["email"], &[("prompt", "consent")]));
    line.let_pages_cross(2);
    let tabs = visitor.open_tabs(&[&attempts[0].url, &attempts[1].url]).await?;
    for (tab, attempt) in tabs.iter().zip(attempts) {
        visitor.turn_to(tab).await?;
        ensure!(visitor.title().await?.starts_with("Sign in"), "{}", visitor.title().await?);
        visitor.sign_in(ADA).await?;
        visitor.sees("Allow Shop?").await?;
        visitor.click_text("Allow").await?;
        let answer = shop.answer(&visitor).await?;
        ensure!(!shop.app.redeem(attempt, &answer).await.access_token.is_empty(), "the app has its tokens");
    }
    Ok(())
}

#[tokio::test]
async fn b05_in_chromium_a_second_click_on_allow_ends_at_the_app() -> Result<()> {
    for trouble in Trouble::ALL {
        let line = Line::open().await;
        let shop = Site::open(&line.server, "Shop").await;
        line.server.account(ADA).await;
        let visitor = Visitor::open(&line.server, Look::DESKTOP).await?;
        let attempt = shop.app.attempt_with(&["email"], &[("prompt", "login consent")]);
        visitor.goto(&attempt.url).await?;
        fill(&visitor, "/sign-in", &[("email", ADA), ("password", PASSWORD)]).await?;
        line.press(&visitor, trouble, &button("/sign-in")).await?;
        visitor.sees("Allow Shop?").await?;
        // The redirect to the app leads to no page behind the line: only the response itself can be late.
        line.press(&visitor, Trouble::Late, "button[value=approve]").await?;
        shop.until_arrivals(1).await?;
        let answer = shop.answer(&visitor).await?;
        let tokens = shop.app.redeem(attempt, &answer).await;
        ensure!(!tokens.access_token.is_empty(), "{trouble:?}");
        visitor.goto(&line.page("/dashboard/apps")).await?;
        ensure!(visitor.text("main").await?.contains("Shop"), "{trouble:?}");
    }
    Ok(())
}
