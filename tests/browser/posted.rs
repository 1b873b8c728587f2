//! `response_mode=form_post` in a browser: with script the response is posted at once, without it by a button.

use std::time::Duration;

use anyhow::{Result, ensure};

use super::driver::Look;
use super::site::Site;
use super::visitor::Visitor;
use crate::support::{Person, Server};

#[tokio::test]
async fn b13_a_posted_answer_arrives_with_script_and_without() -> Result<()> {
    let server = Server::start().await;
    let bank = Site::open(&server, "Larch Bank").await;
    bank.app.sign_in(&mut Person::with_account(&server, "ada@example.com").await).await;
    server.account("bea@example.com").await;
    let host = bank.url().trim_start_matches("http://").trim_end_matches('/').to_owned();
    for look in [Look::DESKTOP, Look::DESKTOP.without_javascript(), Look::NARROW.without_javascript()] {
        // Her consent is stored, and the other's is asked for: the response follows a redirect, and a form.
        for email in ["ada@example.com", "bea@example.com"] {
            let visitor = Visitor::open(&server, look).await?;
            let parameters = [("response_mode", "form_post")];
            let attempt = bank.app.attempt_with(&["email", "profile", "offline_access"], &parameters);
            visitor.goto(&attempt.url).await?;
            visitor.sign_in(email).await?;
            if email.starts_with("bea") {
                visitor.click_text("Deny").await?;
            }
            if !look.javascript {
                visitor.sees(&format!("Back to {host}")).await?;
                visitor.click_text(&format!("Continue to {host}")).await?;
            }
            // The script sends the form as soon as its page is loaded: the browser may not have arrived yet.
            for _ in 0..250 {
                if visitor.title().await? == "App" {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            ensure!(visitor.title().await? == "App", "{look:?}: the browser stands at {}", visitor.url().await?);
            let form = bank.last_arrival().unwrap_or_default();
            let word = if email.starts_with("bea") { "error=access_denied" } else { "code=" };
            ensure!(form.contains(word) && form.contains(&format!("state={}", attempt.state)), "{look:?}: {form}");
            let complaints = visitor.complaints().await?;
            ensure!(!complaints.iter().any(|line| line.contains("Content Security")), "{complaints:?}");
        }
    }
    Ok(())
}
