//! What ends at node A is over at node B: access, sessions, second factors, accounts (R8, R16, R23).

use reqwest::Method;
use twinlock_application::Actor;
use twinlock_application::RequestOrigin;
use twinlock_domain::EmailAddress;

use super::Nodes;
use crate::support::{PASSWORD, Person};

const ADA: &str = "ada@example.com";

#[tokio::test]
async fn r08_r16_revoke_all_on_one_node_ends_everything_on_the_other() {
    let nodes = Nodes::start().await;
    let (bank, there) = (&nodes.bank, &nodes.bank_at_b);
    let (mut ada, mut ada_there) = nodes.person(ADA).await;
    for _ in 0..10 {
        let tokens = bank.sign_in(&mut ada).await;
        let attempt = there.attempt();
        let code = there.code(&attempt, &ada_there.visit(&attempt.url).await);
        assert!(there.is_alive(&tokens).await);
        nodes.a.revoke_all(bank.app).await;
        assert!(there.is_dead(&tokens).await);
        let (status, body) = there.redeem_by_hand(&code, attempt.verifier.secret()).await;
        assert_eq!((status, body["error"].as_str()), (400, Some("invalid_grant")));
        assert_eq!(ada_there.ends_at(&there.silent_attempt().url).await, "consent_required");
    }
}

#[tokio::test]
async fn r08_what_the_user_or_the_owner_or_the_app_ends_on_one_node_is_over_on_the_other() {
    let nodes = Nodes::start().await;
    let (bank, there) = (&nodes.bank, &nodes.bank_at_b);
    let (mut ada, mut ada_there) = nodes.person(ADA).await;
    let mut owner = Person::new(&nodes.a, "owner@example.com");
    owner.sign_in().await;

    let tokens = bank.sign_in(&mut ada).await;
    assert!(there.is_alive(&tokens).await);
    assert_eq!(ada.post(&format!("/dashboard/apps/{}/revoke", bank.app), &[]).await.status, 303);
    assert!(there.is_dead(&tokens).await);
    assert_eq!(ada_there.ends_at(&there.attempt().url).await, "question");

    let tokens = bank.sign_in(&mut ada).await;
    assert!(there.is_alive(&tokens).await);
    let path = format!("/dashboard/developer/apps/{}/revoke-user", bank.app);
    assert_eq!(owner.post(&path, &[("email", ADA)]).await.status, 303);
    assert!(there.is_dead(&tokens).await);
    assert_eq!(ada_there.ends_at(&there.attempt().url).await, "question");

    let tokens = bank.sign_in(&mut ada).await;
    assert!(there.is_alive(&tokens).await);
    let revoke = bank.request(Method::POST, "/oauth2/revoke").form(&[("token", &tokens.access_token)]);
    let revoke = revoke.basic_auth(bank.app.to_string(), bank.secret.as_ref());
    assert_eq!(revoke.send().await.unwrap().status(), 200);
    assert!(there.is_dead(&tokens).await);
    assert_eq!(ada_there.ends_at(&there.attempt().url).await, "code", "consent is the user's to take back");
}

#[tokio::test]
async fn r08_a_session_that_ends_on_one_node_is_over_on_the_other() {
    let nodes = Nodes::start().await;
    let (mut ada, mut ada_there) = nodes.person(ADA).await;
    assert!(ada_there.is_signed_in().await);
    let mut sofa = Person::new(&nodes.b, ADA);
    sofa.sign_in().await;
    assert!(sofa.is_signed_in().await);
    assert_eq!(ada.post("/dashboard/security/sessions/end-others", &[]).await.status, 303);
    assert!(!sofa.is_signed_in().await && ada_there.is_signed_in().await);
    assert_eq!(ada.post("/sign-out", &[]).await.status, 303);
    assert!(!ada_there.is_signed_in().await);
    assert_eq!(ada_there.ends_at(&nodes.bank_at_b.silent_attempt().url).await, "login_required");
}

#[tokio::test]
async fn r08_r23_turning_the_second_factor_off_on_one_node_ends_what_needed_it_on_the_other() {
    let nodes = Nodes::start().await;
    let (bank, there) = (&nodes.bank, &nodes.bank_at_b);
    nodes.a.require_2fa(bank.app, true).await;
    let (mut ada, phone) = Person::enrolled(&nodes.a, ADA).await;
    let mut other = Person::new(&nodes.b, ADA);
    assert!(other.sign_in_with(&phone, &nodes.b).await.status.is_success());
    nodes.a.next_step();
    let tokens = bank.sign_in(&mut ada).await;
    assert!(there.is_alive(&tokens).await && other.is_two_factor().await);

    assert_eq!(ada.disable(PASSWORD, &phone.code(nodes.a.now())).await.status, 303);
    assert!(there.is_dead(&tokens).await);
    assert!(!ada.at(&nodes.b).is_enrolled().await);
    assert!(!other.is_signed_in().await || !other.is_two_factor().await);
    assert_eq!(ada.at(&nodes.b).ends_at(&there.attempt().url).await, "panel");
}

#[tokio::test]
async fn r08_an_account_that_is_disabled_on_one_node_is_nobody_on_the_other() {
    let nodes = Nodes::start().await;
    let (bank, there) = (&nodes.bank, &nodes.bank_at_b);
    let (mut ada, mut ada_there) = nodes.person(ADA).await;
    let tokens = bank.sign_in(&mut ada).await;
    assert!(there.is_alive(&tokens).await && ada_there.is_signed_in().await);
    let email = EmailAddress::parse(ADA).unwrap();
    nodes.a.twinlock.disable_account(Actor::Operator, &email, &RequestOrigin::default()).await.unwrap();
    assert!(!ada_there.is_signed_in().await);
    assert!(there.is_dead(&tokens).await);
    assert_eq!(Person::new(&nodes.b, ADA).sign_in().await.status, 401);
}

#[tokio::test]
async fn r08_a_factor_that_is_set_up_on_one_node_counts_on_the_other() {
    let nodes = Nodes::start().await;
    let there = &nodes.bank_at_b;
    nodes.a.require_2fa(nodes.bank.app, true).await;
    let (mut ada, mut ada_there) = nodes.person(ADA).await;
    assert_eq!(ada_there.ends_at(&there.attempt().url).await, "panel");
    let mut stale = Person::new(&nodes.b, ADA);
    stale.sign_in().await;
    ada.enrol(&nodes.a).await;
    assert_eq!(stale.ends_at(&there.attempt().url).await, "challenge");
    assert_eq!(ada.at(&nodes.b).ends_at(&there.attempt().url).await, "question");
}
