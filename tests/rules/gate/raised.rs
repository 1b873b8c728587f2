//! How one request can require more than its app does, and that it can never require less (R19).

use std::time::Duration;

use serde_json::json;

use super::Cast;
use crate::support::{Attempt, Person, RelyingParty, Server};

const ONE: &str = "urn:twinlock:acr:1fa";
const TWO: &str = "urn:twinlock:acr:2fa";

async fn wiki(server: &Server) -> RelyingParty {
    RelyingParty::register(server, "Wiki").await
}

fn asking(app: &RelyingParty, name: &str, value: &str) -> Attempt {
    app.attempt_with(&["email"], &[(name, value)])
}

fn essential(values: &[&str]) -> String {
    json!({ "id_token": { "acr": { "essential": true, "values": values } } }).to_string()
}

#[tokio::test]
async fn r19_acr_values_raise_the_gate_for_one_request_of_any_app() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut cast = Cast::enter(&server).await;
    assert_eq!(cast.end_at(|| wiki.attempt()).await, ["question", "question", "question"]);
    assert_eq!(cast.end_at(|| asking(&wiki, "acr_values", TWO)).await, ["panel", "challenge", "question"]);
    assert_eq!(cast.end_at(|| wiki.attempt()).await, ["question", "question", "question"], "the next is not raised");
    let silent = |value: &str| wiki.attempt_with(&["email"], &[("acr_values", value), ("prompt", "none")]);
    let answers = cast.end_at(|| silent(TWO)).await;
    assert_eq!(answers, ["interaction_required", "interaction_required", "consent_required"]);
}

#[tokio::test]
async fn r19_the_raised_gate_is_asked_again_at_the_consent_endpoint() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let request = ada.pending(&asking(&wiki, "acr_values", TWO).url).await;
    let refused = ada.approve_by_hand(&request).await;
    assert_eq!(
        (refused.status.as_u16(), refused.json()["error"].as_str()),
        (403, Some("two_factor_enrollment_required"))
    );
    ada.enrol(&server).await;
    assert!(ada.approve_by_hand(&request).await.brings_a_code());
}

#[tokio::test]
async fn r19_the_token_says_the_acr_that_was_met_not_the_one_that_was_asked() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut cast = Cast::enter(&server).await;
    for (asked, met) in [(ONE, [ONE, ONE, TWO]), ("urn:example:gold", [ONE, ONE, TWO])] {
        for (person, met) in cast.everybody().into_iter().zip(met) {
            let attempt = asking(&wiki, "acr_values", asked);
            let mut page = person.visit(&attempt.url).await;
            if page.is_question() {
                page = person.approve(&page).await;
            }
            assert_eq!(wiki.redeem(attempt, &page).await.id_token.claims["acr"], met, "{asked}");
        }
    }
}

#[tokio::test]
async fn r19_an_essential_claim_raises_the_gate_as_acr_values_do() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut cast = Cast::enter(&server).await;
    let value = json!({ "id_token": { "acr": { "essential": true, "value": TWO } } }).to_string();
    for claims in [essential(&[TWO]), essential(&["urn:example:gold", TWO]), value] {
        assert_eq!(
            cast.end_at(|| asking(&wiki, "claims", &claims)).await,
            ["panel", "challenge", "question"],
            "{claims}"
        );
    }
    let attempt = asking(&wiki, "claims", &essential(&[TWO]));
    let question = cast.full.visit(&attempt.url).await;
    let answer = cast.full.approve(&question).await;
    assert_eq!(wiki.redeem(attempt, &answer).await.id_token.claims["acr"], TWO);
    // Any of the named values is sufficient.
    assert_eq!(cast.bare.ends_at(&asking(&wiki, "claims", &essential(&[TWO, ONE])).url).await, "question");
}

#[tokio::test]
async fn r19_the_first_value_that_can_be_met_is_aimed_for_and_any_that_was_named_is_accepted() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut cast = Cast::enter(&server).await;
    let (best_first, worst_first) = (format!("urn:example:gold {TWO} {ONE}"), format!("{ONE} {TWO}"));
    let (essential_best, essential_worst) = (essential(&[TWO, ONE]), essential(&[ONE, TWO]));
    let question = ["question", "question", "question"];
    for (name, value, ends) in [
        // A user without a second factor cannot meet the first value, and passes with the other one.
        ("acr_values", best_first.as_str(), ["question", "challenge", "question"]),
        ("acr_values", worst_first.as_str(), question),
        ("claims", essential_best.as_str(), ["question", "challenge", "question"]),
        ("claims", essential_worst.as_str(), question),
    ] {
        assert_eq!(cast.end_at(|| asking(&wiki, name, value)).await, ends, "{name}={value}");
        let silent = || wiki.attempt_with(&["email"], &[(name, value), ("prompt", "none")]);
        let answers = cast.end_at(silent).await;
        assert_eq!(answers, ["consent_required", "consent_required", "consent_required"], "{name}={value}: in silence");
    }
    // The app's requirement applies in addition.
    server.require_2fa(wiki.app, true).await;
    for value in [&best_first, &worst_first] {
        let ends = cast.end_at(|| asking(&wiki, "acr_values", value)).await;
        assert_eq!(ends, ["panel", "challenge", "question"], "{value}");
    }
}

#[tokio::test]
async fn l3_a_malformed_demand_is_an_error_and_lets_nobody_through() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut cast = Cast::enter(&server).await;
    cast.consent(&wiki).await;
    for claims in [
        r#"{"id_token":{"acr":{"essential":true,"values":"urn:twinlock:acr:2fa"}}}"#,
        r#"{"id_token":{"acr":{"essential":"true","values":["urn:twinlock:acr:2fa"]}}}"#,
        r#"{"id_token":{"acr":{"essential":true,"values":[["urn:twinlock:acr:2fa"]]}}}"#,
        r#"{"id_token":{"acr":{"essential":true,"value":["urn:twinlock:acr:2fa"]}}}"#,
        r#"{"id_token":{"acr":"urn:twinlock:acr:2fa"}}"#,
        r#"{"id_token":["acr"]}"#,
        r#"{"userinfo":"acr"}"#,
        r#"{"id_token":{"acr":{"essential":true,"value":"urn:twinlock:acr:2fa"},"acr":null}}"#,
        r#"{"id_token":{"sub":{"value":7}}}"#,
    ] {
        let invalid = ["invalid_request"; 3];
        assert_eq!(cast.end_at(|| asking(&wiki, "claims", claims)).await, invalid, "{claims}");
        let silent = || wiki.attempt_with(&["email"], &[("claims", claims), ("prompt", "none")]);
        assert_eq!(cast.end_at(silent).await, invalid, "{claims}");
    }
}

#[tokio::test]
async fn r19_an_essential_value_that_is_unknown_cannot_be_met() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut cast = Cast::enter(&server).await;
    cast.consent(&wiki).await;
    let unmet = "unmet_authentication_requirements";
    let unknown = essential(&["urn:example:gold"]);
    assert_eq!(cast.end_at(|| asking(&wiki, "claims", &unknown)).await, [unmet, unmet, unmet]);
    let silent = || wiki.attempt_with(&["email"], &[("claims", &unknown), ("prompt", "none")]);
    assert_eq!(cast.end_at(silent).await, [unmet, unmet, unmet]);
    // If it is not essential, the same value is ignored.
    let voluntary = json!({ "id_token": { "acr": { "values": ["urn:example:gold"] } } }).to_string();
    assert_eq!(cast.end_at(|| asking(&wiki, "claims", &voluntary)).await, ["code", "code", "code"]);
    assert_eq!(cast.end_at(|| asking(&wiki, "acr_values", "urn:example:gold")).await, ["code", "code", "code"]);
}

#[tokio::test]
async fn r19_nothing_lowers_the_gate_of_an_app_that_requires_two_factors() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut cast = Cast::enter(&server).await;
    cast.consent(&wiki).await;
    server.require_2fa(wiki.app, true).await;
    let essential_one = essential(&[ONE]);
    let nothing = json!({ "id_token": { "acr": { "essential": true } } }).to_string();
    for (name, value) in [
        ("acr_values", ONE),
        ("acr_values", "0"),
        ("acr_values", ""),
        ("claims", &*essential_one),
        ("claims", &*nothing),
        ("claims", "{}"),
        ("max_age", "100000"),
        ("require_2fa", "false"),
        ("two_factor", "passed"),
    ] {
        let ends = cast.end_at(|| asking(&wiki, name, value)).await;
        assert_eq!(ends, ["panel", "challenge", "code"], "{name}={value}");
    }
}

#[tokio::test]
async fn r19_claims_that_are_no_claims_request_are_an_error() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let wrong =
        ["{", "[]", "7", r#"{"id_token":7}"#, r#"{"id_token":{"acr":"x"}}"#, r#"{"id_token":{"acr":{"values":[1]}}}"#];
    for claims in wrong {
        let attempt = asking(&wiki, "claims", claims);
        assert_eq!(wiki.error(&attempt, &ada.get(&attempt.url).await), "invalid_request", "{claims}");
    }
}

#[tokio::test]
async fn r19_max_age_asks_for_the_password_again_and_the_token_says_when_it_was_given() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let first = wiki.sign_in(&mut ada).await;
    server.wait(Duration::from_secs(61));
    // The sign-in is not too old for this `max_age`.
    let attempt = asking(&wiki, "max_age", "10000");
    let page = ada.visit(&attempt.url).await;
    let same = wiki.redeem(attempt, &page).await;
    assert_eq!(same.id_token.claims["auth_time"], first.id_token.claims["auth_time"]);
    // The sign-in is too old for these.
    for max_age in ["60", "0"] {
        server.wait(Duration::from_secs(61));
        let attempt = asking(&wiki, "max_age", max_age);
        let sign_in = ada.visit(&attempt.url).await;
        assert_eq!(sign_in.word(), "sign-in");
        let page = ada.sign_in_from(&sign_in, crate::support::PASSWORD).await;
        let token = wiki.redeem(attempt, &page).await.id_token;
        assert_eq!(token.claims["auth_time"], server.now().unix_seconds());
    }
}

#[tokio::test]
async fn r19_max_age_asks_an_enrolled_account_for_both_factors_again() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let (mut ada, phone) = Person::enrolled(&server, "ada@example.com").await;
    wiki.sign_in(&mut ada).await;
    server.wait(Duration::from_secs(61));
    let attempt = asking(&wiki, "max_age", "60");
    let sign_in = ada.visit(&attempt.url).await;
    assert_eq!(sign_in.word(), "sign-in");
    let challenge = ada.sign_in_from(&sign_in, crate::support::PASSWORD).await;
    assert_eq!(challenge.word(), "challenge");
    let page = ada.pass_two_factor(&challenge, &phone.code(server.now())).await;
    let token = wiki.redeem(attempt, &page).await.id_token;
    assert_eq!(token.claims["auth_time"], server.now().unix_seconds());
    assert_eq!(token.claims["amr"], json!(["mfa", "otp"]));
}

#[tokio::test]
async fn r19_prompt_login_asks_for_the_password_though_there_is_a_session() {
    let server = Server::start().await;
    let wiki = wiki(&server).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    wiki.sign_in(&mut ada).await;
    server.wait(Duration::from_secs(5));
    let attempt = asking(&wiki, "prompt", "login");
    let sign_in = ada.visit(&attempt.url).await;
    assert_eq!(sign_in.word(), "sign-in");
    // Continuing without signing in leads to the same page, however often.
    let id = sign_in.input("continue").unwrap();
    assert_eq!(ada.ends_at(&format!("/oauth2/authorize?continue={id}")).await, "sign-in");
    let page = ada.sign_in_from(&sign_in, crate::support::PASSWORD).await;
    assert_eq!(wiki.redeem(attempt, &page).await.id_token.claims["auth_time"], server.now().unix_seconds());
}

#[tokio::test]
async fn r19_json_from_a_sign_in_that_aged_meanwhile_is_told_where_to_sign_in_again() {
    let server = Server::start().await;
    let notes = RelyingParty::register(&server, "Notes").await;
    let mut person = Person::with_account(&server, "ada@example.com").await;
    // A password entered in the same second as the request counts as entered for it.
    server.wait(Duration::from_secs(1));
    let request = person.pending(&notes.attempt_with(&[], &[("max_age", "60")]).url).await;

    server.wait(Duration::from_secs(61));
    let body = json!({ "request": request, "decision": "approve", "scopes": ["openid"] });
    let refused = person.api(reqwest::Method::POST, "/api/oauth/consent", &body).await;
    assert_eq!((refused.status.as_u16(), refused.json()["error"].as_str()), (401, Some("sign_in_required")));
    assert_eq!(refused.json()["next"], format!("/oauth2/authorize?continue={request}"));
    assert!(server.consent_of("ada@example.com", notes.app).await.is_none());
}
