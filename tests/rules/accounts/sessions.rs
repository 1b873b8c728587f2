//! Sessions: how long they last, when their id changes, and how they end.

use std::time::Duration;

use twinlock_application::Actor;
use twinlock_application::RequestOrigin;
use twinlock_domain::EmailAddress;

use crate::support::{PASSWORD, Person, RelyingParty, Server};

const MINUTE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn a_session_ends_after_thirty_minutes_without_use() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    server.wait(29 * MINUTE);
    assert_eq!(ada.get("/dashboard").await.status, 200);
    server.wait(29 * MINUTE);
    assert_eq!(ada.get("/dashboard").await.status, 200, "using it kept it");
    server.wait(30 * MINUTE);
    assert!(!ada.is_signed_in().await);
    assert_eq!(ada.get("/dashboard").await.location(), Some("/sign-in?continue=dashboard"));
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_however_much_it_is_used() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for _ in 0..36 {
        assert!(ada.is_signed_in().await);
        server.wait(20 * MINUTE);
    }
    assert!(!ada.is_signed_in().await);
}

#[tokio::test]
async fn going_to_apps_is_use_of_a_session() {
    let server = Server::start().await;
    let shop = RelyingParty::register(&server, "Shop").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    shop.sign_in(&mut ada).await;
    for _ in 0..4 {
        server.wait(20 * MINUTE);
        let attempt = shop.attempt();
        let page = ada.get(&attempt.url).await;
        shop.redeem(attempt, &page).await;
    }
}

#[tokio::test]
async fn looking_at_the_dashboard_is_use_of_a_session() {
    let server = Server::start().await;
    for path in ["/dashboard", "/dashboard/security", "/dashboard/developer"] {
        let mut ada = Person::with_account(&server, &format!("{}@example.com", path.len())).await;
        for _ in 0..4 {
            server.wait(20 * MINUTE);
            assert_eq!(ada.get(path).await.status, 200, "{path}");
        }
    }
}

#[tokio::test]
async fn using_the_api_is_use_of_a_session() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for _ in 0..4 {
        server.wait(20 * MINUTE);
        assert_eq!(ada.get("/api/developer/apps").await.status, 200);
    }
}

#[tokio::test]
async fn a_sign_in_that_owes_a_code_ends_too() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut ada = Person::new(&server, "ada@example.com");
    let page = ada.give_password().await;
    server.wait(30 * MINUTE);
    let answer = ada.type_code(&page, &phone.code(server.now())).await;
    assert!(answer.location().unwrap().starts_with("/sign-in"), "{}", answer.body);
}

#[tokio::test]
async fn r11_the_id_changes_at_password_code_and_every_time_something_is_shown_again() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut ada = Person::new(&server, "ada@example.com");
    let mut earlier: Vec<Person> = Vec::new();
    let page = ada.give_password().await;
    earlier.push(ada.clone());
    ada.pass_two_factor(&page, &phone.code(server.now())).await;
    earlier.push(ada.clone());
    server.next_step();
    let step_up = ada.visit("/two-factor").await;
    ada.pass_two_factor(&step_up, &phone.code(server.now())).await;
    earlier.push(ada.clone());
    server.next_step();
    ada.replace_recovery_codes(&phone.code(server.now())).await;
    earlier.push(ada.clone());
    server.next_step();
    ada.disable(PASSWORD, &phone.code(server.now())).await;
    earlier.push(ada.clone());
    server.wait(6 * MINUTE);
    ada.enrol(&server).await;

    assert!(ada.is_two_factor().await);
    let mut ids: Vec<_> = earlier.iter().map(|person| person.session()).chain([ada.session()]).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 6, "each was another");
    for old in &mut earlier {
        assert!(!old.is_signed_in().await, "and all but the last are dead");
        assert!(!old.get("/two-factor").await.asks_for_code());
    }
}

#[tokio::test]
async fn signing_in_again_changes_the_id_of_the_session_that_there_was() {
    let server = Server::start().await;
    let shop = RelyingParty::register(&server, "Shop").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut thief = ada.clone();
    server.wait(Duration::from_secs(1));
    let again = ada.visit(&shop.attempt_with(&[], &[("prompt", "login")]).url).await;
    assert!(again.body.contains("Sign in again"), "{}", again.body);
    assert!(ada.sign_in_from(&again, PASSWORD).await.is_question());
    assert_ne!(ada.session(), thief.session());
    assert!(!thief.is_signed_in().await);
}

#[tokio::test]
async fn an_id_planted_before_the_sign_in_is_not_adopted() {
    let server = Server::start().await;
    server.account("ada@example.com").await;
    let mut ada = Person::new(&server, "ada@example.com");
    let planted = "A".repeat(43);
    ada.cookies.insert("twinlock".into(), planted.clone());
    ada.sign_in().await;
    assert!(ada.is_signed_in().await);
    assert_ne!(ada.session(), planted);
    let mut thief = Person::new(&server, "ada@example.com");
    thief.cookies.insert("twinlock".into(), planted);
    assert!(!thief.is_signed_in().await);
}

#[tokio::test]
async fn a_cookie_with_one_byte_changed_is_nobodys() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let cookie = ada.session();
    assert_eq!(cookie.len(), 43, "256 bits");
    for position in 0..cookie.len() {
        let mut changed = cookie.clone().into_bytes();
        changed[position] = if changed[position] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        ada.cookies.insert("twinlock".into(), changed.clone());
        let answer = ada.get("/api/session").await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["error"].as_str()),
            (401, Some("sign_in_required")),
            "{position}"
        );
    }
    for odd in ["", "x", &cookie[1..], &format!("{cookie}="), "../../etc/passwd", "%00"] {
        ada.cookies.insert("twinlock".into(), odd.into());
        assert_eq!(ada.get("/api/session").await.status, 401, "{odd}");
    }
    ada.cookies.insert("twinlock".into(), cookie);
    assert!(ada.is_signed_in().await, "as it was, it is hers");
}

#[tokio::test]
async fn signing_out_ends_the_session_and_not_only_the_cookie() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let mut copy = ada.clone();
    assert_eq!(ada.get("/sign-out").await.status, 405, "a link cannot do it");
    assert!(ada.is_signed_in().await);
    let answer = ada.post("/sign-out", &[]).await;
    assert_eq!((answer.status.as_u16(), answer.location()), (303, Some("/signed-out")));
    assert!(ada.session().is_empty() && !copy.is_signed_in().await);
    assert!(ada.get("/signed-out").await.body.contains("You are signed out"));
}

#[tokio::test]
async fn sessions_are_listed_and_each_can_be_ended_from_another() {
    let server = Server::start().await;
    let mut desk = Person::with_account(&server, "ada@example.com").await;
    let mut sofa = Person::new(&server, "ada@example.com");
    sofa.sign_in().await;
    let page = desk.visit("/dashboard/security").await;
    assert_eq!(page.body.matches("This session").count(), 1);
    let is_end = |part: &&str| part.starts_with("/dashboard/security/sessions/") && part.ends_with("/end");
    let path =
        page.body.split('"').find(is_end).unwrap_or_else(|| panic!("no other session: {}", page.body)).to_owned();

    let mut bob = Person::with_account(&server, "bob@example.com").await;
    assert_eq!(bob.post(&path, &[]).await.status, 404, "not his");
    assert!(sofa.is_signed_in().await);
    assert_eq!(desk.post(&path, &[]).await.status, 303);
    assert!(desk.is_signed_in().await && !sofa.is_signed_in().await);
    assert_eq!(desk.post(&path, &[]).await.status, 404, "it is over");
}

#[tokio::test]
async fn all_other_sessions_can_be_ended_at_once() {
    let server = Server::start().await;
    let mut desk = Person::with_account(&server, "ada@example.com").await;
    let mut others = Vec::new();
    for _ in 0..3 {
        let mut other = Person::new(&server, "ada@example.com");
        other.sign_in().await;
        assert!(other.is_signed_in().await);
        others.push(other);
    }
    let mut bob = Person::with_account(&server, "bob@example.com").await;
    assert_eq!(desk.post("/dashboard/security/sessions/end-others", &[]).await.status, 303);
    for other in &mut others {
        assert!(!other.is_signed_in().await);
    }
    assert!(desk.is_signed_in().await && bob.is_signed_in().await);
}

#[tokio::test]
async fn a_disabled_account_has_no_sessions_and_signs_in_no_more() {
    let server = Server::start().await;
    let (mut ada, _) = Person::enrolled(&server, "ada@example.com").await;
    let email = EmailAddress::parse("ada@example.com").unwrap();
    server.twinlock.disable_account(Actor::Operator, &email, &RequestOrigin::default()).await.unwrap();
    assert!(!ada.is_signed_in().await);
    assert_eq!(ada.sign_in().await.status, 401);
    server.twinlock.enable_account(Actor::Operator, &email, &RequestOrigin::default()).await.unwrap();
    assert!(!ada.is_signed_in().await, "what ended stays ended");
    assert!(ada.sign_in().await.asks_for_code());
}

#[tokio::test]
async fn signing_in_as_somebody_else_ends_the_session_that_there_was() {
    let server = Server::start().await;
    let mut browser = Person::with_account(&server, "ada@example.com").await;
    server.account("bob@example.com").await;
    let mut copy = browser.clone();
    let page = Person::new(&server, "bob@example.com").visit("/sign-in").await;
    assert_eq!(page.status, 200);
    let csrf = browser.csrf().await;
    let fields = [("email", "bob@example.com"), ("password", PASSWORD), ("csrf", csrf.as_str())];
    assert_eq!(browser.post_bare("/sign-in", &fields).await.status, 303);
    assert_eq!(browser.whoami().await["account"]["email"], "bob@example.com");
    assert!(!copy.is_signed_in().await);
}
