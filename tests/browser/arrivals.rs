//! What a page's content policy allows: responses arrive at the app's origin, and no other site can frame our pages.

use anyhow::Result;

use super::driver::Look;
use super::site::Site;
use super::visitor::Visitor;
use crate::support::{Person, Server};

const WITH_JAVASCRIPT: Look = Look::DESKTOP;
const WITHOUT_JAVASCRIPT: Look = Look::DESKTOP.without_javascript();

#[tokio::test]
async fn this_browser_blocks_a_form_whose_redirect_leaves_its_policy_and_no_test_here_passes_by_accident() -> Result<()>
{
    let server = Server::start().await;
    let app = Site::open(&server, "Larch Bank").await;
    app.has_policy("form-action 'self'");
    app.forwards_to(&server.url);
    app.shows("<form method=post action=/forward><button>Go</button></form>");
    let visitor = Visitor::open(&server, WITHOUT_JAVASCRIPT).await?;
    visitor.goto(&app.url()).await?;
    visitor.click_in_vain("button").await?;
    visitor.complains("form-action").await?;
    assert_eq!(visitor.url().await?.as_str(), app.url(), "nothing happens");
    Ok(())
}

async fn deny_arrives(look: Look, required: bool, title: &str, button: &str) -> Result<()> {
    let server = Server::start().await;
    let bank = Site::open(&server, "Larch Bank").await;
    server.require_2fa(bank.app.app, required).await;
    server.account("ada@example.com").await;
    let visitor = Visitor::open(&server, look).await?;
    let attempt = bank.app.attempt();
    visitor.goto(&attempt.url).await?;
    visitor.sign_in("ada@example.com").await?;
    visitor.sees(title).await?;
    visitor.click_text(button).await?;
    let answer = bank.answer(&visitor).await?;
    assert_eq!(bank.app.error(&attempt, &answer), "access_denied");
    Ok(())
}

#[tokio::test]
async fn r12_deny_at_the_panel_arrives_at_the_app() -> Result<()> {
    for look in [WITH_JAVASCRIPT, WITHOUT_JAVASCRIPT] {
        deny_arrives(look, true, "Your account needs a second lock", "Deny and return to Larch Bank").await?;
    }
    Ok(())
}

#[tokio::test]
async fn r12_deny_at_the_question_arrives_at_the_app() -> Result<()> {
    for look in [WITH_JAVASCRIPT, WITHOUT_JAVASCRIPT] {
        deny_arrives(look, false, "Allow Larch Bank?", "Deny").await?;
    }
    Ok(())
}

#[tokio::test]
async fn with_consent_on_file_the_sign_in_form_itself_ends_at_the_app() -> Result<()> {
    let server = Server::start().await;
    let bank = Site::open(&server, "Larch Bank").await;
    bank.app.sign_in(&mut Person::with_account(&server, "ada@example.com").await).await;
    for look in [WITH_JAVASCRIPT, WITHOUT_JAVASCRIPT] {
        let visitor = Visitor::open(&server, look).await?;
        let attempt = bank.app.attempt();
        visitor.goto(&attempt.url).await?;
        // The page that reports a wrong password must let the form through as well.
        visitor.fill_in(&[("email", "ada@example.com"), ("password", "not this one")]).await?;
        visitor.click_text("Sign in").await?;
        visitor.sees_problem("Sign in", "Wrong e-mail address or password.").await?;
        visitor.sign_in("ada@example.com").await?;
        let answer = bank.answer(&visitor).await?;
        bank.app.redeem(attempt, &answer).await;
    }
    Ok(())
}

#[tokio::test]
async fn with_consent_on_file_the_two_factor_form_itself_ends_at_the_app() -> Result<()> {
    let server = Server::start().await;
    let bank = Site::open(&server, "Larch Bank").await;
    server.require_2fa(bank.app.app, true).await;
    let (mut ada, phone) = Person::enrolled(&server, "ada@example.com").await;
    bank.app.sign_in(&mut ada).await;
    for look in [WITH_JAVASCRIPT, WITHOUT_JAVASCRIPT] {
        let visitor = Visitor::open(&server, look).await?;
        let attempt = bank.app.attempt();
        visitor.goto(&attempt.url).await?;
        visitor.sign_in("ada@example.com").await?;
        visitor.sees("Enter your code").await?;
        visitor.fill_in(&[("code", &phone.wrong_code(server.now()))]).await?;
        visitor.click_text("Continue").await?;
        visitor.sees_problem("Enter your code", "").await?;
        visitor.give_code(&phone).await?;
        server.next_step();
        let answer = bank.answer(&visitor).await?;
        bank.app.redeem(attempt, &answer).await;
    }
    Ok(())
}

#[tokio::test]
async fn a_form_on_the_apps_own_page_reaches_authorize_without_the_cookie_and_the_session_is_known_all_the_same()
-> Result<()> {
    let server = Server::start().await;
    let bank = Site::open(&server, "Larch Bank").await;
    server.account("ada@example.com").await;
    for look in [WITH_JAVASCRIPT, WITHOUT_JAVASCRIPT] {
        let visitor = Visitor::open(&server, look).await?;
        visitor.visit("/sign-in").await?;
        visitor.sign_in("ada@example.com").await?;
        let attempt = bank.app.attempt_with(&["email"], &[("prompt", "consent")]);
        let url: url::Url = attempt.url.parse()?;
        let inputs: Vec<String> = url
            .query_pairs()
            .map(|(name, value)| format!(r#"<input type=hidden name="{name}" value="{value}">"#))
            .collect();
        let inputs = inputs.concat();
        let action = format!("{}/oauth2/authorize", server.url);
        bank.shows(&format!(r#"<form method=post action="{action}">{inputs}<button>Sign in</button></form>"#));
        visitor.goto(&bank.url()).await?;
        visitor.click_text("Sign in").await?;
        visitor.sees("Allow Larch Bank?").await?;
        assert!(visitor.text(".signed-in").await?.contains("ada@example.com"));
        visitor.click_text("Allow").await?;
        let answer = bank.answer(&visitor).await?;
        bank.app.redeem(attempt, &answer).await;
    }
    Ok(())
}

#[tokio::test]
async fn not_you_lets_somebody_else_go_on_from_the_panel_with_no_step_lost() -> Result<()> {
    let server = Server::start().await;
    let bank = Site::open(&server, "Larch Bank").await;
    server.require_2fa(bank.app.app, true).await;
    server.account("ada@example.com").await;
    let (_, phone) = Person::enrolled(&server, "grace@example.com").await;
    let visitor = Visitor::open(&server, WITHOUT_JAVASCRIPT).await?;
    let attempt = bank.app.attempt();
    visitor.goto(&attempt.url).await?;
    visitor.sign_in("ada@example.com").await?;
    visitor.sees("Your account needs a second lock").await?;
    visitor.click_text("Not you?").await?;
    visitor.sees("Sign in").await?;
    visitor.sign_in("grace@example.com").await?;
    visitor.sees("Enter your code").await?;
    visitor.give_code(&phone).await?;
    visitor.sees("Allow Larch Bank?").await?;
    visitor.click_text("Allow").await?;
    let answer = bank.answer(&visitor).await?;
    bank.app.redeem(attempt, &answer).await;
    Ok(())
}

#[tokio::test]
async fn our_pages_stay_blank_in_a_frame() -> Result<()> {
    let server = Server::start().await;
    let bank = Site::open(&server, "Larch Bank").await;
    server.account("ada@example.com").await;
    let visitor = Visitor::open(&server, WITH_JAVASCRIPT).await?;
    visitor.goto(&bank.app.attempt().url).await?;
    visitor.sign_in("ada@example.com").await?;
    visitor.sees("Allow Larch Bank?").await?;
    let consent = visitor.url().await?;
    bank.shows(&format!(r#"<h1>Win a prize</h1><iframe src="{consent}" width=600 height=800></iframe>"#));
    // The neighbour is the same site, so the cookie is sent and only the content policy prevents the framing.
    for page in [bank.url(), bank.neighbour_url()] {
        visitor.goto(&page).await?;
        let text = visitor.text_in_frame("iframe").await?;
        assert!(!text.contains("Larch Bank") && !text.contains("Twinlock"), "{page}: {text}");
        visitor.complains("frame-ancestors").await?;
    }
    assert_eq!(bank.arrivals(), 0);
    Ok(())
}
