//! What a user sees of a request that is over: how it ended, and a link to continue.

use reqwest::Method;
use serde_json::json;
use twinlock_domain::AuditKind;

use super::wiki;
use crate::support::{Page, Person, Server};

/// Where the page leads, by itself or by its button.
fn again(page: &Page) -> String {
    page.between("href=\"/oauth2/authorize?again=", "\"").map(|id| format!("/oauth2/authorize?again={id}")).unwrap()
}

#[tokio::test]
async fn b05_after_a_yes_the_page_says_so_and_leads_to_the_app() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for prompt in ["", "consent", "login consent"] {
        let prompts: Vec<_> = [("prompt", prompt)].into_iter().filter(|(_, prompt)| !prompt.is_empty()).collect();
        let attempt = wiki.attempt_with(&["email"], &prompts);
        let page = ada.visit(&attempt.url).await;
        let question = if page.is_question() { page } else { ada.sign_in_from(&page, crate::support::PASSWORD).await };
        let answer = ada.approve(&question).await;
        let issued = server.count(wiki.app, AuditKind::CodeIssued).await;
        // A second click: the decision is refused, and the browser is redirected to the app with the response of the
        // first.
        let second = ada.approve(&question).await;
        assert_eq!(second.status, 409, "{prompt}");
        assert!(second.body.contains("You allowed Wiki") && second.body.contains("Open Wiki"), "{}", second.body);
        assert!(!second.body.contains("Nothing was given"), "{}", second.body);
        let path = again(&second);
        assert!(second.body.contains(&format!("http-equiv=\"refresh\" content=\"0; url={path}\"")), "{}", second.body);
        assert_eq!(ada.get(&path).await.location(), answer.location(), "{prompt}");
        assert_eq!(server.count(wiki.app, AuditKind::CodeIssued).await, issued, "nothing was issued twice");
        // Once the app has redeemed its code, no redirect happens by itself: the button starts a new request.
        wiki.redeem(attempt, &answer).await;
        let request = question.input("request").unwrap();
        let page = ada.get(&format!("/consent?request={request}")).await;
        assert_eq!(page.status, 409);
        assert!(!page.body.contains("http-equiv") && page.body.contains("Manage access"), "{}", page.body);
        // A moment later: a request that requires a fresh password requires it again.
        server.wait(std::time::Duration::from_secs(1));
        let anew = ada.get(&again(&page)).await;
        match prompt {
            "" => assert!(anew.brings_a_code(), "consent is on file: {:?}", anew.location()),
            "consent" => assert!(anew.location().unwrap().starts_with("/consent?request=")),
            _ => assert!(anew.location().unwrap().starts_with("/sign-in?continue=")),
        }
        assert_ne!(anew.location(), answer.location());
    }
}

#[tokio::test]
async fn b05_after_a_no_the_page_says_so_and_the_button_asks_again() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let question = ada.visit(&wiki.attempt().url).await;
    ada.decide(&question, "deny").await;
    for decision in ["deny", "approve"] {
        let second = ada.decide(&question, decision).await;
        assert_eq!(second.status, 409);
        assert!(second.body.contains("You denied Wiki") && !second.body.contains("http-equiv"), "{}", second.body);
        let anew = ada.visit(&again(&second)).await;
        assert!(anew.is_question(), "{}", anew.body);
    }
    assert!(server.consent_of("ada@example.com", wiki.app).await.is_none());
}

#[tokio::test]
async fn b05_what_passed_without_a_question_is_told_as_that() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    wiki.sign_in(&mut ada).await;
    ada.post("/sign-out", &[]).await;
    let door = ada.visit(&wiki.attempt().url).await;
    let request = door.input("continue").unwrap();
    assert!(ada.sign_in_from(&door, crate::support::PASSWORD).await.brings_a_code());
    // The Back button leads to the sign-in page, and that leads on.
    let page = ada.visit(&format!("/sign-in?continue={request}")).await;
    assert_eq!(page.status, 409, "{}", page.body);
    assert!(page.body.contains("without a question to you") && page.body.contains("Open Wiki"), "{}", page.body);
    assert!(ada.get(&format!("/oauth2/authorize?again={request}")).await.brings_a_code());
}

#[tokio::test]
async fn b05_the_api_says_how_a_request_was_decided() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for (decision, word) in [("approve", "it was allowed"), ("deny", "it was denied")] {
        let request = ada.pending(&wiki.attempt_with(&["email"], &[("prompt", "consent")]).url).await;
        let body = json!({ "request": request, "decision": decision });
        assert_eq!(ada.api(Method::POST, "/api/oauth/consent", &body).await.status, 200);
        let second = ada.api(Method::POST, "/api/oauth/consent", &body).await;
        assert_eq!((second.status.as_u16(), second.json()["error"].as_str()), (409, Some("already_decided")));
        assert!(second.json()["error_description"].as_str().unwrap().contains(word), "{}", second.body);
    }
}

#[tokio::test]
async fn b05_starting_anew_is_asked_of_the_gate_and_of_nobody_elses_request() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let attempt = wiki.attempt();
    let question = ada.visit(&attempt.url).await;
    let request = question.input("request").unwrap();
    let answer = ada.approve(&question).await;
    let path = format!("/oauth2/authorize?again={request}");
    // Another user in another browser, and another session of Ada's.
    let mut eve = Person::with_account(&server, "eve@example.com").await;
    assert_eq!(eve.get(&path).await.status, 404);
    let mut elsewhere = Person::new(&server, "ada@example.com");
    elsewhere.sign_in().await;
    assert_eq!(elsewhere.get(&path).await.status, 404);
    let mut nobody = Person::new(&server, "nobody@example.com");
    assert!(nobody.get(&path).await.location().unwrap().starts_with("/sign-in?continue="));
    for id in ["x", "00000000-0000-7000-8000-000000000000"] {
        assert_eq!(ada.get(&format!("/oauth2/authorize?again={id}")).await.status, 404, "{id}");
    }
    // The requirement applies to a repeated request as to any.
    wiki.redeem(attempt, &answer).await;
    server.require_2fa(wiki.app, true).await;
    let page = ada.visit(&path).await;
    assert!(page.is_panel(), "{}", page.body);
}
