//! The language of pages, and that programs are told the same in each.

use crate::support::{Page, Person, RelyingParty, Server};

#[track_caller]
fn is_in(page: &Page, tag: &str) {
    assert!(page.body.contains(&format!("<html lang=\"{tag}\">")), "{}: {}", page.path, page.body);
    assert_eq!(page.header("content-language"), tag, "{}", page.path);
    let vary: Vec<_> = page.headers.get_all("vary").iter().collect();
    assert!(vary.iter().any(|value| *value == "Accept-Language"), "{}: {vary:?}", page.path);
}

fn reader(server: &Server, languages: &'static str) -> Person {
    let mut person = Person::new(server, "ada@example.com");
    person.languages = Some(languages);
    person
}

#[tokio::test]
async fn a_page_is_in_the_language_that_the_browser_prefers_of_those_there_are() {
    let server = Server::start().await;
    for (languages, tag, heading) in [
        ("de-DE,de;q=0.9,en;q=0.8", "de", "<h1>Anmelden</h1>"),
        ("en-US,en;q=0.9,de;q=0.8", "en", "<h1>Sign in</h1>"),
        ("fr-FR,fr;q=0.9,de;q=0.2", "de", "<h1>Anmelden</h1>"),
        ("fr-FR,fr;q=0.9", "en", "<h1>Sign in</h1>"),
    ] {
        let page = reader(&server, languages).get("/sign-in").await;
        is_in(&page, tag);
        assert!(page.body.contains(heading), "{languages}: {}", page.body);
    }
}

#[tokio::test]
async fn error_pages_are_in_the_readers_language_too_and_their_codes_in_none() {
    let server = Server::start().await;
    let mut reader = reader(&server, "de");
    let page = reader.get("/nothing").await;
    is_in(&page, "de");
    assert!(page.body.contains("<h1>Nicht gefunden</h1>") && page.body.contains("<code>not_found</code>"));
    // What no page of ours sends is explained to a developer, in English, and says so.
    let page = reader.get("/sign-in?continue=a&continue=b").await;
    is_in(&page, "de");
    assert!(page.body.contains("<span lang=\"en\">continue came more than once</span>"), "{}", page.body);
}

#[tokio::test]
async fn programs_are_told_the_same_whatever_they_accept() {
    let server = Server::start().await;
    let (mut english, mut german) = (reader(&server, "en"), reader(&server, "de"));
    english.wants_pages = false;
    german.wants_pages = false;
    for path in ["/api/session", "/oauth2/userinfo", "/api/developer/apps"] {
        let (one, other) = (english.get(path).await, german.get(path).await);
        assert_eq!(one.json()["error_description"], other.json()["error_description"], "{path}");
        assert_eq!(other.header("content-language"), "", "{path}");
    }
}

#[tokio::test]
async fn somebody_who_reads_german_is_stopped_enrols_and_allows_in_german() {
    let server = Server::start().await;
    let registered = server.app("Bank").await;
    server.require_2fa(registered.app.id, true).await;
    let bank = RelyingParty::new(&server, &registered).await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    ada.languages = Some("de");
    let attempt = bank.attempt();
    let panel = ada.visit(&attempt.url).await;
    is_in(&panel, "de");
    assert!(
        panel.has_button("decision", "deny") && panel.body.contains("Bank verlangt Zwei-Faktor-Authentifizierung."),
        "{}",
        panel.body
    );
    let wrong = ada.post("/dashboard/security/disable", &[("password", "wrong"), ("code", "000000")]).await;
    is_in(&wrong, "de");
    ada.enrol(&server).await;
    let question = ada.visit(&bank.attempt().url).await;
    is_in(&question, "de");
    assert!(question.is_question() && question.body.contains("Darf Bank Ihr Konto verwenden?"), "{}", question.body);
    assert!(ada.approve(&question).await.answer("code").is_some());
}
