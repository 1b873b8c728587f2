//! A browser's first visits: tabs that open at the same moment, each without a cookie.

use crate::support::{PASSWORD, Page, Person, RelyingParty, Server};

/// What a browser holds after responses that crossed: all cookies of both, the later one's where a name is the same.
fn crossed(first: &Person, second: &Person) -> Person {
    let mut both = first.clone();
    both.cookies.extend(second.cookies.clone());
    both
}

#[tokio::test]
async fn b21_tabs_that_open_at_once_all_go_on() {
    let server = Server::start().await;
    let shop = RelyingParty::register(&server, "Shop").await;
    server.account("ada@example.com").await;
    for count in 2..=5 {
        let attempts: Vec<_> = (0..count).map(|_| shop.attempt_with(&["email"], &[("prompt", "consent")])).collect();
        let mut browser = Person::new(&server, "ada@example.com");
        let mut begun: Vec<Page> = Vec::new();
        for attempt in &attempts {
            let mut tab = Person::new(&server, "ada@example.com");
            begun.push(tab.get(&attempt.url).await);
            browser = crossed(&browser, &tab);
        }
        let mut doors = Vec::new();
        for page in begun {
            let door = browser.follow(page).await;
            assert!(door.body.contains("Shop"), "each door knows its app: {}", door.body);
            doors.push(door);
        }
        // The tab that was opened last signs in first.
        for (attempt, door) in attempts.into_iter().zip(&doors).rev() {
            let question = if browser.session().is_empty() {
                browser.sign_in_from(door, PASSWORD).await
            } else {
                // Its form is older than the other tab's sign-in, and leads to the consent question.
                let (csrf, target) = (door.input("csrf").unwrap(), door.input("continue").unwrap());
                let fields =
                    [("csrf", &*csrf), ("email", "ada@example.com"), ("password", PASSWORD), ("continue", &*target)];
                let answer = browser.press(&server, "/sign-in", &fields).await;
                browser.follow(answer).await
            };
            assert!(question.is_question(), "{}", question.body);
            let answer = browser.approve(&question).await;
            shop.redeem(attempt, &answer).await;
        }
    }
}

#[tokio::test]
async fn b21_a_browser_holds_a_bounded_number_of_visitor_cookies() {
    let server = Server::start().await;
    let shop = RelyingParty::register(&server, "Shop").await;
    let mut browser = Person::new(&server, "ada@example.com");
    for _ in 0..12 {
        let mut tab = browser.clone();
        // Each tab begins as if its own cookie had not arrived yet.
        tab.cookies.remove("twinlock-visitor");
        let beside: Vec<_> = tab.cookies.keys().filter(|name| name.starts_with("twinlock-visitor-")).cloned().collect();
        for name in &beside {
            let value = tab.cookies[name].clone();
            tab.cookies.insert(name.clone(), value.replace(&value[..8], "AAAAAAAA"));
        }
        tab.get(&shop.attempt().url).await;
        browser.cookies = tab.cookies.clone();
        let held = browser.cookies.keys().filter(|name| name.starts_with("twinlock-visitor-")).count();
        assert!(held <= 5, "{:?}", browser.cookies.keys());
    }
}

#[tokio::test]
async fn b21_a_visitor_cookie_under_a_name_that_is_not_its_own_counts_for_nothing() {
    let server = Server::start().await;
    let shop = RelyingParty::register(&server, "Shop").await;
    let mut eve = Person::new(&server, "eve@example.com");
    let door = eve.visit(&shop.attempt().url).await;
    let request = door.input("continue").unwrap();
    let planted = eve.cookies["twinlock-visitor"].clone();
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    for name in ["twinlock-visitor-", "twinlock-visitor-x", "twinlock-visitors", "twinlock-Visitor"] {
        ada.cookies.insert(name.into(), planted.clone());
        let answer = ada.get(&format!("/oauth2/authorize?continue={request}")).await;
        assert_eq!(answer.status, 404, "{name}");
        ada.cookies.remove(name);
    }
}
