//! The language of pages, and that responses for programs are the same in each.

use twinlock_application::Actor;
use twinlock_application::RequestOrigin;
use twinlock_domain::EmailAddress;

use crate::support::{PASSWORD, Page, Person, RelyingParty, Server};

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
    // The error for a request that no page of ours sends is for developers: in English, and marked as such.
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

/// Signs somebody up through the page.
async fn sign_up(person: &mut Person) -> Page {
    let page = person.get("/sign-up").await;
    let email = person.email.clone();
    person.post_from(&page, "/sign-up", &[("email", &email), ("password", PASSWORD), ("display_name", "Ada")]).await
}

#[tokio::test]
async fn an_account_keeps_the_language_that_it_was_made_in_whatever_the_next_browser_prefers() {
    let server = Server::start().await;
    let mut ada = reader(&server, "de");
    assert_eq!(sign_up(&mut ada).await.status, 303);
    let mails = server.mail_to("ada@example.com").await;
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert_eq!(mail.subject, "Bitte bestätigen Sie Ihre E-Mail-Adresse");
    assert!(mail.body.contains("Ausgelöst von: 127.0.0.1 (Unbekannter Browser)"), "{}", mail.body);

    let mut elsewhere = reader(&server, "en");
    is_in(&elsewhere.get("/sign-in").await, "en");
    elsewhere.sign_in().await;
    is_in(&elsewhere.get("/dashboard").await, "de");
    // So is a mail that no browser has requested.
    let address = EmailAddress::parse("ada@example.com").unwrap();
    server.twinlock.reset_two_factor(Actor::Operator, &address, &RequestOrigin::default()).await.unwrap();
    let mail = server.letter("ada@example.com", "Ihre Zwei-Faktor-Authentifizierung wurde zurückgesetzt").await;
    assert!(mail.body.contains("/password/forgot"), "{}", mail.body);
}

#[tokio::test]
async fn the_owner_of_an_account_chooses_its_language_or_leaves_it_to_the_browser() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    ada.languages = Some("en");
    let overview = ada.get("/dashboard").await;
    is_in(&overview, "en");
    assert!(overview.body.contains("<option value=\"\" selected>As in the browser</option>"), "{}", overview.body);
    assert!(overview.body.contains("<option value=\"de\" lang=\"de\">Deutsch</option>"), "{}", overview.body);

    let saved = ada.post_from(&overview, "/dashboard/account", &[("locale", "de")]).await;
    assert_eq!(saved.status, 303);
    assert_eq!(saved.location(), Some("/dashboard"));
    let overview = ada.get("/dashboard").await;
    is_in(&overview, "de");
    assert!(overview.body.contains("<option value=\"de\" lang=\"de\" selected>Deutsch</option>"), "{}", overview.body);
    // An error page has the same language as the page before it.
    is_in(
        &ada.post_from(&overview, "/dashboard/security/disable", &[("password", "wrong"), ("code", "000000")]).await,
        "de",
    );

    ada.post_from(&overview, "/dashboard/account", &[("locale", "")]).await;
    is_in(&ada.get("/dashboard").await, "en");
}

#[tokio::test]
async fn a_language_that_is_none_is_refused_and_one_without_texts_falls_back_to_the_browsers() {
    let server = Server::start().await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    ada.languages = Some("de");
    let overview = ada.get("/dashboard").await;
    for nonsense in ["de_AT", "<b>", "de-", "Deutsch, bitte"] {
        let refused = ada.post_from(&overview, "/dashboard/account", &[("locale", nonsense)]).await;
        assert_eq!(refused.status, 400, "{nonsense}");
        is_in(&refused, "de");
    }
    assert_eq!(ada.post_from(&overview, "/dashboard/account", &[("locale", "fr")]).await.status, 303);
    is_in(&ada.get("/dashboard").await, "de");

    let mut nobody = reader(&server, "de");
    let page = nobody.get("/sign-in").await;
    let refused = nobody.post_from(&page, "/dashboard/account", &[("locale", "en")]).await;
    assert_eq!(refused.status, 401);
    is_in(&refused, "de");
}

#[tokio::test]
async fn the_question_of_an_app_is_in_the_accounts_language_and_so_is_a_request_that_is_over() {
    let server = Server::start().await;
    let bank = RelyingParty::register(&server, "Bank").await;
    let mut ada = Person::with_account(&server, "ada@example.com").await;
    ada.languages = Some("en");
    let overview = ada.get("/dashboard").await;
    ada.post_from(&overview, "/dashboard/account", &[("locale", "de")]).await;

    let attempt = bank.attempt();
    let question = ada.visit(&attempt.url).await;
    is_in(&question, "de");
    assert!(question.is_question());
    ada.decide(&question, "deny").await;
    let over = ada.get(&question.path).await;
    assert_eq!(over.status, 409);
    is_in(&over, "de");

    let wrong = attempt.url.replace("callback", "elsewhere");
    assert_ne!(wrong, attempt.url);
    let mismatch = ada.get(&wrong).await;
    assert_eq!(mismatch.status, 400);
    is_in(&mismatch, "de");
}
