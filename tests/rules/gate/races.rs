//! A change that was acknowledged is visible to every request that starts after it, on every node; two changes that
//! race are ordered, and both have the same order (R8, R16).

use futures_util::future::{join, join_all};
use twinlock_domain::AuditKind;

use crate::support::{Page, Person, RelyingParty, Server};

#[tokio::test]
async fn r08_what_one_node_acknowledged_the_other_knows() {
    let server = Server::start().await;
    let other_node = server.restarted().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut bare = Person::with_account(&server, "bare@example.com").await;
    for _ in 0..10 {
        other_node.require_2fa(bank.app, true).await;
        assert_eq!(bare.ends_at(&bank.attempt().url).await, "panel");
        other_node.require_2fa(bank.app, false).await;
        assert_eq!(bare.ends_at(&bank.attempt().url).await, "question");
    }
    let tokens = bank.sign_in(&mut bare).await;
    assert!(bank.is_alive(&tokens).await);
    other_node.revoke_all(bank.app).await;
    assert!(bank.is_dead(&tokens).await);
}

/// People without a second factor, each with a pending request, its verifier and a CSRF token.
async fn crowd(server: &Server, bank: &RelyingParty) -> Vec<(Person, String, String, String)> {
    let mut crowd = Vec::new();
    for number in 0..16 {
        let mut person = Person::with_account(server, &format!("person{number}@example.com")).await;
        let attempt = bank.attempt();
        let request = person.pending(&attempt.url).await;
        let csrf = person.csrf().await;
        person.wants_pages = false;
        crowd.push((person, request, attempt.verifier.secret().clone(), csrf));
    }
    crowd
}

/// Everybody approves at the same time, while something else happens.
async fn all_approve<T>(
    crowd: &mut [(Person, String, String, String)],
    meanwhile: impl Future<Output = T>,
) -> Vec<Page> {
    let posts = crowd.iter_mut().map(async |(person, request, _, csrf)| {
        let fields = [("request", request.as_str()), ("decision", "approve"), ("csrf", csrf.as_str())];
        person.post_bare("/api/oauth/consent", &fields).await
    });
    join(join_all(posts), meanwhile).await.0
}

#[tokio::test]
async fn r08_of_a_switch_and_a_crowd_of_consents_nobody_slips_through() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut crowd = crowd(&server, &bank).await;
    let answers = all_approve(&mut crowd, server.require_2fa(bank.app, true)).await;
    for (answer, (person, _, verifier, _)) in answers.iter().zip(&crowd) {
        let consent = server.consent_of(&person.email, bank.app).await;
        if answer.brings_a_code() {
            assert_eq!(consent.unwrap().epoch.get(), 0, "it came before the switch");
            let (status, body) = bank.redeem_by_hand(&answer.answer("code").unwrap(), verifier).await;
            assert_eq!((status, body["error"].as_str()), (400, Some("invalid_grant")), "so its code is no access yet");
        } else {
            assert_eq!((answer.status.as_u16(), consent), (403, None), "it came after the switch");
        }
    }
    assert_eq!(server.count(bank.app, AuditKind::CodeRedeemed).await, 0);
}

#[tokio::test]
async fn r16_of_revoke_all_and_a_crowd_of_consents_each_is_revoked_or_carries_the_new_epoch() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut crowd = crowd(&server, &bank).await;
    let answers = all_approve(&mut crowd, server.revoke_all(bank.app)).await;
    for (answer, (person, _, verifier, _)) in answers.iter().zip(&mut crowd) {
        assert!(answer.brings_a_code(), "{}", answer.body);
        let is_new = server.consent_of(&person.email, bank.app).await.unwrap().epoch.get() == 1;
        let (status, body) = bank.redeem_by_hand(&answer.answer("code").unwrap(), verifier).await;
        assert_eq!(status == 200, is_new, "{body}");
        let end = if is_new { "code" } else { "question" };
        assert_eq!(person.ends_at(&bank.attempt().url).await, end);
    }
}
