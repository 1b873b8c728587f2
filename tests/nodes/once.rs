//! What is good once is good on one node: codes, refresh tokens, steps, recovery codes (R4, R17).

use std::time::Duration;

use futures_util::future::{join, join_all};

use super::Nodes;
use crate::support::Person;

const ADA: &str = "ada@example.com";

#[tokio::test]
async fn r17_a_code_is_redeemed_on_one_node_alone() {
    let nodes = Nodes::start().await;
    let (bank, there) = (&nodes.bank, &nodes.bank_at_b);
    let (mut ada, _) = nodes.person(ADA).await;
    bank.sign_in(&mut ada).await;
    for _ in 0..20 {
        let attempt = bank.attempt();
        let code = bank.code(&attempt, &ada.visit(&attempt.url).await);
        let verifier = attempt.verifier.secret();
        let (here, there) = join(bank.redeem_by_hand(&code, verifier), there.redeem_by_hand(&code, verifier)).await;
        let mut statuses = [here.0, there.0];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 400], "{here:?} {there:?}");
    }
}

#[tokio::test]
async fn r17_a_refresh_token_is_rotated_on_one_node_and_its_copy_is_known_on_the_other() {
    let nodes = Nodes::start().await;
    let (bank, there) = (&nodes.bank, &nodes.bank_at_b);
    let (mut ada, _) = nodes.person(ADA).await;
    let mut token = bank.sign_in(&mut ada).await.refresh_token.unwrap();
    for _ in 0..10 {
        let (here, other) = join(bank.refresh_by_hand(&token), there.refresh_by_hand(&token)).await;
        assert_eq!((here.0, other.0), (200, 200), "one rotates, the other tells the same answer again");
        assert_eq!(here.1["refresh_token"], other.1["refresh_token"]);
        here.1["refresh_token"].as_str().unwrap().clone_into(&mut token);
    }
    let next = bank.refresh_by_hand(&token).await.1["refresh_token"].as_str().unwrap().to_owned();
    // Longer than the answer is told again (`lifetimes.refresh_retry`).
    nodes.a.wait(Duration::from_secs(31));
    assert_eq!(there.refresh_by_hand(&token).await.0, 400, "a stolen copy");
    assert_eq!(bank.refresh_by_hand(&next).await.0, 400, "and whoever holds the newest has lost it too");
}

#[tokio::test]
async fn r04_a_code_of_a_phone_or_of_paper_is_accepted_on_one_node_alone() {
    let nodes = Nodes::start().await;
    let mut ada = Person::with_account(&nodes.a, ADA).await;
    let (phone, page) = ada.enrol_fully(&nodes.a, &[]).await;
    let paper = page.recovery_codes();
    for paper in paper.iter().take(4) {
        nodes.a.next_step();
        let step = phone.code(nodes.a.now());
        for code in [&step, paper] {
            // Both have given the password, and give the same code at the same moment.
            let (mut here, mut there) = (Person::new(&nodes.a, ADA), Person::new(&nodes.b, ADA));
            let pages = [here.give_password().await, there.give_password().await];
            let answers = join(here.type_code(&pages[0], code), there.type_code(&pages[1], code)).await;
            let mut statuses = [answers.0.status.as_u16(), answers.1.status.as_u16()];
            statuses.sort_unstable();
            assert_eq!(statuses, [303, 401], "{code}");
        }
    }
}

#[tokio::test]
async fn r05_guesses_on_both_nodes_are_counted_together() {
    let nodes = Nodes::start().await;
    let (_, phone) = Person::enrolled(&nodes.a, ADA).await;
    let wrong = phone.wrong_code(nodes.a.now());
    let mut guessers = Vec::new();
    for node in [&nodes.a, &nodes.b, &nodes.a, &nodes.b] {
        let mut person = Person::new(node, ADA);
        let page = person.give_password().await;
        guessers.push((person, page));
    }
    let mut looked_at = 0;
    for _ in 0..5 {
        let answers = join_all(guessers.iter_mut().map(|(person, page)| person.type_code(page, &wrong))).await;
        looked_at += answers.iter().filter(|answer| answer.body.contains("is not right")).count();
    }
    assert_eq!(looked_at, 5, "five are free, however they are spread");
    let code = phone.code(nodes.a.now());
    for (person, page) in &mut guessers {
        let answer = person.type_code(page, &code).await;
        assert_eq!(answer.status, 401, "even the right code waits: {}", answer.body);
    }
}
