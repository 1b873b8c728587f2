//! What users read about the apps that they allowed: whether each has access now, may get it again, or neither.

use std::time::Duration;

use twinlock_application::Actor;
use twinlock_application::RequestOrigin;
use twinlock_application::developer::SetEnrolmentAge;

use super::{app, refreshed};
use crate::support::{Authenticator, PASSWORD, Person, Server};

const PAUSED: &str = "Paused: requires two-factor authentication.";
const AT_NEXT_SIGN_IN: &str = "It has no access at the moment, and gets it when you sign in to it again.";
const ENDING: &str = "It keeps its access until ";

/// The text of the only app in the list, and the two numbers of the overview: connected and paused.
async fn told(person: &mut Person) -> (String, u64, u64) {
    let page = person.visit("/dashboard/apps").await;
    let said =
        page.between("class=\"rows\"", "</ul></main>").or_else(|| page.between("class=\"rows\"", "</main>")).unwrap();
    let overview = person.visit("/dashboard").await;
    let tile = overview.between("<h2>Connected apps</h2>", "</section>").unwrap();
    let number = tile.split("class=\"number\">").nth(1).unwrap().split('<').next().unwrap().parse().unwrap();
    let paused =
        tile.split("use your account. ").nth(1).map_or(0, |rest| rest.split(' ').next().unwrap().parse().unwrap());
    (said, number, paused)
}

#[track_caller]
fn says(told: &(String, u64, u64), sentence: &str, numbers: (u64, u64)) {
    assert_eq!((told.1, told.2), numbers, "the overview agrees with the list: {}", told.0);
    for other in [PAUSED, AT_NEXT_SIGN_IN, ENDING, "Paused until "] {
        assert_eq!(told.0.contains(other), other == sentence, "{other}: {}", told.0);
    }
}

async fn disable(server: &Server, person: &mut Person, phone: &Authenticator) {
    server.next_step();
    let page = person.disable(PASSWORD, &phone.code(server.now())).await;
    assert_eq!(page.status, 303, "{}", page.body);
}

#[tokio::test]
async fn e03_an_app_that_was_cut_off_with_the_second_factor_is_not_shown_as_connected() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    server.require_2fa(bank.app, true).await;
    let (mut ada, phone) = Person::enrolled(&server, "ada@example.com").await;
    let tokens = bank.sign_in(&mut ada).await;
    says(&told(&mut ada).await, "", (1, 0));
    disable(&server, &mut ada, &phone).await;
    assert!(bank.is_dead(&tokens).await);
    says(&told(&mut ada).await, PAUSED, (0, 1));

    // The consent is stored, so with the requirement off, or a new factor, the next sign-in restores the access.
    server.require_2fa(bank.app, false).await;
    says(&told(&mut ada).await, AT_NEXT_SIGN_IN, (1, 0));
    server.require_2fa(bank.app, true).await;
    says(&told(&mut ada).await, PAUSED, (0, 1));
    server.next_step();
    ada.enrol(&server).await;
    says(&told(&mut ada).await, AT_NEXT_SIGN_IN, (1, 0));
    bank.sign_in(&mut ada).await;
    says(&told(&mut ada).await, "", (1, 0));
    server.revoke_all(bank.app).await;
    says(&told(&mut ada).await, "", (0, 0));
    assert!(!ada.visit("/dashboard/apps").await.body.contains("Bank"), "nothing is allowed any more");
}

#[tokio::test]
async fn e03_access_from_before_the_requirement_is_shown_with_its_end() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let token = bank.sign_in(&mut ada).await.refresh_token.unwrap();
    server.require_2fa(bank.app, true).await;
    let ending = told(&mut ada).await;
    says(&ending, ENDING, (1, 0));
    assert!(ending.0.contains("21 October 2026"), "30 days from the beginning: {}", ending.0);
    // Turned off and on again, the expiry stays fixed.
    server.require_2fa(bank.app, false).await;
    says(&told(&mut ada).await, "", (1, 0));
    server.require_2fa(bank.app, true).await;
    says(&told(&mut ada).await, ENDING, (1, 0));
    let token = refreshed(&bank, &token).await.expect("it is grandfathered");
    says(&told(&mut ada).await, ENDING, (1, 0));
    server.wait(Duration::from_hours(24 * 31));
    ada.sign_in().await;
    assert_eq!(refreshed(&bank, &token).await, None);
    says(&told(&mut ada).await, PAUSED, (0, 1));
}

#[tokio::test]
async fn e03_a_factor_that_is_too_young_pauses_an_app_until_it_will_do() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    server.require_2fa(bank.app, true).await;
    let (mut ada, phone) = Person::enrolled(&server, "ada@example.com").await;
    bank.sign_in(&mut ada).await;
    let age = Duration::from_hours(24 * 7);
    let command = SetEnrolmentAge { by: Actor::Operator, app: bank.app, age, password: None, code: None };
    server.twinlock.set_enrolment_age(command, &RequestOrigin::default()).await.unwrap();
    // The access token that the app holds works until it expires, a few minutes later.
    says(&told(&mut ada).await, ENDING, (1, 0));
    server.wait(Duration::from_mins(11));
    let young = told(&mut ada).await;
    says(&young, "Paused until ", (0, 1));
    assert!(young.0.contains("28 September 2026"), "{}", young.0);
    server.wait(age);
    ada.sign_in_with(&phone, &server).await;
    says(&told(&mut ada).await, "", (1, 0));
}

#[tokio::test]
async fn e03_an_app_whose_grant_ended_by_itself_is_not_shown_as_having_access() {
    let server = Server::start().await;
    let bank = app(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    let first = bank.sign_in(&mut ada).await.refresh_token.unwrap();
    says(&told(&mut ada).await, "", (1, 0));
    // A refresh token that is reused ends its grant; the consent stays.
    let second = refreshed(&bank, &first).await.unwrap();
    server.wait(Duration::from_mins(2));
    assert_eq!(refreshed(&bank, &first).await, None);
    assert_eq!(refreshed(&bank, &second).await, None);
    says(&told(&mut ada).await, AT_NEXT_SIGN_IN, (1, 0));
}
