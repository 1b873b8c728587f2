//! Keys and secrets that one node made, the other uses: they are in the database, sealed, and nowhere else.

use std::time::Duration;

use openidconnect::core::CoreIdToken;
use serde_json::Value;
use twinlock_application::RequestOrigin;
use twinlock_application::oauth::RotateKeys;

use super::Nodes;
use crate::support::{Person, RelyingParty, Server};

async fn published(node: &Server) -> Value {
    Person::new(node, "nobody@example.com").get("/oauth2/jwks").await.json()
}

/// An `id_token` that node B signs.
async fn signed_at_b(nodes: &Nodes, person: &mut Person) -> CoreIdToken {
    let bank = &nodes.bank_at_b;
    let attempt = bank.attempt();
    let mut page = person.visit(&attempt.url).await;
    if page.is_question() {
        page = person.approve(&page).await;
    }
    let (status, body) = bank.redeem_by_hand(&bank.code(&attempt, &page), attempt.verifier.secret()).await;
    assert_eq!(status, 200, "{body}");
    body["id_token"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn r08_what_one_node_signs_the_keys_of_the_other_verify() {
    let nodes = Nodes::start().await;
    let (_, mut ada_there) = nodes.person("ada@example.com").await;
    assert_eq!(published(&nodes.a).await, published(&nodes.b).await);
    let before = signed_at_b(&nodes, &mut ada_there).await;
    assert!(nodes.bank.verifies(&before), "by what it discovered at node A");

    nodes.a.twinlock.rotate_keys(RotateKeys { at_once: true }, &RequestOrigin::default()).await.unwrap();
    // Keys alone are believed for a moment; the clock of both nodes is the test's.
    nodes.a.wait(Duration::from_secs(5));
    assert_eq!(published(&nodes.a).await, published(&nodes.b).await);
    let after = signed_at_b(&nodes, &mut ada_there).await;
    let rediscovered: RelyingParty = nodes.bank.rediscovered().await;
    assert!(rediscovered.verifies(&after) && !nodes.bank.verifies(&after));
    assert!(!rediscovered.verifies(&before), "the key that leaked is gone on both");
}

#[tokio::test]
async fn r08_a_page_of_one_node_is_answered_at_the_other() {
    let nodes = Nodes::start().await;
    nodes.a.account("ada@example.com").await;
    let mut ada = Person::new(&nodes.a, "ada@example.com");
    let page = ada.visit("/sign-in").await;
    let mut ada = ada.at(&nodes.b);
    ada.sign_in_from(&page, crate::support::PASSWORD).await;
    let attempt = nodes.bank.attempt();
    let question = ada.visit(&attempt.url).await;
    assert!(question.is_question());
    let mut ada = ada.at(&nodes.a);
    let answer = ada.approve(&question).await;
    let code = nodes.bank.code(&attempt, &answer);
    let (status, body) = nodes.bank_at_b.redeem_by_hand(&code, attempt.verifier.secret()).await;
    assert_eq!(status, 200, "{body}");
    let token = body["access_token"].as_str().unwrap();
    assert_eq!((nodes.bank.userinfo(token).await.0, nodes.bank_at_b.userinfo(token).await.0), (200, 200));
}
