//! How access ends, told as one story each: grandfathering, freezing, *revoke all*, reuse, and codes that are raced for.

use std::time::Duration;

use futures_util::future::join_all;

use crate::support::{Person, RelyingParty, Server};

const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn r13_a_grandfathered_grant_refreshes_until_its_end_and_not_a_second_later() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    let bank = RelyingParty::new(&server, &registered).await;
    let mut person = Person::with_account(&server, "ada@example.com").await;
    let tokens = bank.sign_in(&mut person).await;
    let given_at = server.now();

    server.wait(DAY);
    let state = server.require_2fa(registered.app.id, true).await;
    let end = state.affected.last_grandfathered_expiry.unwrap();
    assert_eq!((state.affected.grandfathered_grants, end), (1, given_at + 30 * DAY));

    // Rotation goes on, and each token inherits the end.
    server.wait(20 * DAY);
    let tokens = bank.refresh(&tokens.refresh_token.unwrap()).await.unwrap();
    assert!(tokens.id_token.claims.get("amr").is_none());
    let remaining = end.since(server.now());
    server.wait(remaining - Duration::from_secs(1));
    let tokens = bank.refresh(&tokens.refresh_token.unwrap()).await.unwrap();
    server.wait(Duration::from_secs(1));
    assert_eq!(bank.refresh(&tokens.refresh_token.unwrap()).await.err().unwrap(), "invalid_grant");
    // And a new authorization meets the gate.
    person.sign_in().await;
    assert!(person.visit(&bank.attempt().url).await.is_panel());
}

#[tokio::test]
async fn r14_off_and_on_again_prolongs_nothing() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    let bank = RelyingParty::new(&server, &registered).await;
    let mut person = Person::with_account(&server, "ada@example.com").await;
    let mut token = bank.sign_in(&mut person).await.refresh_token.unwrap();
    let end = server.require_2fa(registered.app.id, true).await.affected.last_grandfathered_expiry.unwrap();

    for required in [false, true, false] {
        server.wait(5 * DAY);
        server.require_2fa(registered.app.id, required).await;
        token = bank.refresh(&token).await.unwrap().refresh_token.unwrap();
    }
    assert_eq!(bank.introspect(&token).await["exp"], end.unix_seconds());
    server.wait(end.since(server.now()));
    assert_eq!(bank.refresh(&token).await.err().unwrap(), "invalid_grant");
}

#[tokio::test]
async fn r16_revoking_all_ends_consents_codes_and_tokens_at_once() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    let bank = RelyingParty::new(&server, &registered).await;
    let mut person = Person::with_account(&server, "ada@example.com").await;
    let tokens = bank.sign_in(&mut person).await;
    let in_flight = bank.attempt();
    let answer = person.visit(&in_flight.url).await;
    let code = bank.code(&in_flight, &answer);
    assert_eq!(bank.userinfo(&tokens.access_token).await.0, 200);

    server.revoke_all(registered.app.id).await;

    assert_eq!(bank.userinfo(&tokens.access_token).await.0, 401);
    assert_eq!(bank.introspect(&tokens.access_token).await, serde_json::json!({ "active": false }));
    assert_eq!(bank.refresh(&tokens.refresh_token.unwrap()).await.err().unwrap(), "invalid_grant");
    let (status, body) = bank.redeem_by_hand(&code, in_flight.verifier.secret()).await;
    assert_eq!((status, body["error"].as_str()), (400, Some("invalid_grant")));
    // Asked again, and good again.
    let question = person.visit(&bank.attempt().url).await;
    assert!(question.is_question());
    assert_eq!(bank.userinfo(&bank.sign_in(&mut person).await.access_token).await.0, 200);
}

#[tokio::test]
async fn r17_the_same_answer_for_ten_seconds_and_then_the_grant_ends() {
    let server = Server::start().await;
    let bank = RelyingParty::new(&server, &server.app("Bank").await).await;
    let mut person = Person::with_account(&server, "ada@example.com").await;
    let old = bank.sign_in(&mut person).await.refresh_token.unwrap();

    let answers = join_all((0..50).map(|_| bank.refresh_by_hand(&old))).await;
    let (first, others) = answers.split_first().unwrap();
    assert_eq!(first.0, 200);
    for (status, body) in others {
        assert_eq!(*status, 200);
        assert_eq!(
            (&body["access_token"], &body["refresh_token"]),
            (&first.1["access_token"], &first.1["refresh_token"])
        );
    }
    let new = first.1["refresh_token"].as_str().unwrap();

    server.wait(Duration::from_secs(11));
    assert_eq!(bank.refresh_by_hand(&old).await.0, 400);
    assert_eq!(bank.refresh_by_hand(new).await.0, 400, "the whole grant ended");
    assert_eq!(bank.userinfo(first.1["access_token"].as_str().unwrap()).await.0, 401);
}

#[tokio::test]
async fn r08_of_fifty_redemptions_of_one_code_one_wins_and_the_replays_end_its_tokens() {
    let server = Server::start().await;
    let bank = RelyingParty::new(&server, &server.app("Bank").await).await;
    let mut person = Person::with_account(&server, "ada@example.com").await;
    let attempt = bank.attempt();
    let question = person.visit(&attempt.url).await;
    let answer = person.approve(&question).await;
    let code = bank.code(&attempt, &answer);

    let answers = join_all((0..50).map(|_| bank.redeem_by_hand(&code, attempt.verifier.secret()))).await;
    let won: Vec<_> = answers.iter().filter(|(status, _)| *status == 200).collect();
    assert_eq!(won.len(), 1);
    assert!(answers.iter().all(|(status, body)| *status == 200 || body["error"] == "invalid_grant"));
    assert_eq!(bank.userinfo(won[0].1["access_token"].as_str().unwrap()).await.0, 401);
}

#[tokio::test]
async fn r15_disabling_ends_the_grants_of_apps_that_require_2fa_and_no_others() {
    let server = Server::start().await;
    let (strict, lax) = (server.app("Bank").await, server.app("Notes").await);
    let (bank, notes) = (RelyingParty::new(&server, &strict).await, RelyingParty::new(&server, &lax).await);
    server.require_2fa(strict.app.id, true).await;
    let (mut person, phone) = Person::enrolled(&server, "ada@example.com").await;
    let (at_bank, at_notes) = (bank.sign_in(&mut person).await, notes.sign_in(&mut person).await);

    let code = phone.code(server.now());
    let fields = [("password", crate::support::PASSWORD), ("code", code.as_str())];
    assert_eq!(person.post("/dashboard/security/disable", &fields).await.status, 303);

    assert_eq!(bank.refresh(&at_bank.refresh_token.unwrap()).await.err().unwrap(), "invalid_grant");
    assert_eq!(bank.userinfo(&at_bank.access_token).await.0, 401);
    let again = notes.refresh(&at_notes.refresh_token.unwrap()).await.unwrap();
    assert_eq!(
        again.id_token.claims["amr"],
        serde_json::json!(["mfa", "otp"]),
        "of the grant, whatever happened since"
    );
}
