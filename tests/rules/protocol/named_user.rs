//! Requests that name a user, by `id_token_hint` or by a value of the claim `sub`: no code is issued for another user
//! (OIDC Core 3.1.2.2).

use std::time::Duration;

use serde_json::json;

use super::app;
use crate::support::{PASSWORD, Page, Person, RelyingParty, Server};

/// Two accounts, each with a stored consent and a browser of its own.
struct Pair {
    server: Server,
    wiki: RelyingParty,
    ada: Person,
    bea: Person,
    /// Ada's `id_token`, as it came with her tokens.
    id_token: String,
    sub: String,
}

impl Pair {
    async fn enter() -> Self {
        let server = Server::start().await;
        let wiki = app(&server, "Wiki").await;
        let mut ada = Person::with_account(&server, "ada@example.com").await;
        let mut bea = Person::with_account(&server, "bea@example.com").await;
        let hers = wiki.sign_in(&mut ada).await.id_token;
        wiki.sign_in(&mut bea).await;
        let (id_token, sub) = (hers.raw, hers.claims["sub"].as_str().unwrap().to_owned());
        Self { server, wiki, ada, bea, id_token, sub }
    }

    /// Each way to name Ada in a request.
    fn ways(&self) -> Vec<(&'static str, String)> {
        let value = json!({ "value": self.sub });
        let values = json!({ "essential": true, "values": ["nobody", self.sub] });
        vec![
            ("id_token_hint", self.id_token.clone()),
            ("claims", json!({ "id_token": { "sub": value } }).to_string()),
            ("claims", json!({ "userinfo": { "sub": value } }).to_string()),
            ("claims", json!({ "id_token": { "sub": values } }).to_string()),
        ]
    }

    fn url(&self, way: &(&str, String), prompt: &str) -> String {
        let mut parameters = vec![(way.0, way.1.as_str())];
        parameters.extend((!prompt.is_empty()).then_some(("prompt", prompt)));
        self.wiki.attempt_with(&["email"], &parameters).url
    }
}

#[tokio::test]
async fn d1_a_silent_request_that_names_a_user_is_answered_for_nobody_else() {
    let mut pair = Pair::enter().await;
    for way in pair.ways() {
        let url = pair.url(&way, "none");
        assert_eq!(pair.ada.get(&url).await.word(), "code", "{way:?}");
        assert_eq!(pair.bea.get(&url).await.word(), "login_required", "{way:?}");
        assert_eq!(Person::new(&pair.server, "nobody").get(&url).await.word(), "login_required", "{way:?}");
    }
}

#[tokio::test]
async fn b06_somebody_else_is_asked_to_sign_in_as_the_one_who_is_named() {
    let pair = Pair::enter().await;
    for way in pair.ways() {
        // Signing in as another user ends the existing session.
        let mut browser = Person::new(&pair.server, "bea@example.com");
        browser.sign_in().await;
        let sign_in = browser.visit(&pair.url(&way, "")).await;
        assert_eq!(sign_in.word(), "sign-in", "{way:?}: {}", sign_in.body);
        assert!(sign_in.body.contains("Wiki asks for another account than bea@example.com"), "{}", sign_in.body);
        assert_eq!(sign_in.input("email").as_deref(), Some(""), "nobody's address is filled in");

        // Neither her own password again nor a wrong one helps.
        let again = browser.sign_in_from(&sign_in, PASSWORD).await;
        assert_eq!(again.word(), "sign-in", "{way:?}");
        browser.email = "ada@example.com".into();
        let wrong = browser.sign_in_from(&again, "not this one").await;
        assert_eq!((wrong.status.as_u16(), wrong.input("email").as_deref()), (401, Some("ada@example.com")));

        let answer = browser.sign_in_from(&wrong, PASSWORD).await;
        assert_eq!(answer.word(), "code", "{way:?}: {}", answer.body);
    }
}

#[tokio::test]
async fn d1_the_code_is_of_the_user_who_was_named() {
    let pair = Pair::enter().await;
    let attempt = pair.wiki.attempt_with(&["email"], &[("id_token_hint", &pair.id_token)]);
    let mut browser = pair.bea.clone();
    let sign_in = browser.visit(&attempt.url).await;
    browser.email = "ada@example.com".into();
    let answer = browser.sign_in_from(&sign_in, PASSWORD).await;
    let tokens = pair.wiki.redeem(attempt, &answer).await;
    assert_eq!(tokens.id_token.claims["sub"], pair.sub.as_str());
}

#[tokio::test]
async fn d1_a_question_that_was_rendered_for_the_one_is_not_decided_by_the_other() {
    let pair = Pair::enter().await;
    let way = ("id_token_hint", pair.id_token.clone());
    let mut browser = pair.ada.clone();
    let question = browser.visit(&pair.url(&way, "consent")).await;
    assert!(question.is_question(), "{}", question.body);
    let request = question.input("request").unwrap();
    // The same browser, now with another account: the request belongs to the browser, and requires Ada again.
    browser.email = "bea@example.com".into();
    browser.cookies.remove("twinlock");
    browser.sign_in().await;
    assert_eq!(browser.ends_at(&format!("/oauth2/authorize?continue={request}")).await, "sign-in");
    for (decision, by_form) in [("approve", true), ("approve", false)] {
        let answer: Page = if by_form {
            browser.post("/api/oauth/consent", &[("request", &request), ("decision", decision)]).await
        } else {
            let body = json!({ "request": request, "decision": decision });
            browser.api(reqwest::Method::POST, "/api/oauth/consent", &body).await
        };
        assert!(!answer.brings_a_code() && !answer.body.contains("code="), "{} {}", answer.status, answer.body);
    }
}

#[tokio::test]
async fn d1_a_hint_counts_however_old_it_and_its_key_are() {
    let mut pair = Pair::enter().await;
    pair.server.wait(Duration::from_hours(30));
    let rotate = twinlock_application::oauth::RotateKeys { at_once: true };
    pair.server.twinlock.rotate_keys(rotate, &twinlock_application::RequestOrigin::default()).await.unwrap();
    pair.server.wait(Duration::from_hours(100));
    pair.ada.sign_in().await;
    pair.bea.sign_in().await;
    let url = pair.url(&("id_token_hint", pair.id_token.clone()), "none");
    assert_eq!(pair.ada.get(&url).await.word(), "code");
    assert_eq!(pair.bea.get(&url).await.word(), "login_required");
}

#[tokio::test]
async fn d1_a_hint_that_is_not_this_apps_is_an_error_and_never_no_hint() {
    let mut pair = Pair::enter().await;
    let other = app(&pair.server, "Other").await;
    let others = other.sign_in(&mut pair.ada).await.id_token.raw;
    let elsewhere = Server::start().await;
    let there = app(&elsewhere, "Wiki").await;
    let mut stranger = Person::with_account(&elsewhere, "ada@example.com").await;
    let foreign = there.sign_in(&mut stranger).await.id_token.raw;
    let parts: Vec<&str> = pair.id_token.split('.').collect();
    let unsigned = format!("{}.{}.", parts[0], parts[1]);
    for hint in ["x", "a.b.c", "..", &unsigned, &others, &foreign] {
        for prompt in ["none", ""] {
            let url = pair.url(&("id_token_hint", hint.to_owned()), prompt);
            assert_eq!(pair.ada.get(&url).await.word(), "invalid_request", "{hint}");
        }
    }
    let hint = format!("{}\u{0}", pair.id_token);
    let url = pair.url(&("id_token_hint", hint), "none");
    assert_eq!(pair.ada.get(&url).await.status, 400);
}

#[tokio::test]
async fn d1_demands_add_up_and_two_that_contradict_are_an_error() {
    let mut pair = Pair::enter().await;
    let bea = pair.wiki.sign_in(&mut pair.bea).await.id_token;
    let sub_of_bea = bea.claims["sub"].as_str().unwrap();
    let both = json!({ "id_token": { "sub": { "values": [pair.sub, sub_of_bea] } } }).to_string();
    let parameters = [("claims", both.as_str()), ("id_token_hint", &bea.raw), ("prompt", "none")];
    let url = pair.wiki.attempt_with(&["email"], &parameters).url;
    assert_eq!(pair.ada.get(&url).await.word(), "login_required");
    assert_eq!(pair.bea.get(&url).await.word(), "code");
    let contradiction =
        json!({ "id_token": { "sub": { "value": pair.sub } }, "userinfo": { "sub": { "value": sub_of_bea } } });
    let url = pair.url(&("claims", contradiction.to_string()), "none");
    assert_eq!(pair.ada.get(&url).await.word(), "invalid_request");
    let against_hint = json!({ "id_token": { "sub": { "value": pair.sub } } }).to_string();
    let parameters = [("claims", against_hint.as_str()), ("id_token_hint", &bea.raw), ("prompt", "none")];
    let url = pair.wiki.attempt_with(&["email"], &parameters).url;
    assert_eq!(pair.ada.get(&url).await.word(), "invalid_request");
    // A subject that does not exist: nobody can sign in as it, and a `prompt=none` request gets an error.
    for nobody in ["nobody", "x".repeat(255).as_str()] {
        let claims = json!({ "id_token": { "sub": { "value": nobody } } }).to_string();
        let url = pair.url(&("claims", claims), "none");
        assert_eq!(pair.ada.get(&url).await.word(), "login_required");
    }
    for malformed in ["", " ", "a b", "\u{fc}", "a\u{0}b", "x".repeat(256).as_str()] {
        let claims = json!({ "id_token": { "sub": { "value": malformed } } }).to_string();
        let url = pair.url(&("claims", claims), "none");
        let word = pair.ada.get(&url).await.word();
        assert_eq!(word, "invalid_request", "{malformed:?}");
    }
}
