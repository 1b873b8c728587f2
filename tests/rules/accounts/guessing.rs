//! R5: guessing takes longer with every try, over all sessions, and stops after a hundred; nobody can lock others out.

use std::time::Duration;

use futures_util::future::join_all;
use twinlock_application::Actor;
use twinlock_application::RequestOrigin;
use twinlock_domain::{EmailAddress, GuessCount};
use twinlock_ports::Mode;

use crate::support::{Authenticator, PASSWORD, Page, Person, Server};

const WRONG: &str = "That code is not right";
const WAIT: &str = "Too many wrong codes. The next try is possible at";
const STOPPED: &str = "codes from the app are stopped";

async fn try_code(server: &Server, code: &str) -> Page {
    let mut ada = Person::new(server, "ada@example.com");
    let page = ada.give_password().await;
    ada.type_code(&page, code).await
}

async fn guess(server: &Server, phone: &Authenticator) -> Page {
    try_code(server, &phone.wrong_code(server.now())).await
}

async fn set_failures(server: &Server, failures: u32) {
    let email = EmailAddress::parse("ada@example.com").unwrap();
    let mut tx = server.store.begin(Mode::Write).await.unwrap();
    let account = tx.account_by_email(&email).await.unwrap().unwrap();
    let guesses = GuessCount { failures, last_failure: Some(server.now()) };
    tx.set_guesses(account.id, guesses).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn r05_five_tries_are_free_and_then_the_wait_doubles_up_to_an_hour() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    for _ in 0..5 {
        assert!(guess(&server, &phone).await.body.contains(WRONG));
    }
    for seconds in [30, 60, 120, 240, 480, 960, 1920, 3600, 3600] {
        let right = try_code(&server, &phone.code(server.now())).await;
        assert!(right.status == 401 && right.body.contains(WAIT), "even the right code waits: {}", right.body);
        server.wait(Duration::from_secs(seconds - 1));
        assert!(guess(&server, &phone).await.body.contains(WAIT), "{seconds} s are not over");
        server.wait(Duration::from_secs(1));
        assert!(guess(&server, &phone).await.body.contains(WRONG), "after {seconds} s it is looked at");
    }
    // What was refused during the wait was not counted: the wait is still an hour, and then the right code passes.
    server.wait(Duration::from_hours(1));
    assert_eq!(try_code(&server, &phone.code(server.now())).await.status, 303);
}

#[tokio::test]
async fn r05_the_right_code_ends_the_row() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    for _ in 0..3 {
        for _ in 0..4 {
            assert!(guess(&server, &phone).await.body.contains(WRONG));
        }
        assert_eq!(try_code(&server, &phone.code(server.now())).await.status, 303);
        server.next_step();
    }
}

#[tokio::test]
async fn r05_a_hundred_in_a_row_are_the_end_until_a_recovery_code() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let (phone, page) = ada.enrol_fully(&server, &[]).await;
    let recovery_codes = page.recovery_codes();
    for tries in 0..100 {
        let answer = guess(&server, &phone).await;
        assert!(answer.body.contains(WRONG), "{tries}: {}", answer.body);
        server.wait(Duration::from_hours(1));
    }
    let right = try_code(&server, &phone.code(server.now())).await;
    assert!(right.status == 401 && right.body.contains(STOPPED), "{}", right.body);
    server.wait(Duration::from_hours(24 * 365));
    assert!(try_code(&server, &phone.code(server.now())).await.body.contains(STOPPED), "time does not lift it");

    assert_eq!(try_code(&server, &recovery_codes[0]).await.status, 303);
    assert_eq!(try_code(&server, &phone.code(server.now())).await.status, 303, "lifted");
}

#[tokio::test]
async fn r05_an_administrator_lifts_the_stop() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    set_failures(&server, 100).await;
    assert!(try_code(&server, &phone.code(server.now())).await.body.contains(STOPPED));
    let email = EmailAddress::parse("ada@example.com").unwrap();
    server.twinlock.reset_two_factor(Actor::Operator, &email, &RequestOrigin::default()).await.unwrap();
    let mut ada = Person::new(&server, "ada@example.com");
    assert!(!ada.sign_in().await.asks_for_code());
    ada.enrol(&server).await;
    assert!(ada.is_two_factor().await, "and a new factor starts at nothing");
}

#[tokio::test]
async fn r05_the_third_failure_is_mailed_about_and_no_other() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    for (failures, mails) in [(1, 0), (2, 0), (3, 1), (4, 1), (5, 1)] {
        guess(&server, &phone).await;
        let sent = server.mail_to("ada@example.com").await;
        let sent = sent.iter().filter(|mail| mail.subject.contains("Wrong codes")).count();
        assert_eq!(sent, mails, "after {failures}");
    }
}

#[tokio::test]
async fn r05_failures_count_over_sessions_and_kinds() {
    let server = Server::start().await;
    let (mut desk, phone) = Person::enrolled(&server, "ada@example.com").await;
    assert!(guess(&server, &phone).await.body.contains(WRONG));
    assert!(try_code(&server, "aaaa-bbbb-cccc-dddd").await.body.contains(WRONG));
    assert!(try_code(&server, &phone.code_off_by(server.now(), 4)).await.body.contains("clock is off"));
    // A wrong password and a wrong code in a session that is signed in.
    assert_eq!(desk.disable("wrong horse battery staple", &phone.code(server.now())).await.status, 403);
    assert_eq!(desk.disable(PASSWORD, &phone.wrong_code(server.now())).await.status, 403);
    let sixth = try_code(&server, &phone.code(server.now())).await;
    assert!(sixth.body.contains(WAIT), "{}", sixth.body);
    assert!(try_code(&server, "aaaa-bbbb-cccc-dddd").await.body.contains(WAIT), "recovery codes wait as well");
}

#[tokio::test]
async fn r05_parallel_sign_ins_get_no_more_tries_than_one() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    let wrong = phone.wrong_code(server.now());
    let mut thieves = Vec::new();
    for _ in 0..20 {
        let mut thief = Person::new(&server, "ada@example.com");
        let page = thief.give_password().await;
        thieves.push((thief, page));
    }
    let mut looked_at = 0;
    for _ in 0..5 {
        let answers = join_all(thieves.iter_mut().map(|(thief, page)| thief.type_code(page, &wrong))).await;
        assert!(answers.iter().all(|answer| answer.body.contains(WRONG) || answer.body.contains(WAIT)));
        looked_at += answers.iter().filter(|answer| answer.body.contains(WRONG)).count();
    }
    assert_eq!(looked_at, 5, "of a hundred");
}

#[tokio::test]
async fn r05_the_count_survives_a_restart() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    for _ in 0..5 {
        guess(&server, &phone).await;
    }
    let restarted = server.restarted().await;
    let right = try_code(&restarted, &phone.code(server.now())).await;
    assert!(right.status == 401 && right.body.contains(WAIT), "{}", right.body);
    server.wait(Duration::from_secs(30));
    assert_eq!(try_code(&restarted, &phone.code(server.now())).await.status, 303, "the restarted server does work");
}

#[tokio::test]
async fn r05_a_stranger_without_the_password_locks_nobody_out() {
    let server = Server::start().await;
    let (_, phone) = Person::enrolled(&server, "ada@example.com").await;
    let mut stranger = Person::new(&server, "ada@example.com");
    for _ in 0..30 {
        let page = stranger.visit("/sign-in").await;
        let answer = stranger.sign_in_from(&page, "wrong horse battery staple").await;
        assert_eq!(answer.status, 401);
        let page = stranger.visit("/sign-in").await;
        stranger.post_from(&page, "/two-factor", &[("code", "000000")]).await;
    }
    assert_eq!(try_code(&server, &phone.code(server.now())).await.status, 303);
    assert!(server.mail_to("ada@example.com").await.iter().all(|mail| !mail.subject.contains("Wrong codes")));
}
